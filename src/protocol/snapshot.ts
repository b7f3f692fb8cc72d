import { z } from 'zod';
import { runSchema } from './run.ts';

/**
 * The data of a `hub.snapshot`: where a run stands, for a client whose cursor is unknown or expired.
 * The stream goes on after the id that the snapshot's event bears. `deltas` counts those of the whole run.
 */
export const snapshotSchema = z.object({
  run: runSchema,
  deltas: z.number().int(),
  drafts: z.array(z.object({ id: z.string(), text: z.string(), deltas: z.number().int() })),
});

export type Snapshot = z.infer<typeof snapshotSchema>;
