import { z } from 'zod';
import { runSchema } from './run.ts';

/**
 * The data of a `hub.snapshot`: the state of a run, for a client whose cursor is unknown or expired. The stream continues
 * after the id of the snapshot's event. `deltas` counts the deltas of the whole run.
 */
export const snapshotSchema = z.object({
  run: runSchema,
  deltas: z.number().int(),
  drafts: z.array(z.object({ id: z.string(), text: z.string(), deltas: z.number().int() })),
});

export type Snapshot = z.infer<typeof snapshotSchema>;
