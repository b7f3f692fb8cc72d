import { z } from 'zod';
import { runSchema } from './run.ts';
import {
  answeredQuestionSchema,
  childRunReferenceSchema,
  runStepStatusSchema,
  toolCallSchema,
} from './run-step.ts';
import { citationsIn } from './url-citation.ts';

/** A position in the order of `Opened`. Older hubs do not send it. */
const openedSchema = z.number().default(0);

/**
 * The data of a `hub.snapshot`: the state of a run, for a client whose cursor is unknown or expired. The stream continues
 * after the id of the snapshot's event. `deltas` counts the deltas of the whole run.
 */
export const snapshotSchema = z.object({
  run: runSchema,
  deltas: z.number().int(),
  drafts: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      /** Older hubs do not send it. */
      annotations: z.unknown().optional().transform(citationsIn),
      deltas: z.number().int(),
      opened: openedSchema,
    }),
  ),
  thoughts: z
    .array(
      z.object({
        id: z.string(),
        text: z.string(),
        elapsed: z.number(),
        deltas: z.number().int(),
        opened: openedSchema,
        isOpen: z.boolean(),
        isOfStep: z.boolean(),
      }),
    )
    .default([]),
  steps: z
    .array(
      z.object({
        id: z.string(),
        status: runStepStatusSchema,
        calls: z.array(toolCallSchema),
        child: childRunReferenceSchema.nullish(),
        question: answeredQuestionSchema.nullish(),
        opened: openedSchema,
      }),
    )
    .default([]),
});

export type Snapshot = z.infer<typeof snapshotSchema>;
