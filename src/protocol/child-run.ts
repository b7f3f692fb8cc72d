import { z } from 'zod';
import { idSchema } from './id-schema.ts';
import { messageInputSchema } from './message-input.ts';

/** The thread on which the called agent runs: the calling run's thread, a copy of that thread, or a child of it. */
const THREAD_MODES = ['same', 'fork', 'child'] as const;

/** The body of `POST /threads/{id}/runs/{id}/children`, with which a run's agent starts another agent. */
export const childRunInputSchema = z.strictObject({
  assistant_id: idSchema,
  /** A message for the called agent, in addition to the thread's messages. */
  query: messageInputSchema.shape.content.nullish(),
  thread_mode: z.enum(THREAD_MODES).default('fork'),
  /**
   * Whether the calling agent runs again after the called agent has ended, on the thread that the called agent used.
   */
  callback: z.boolean().default(false),
});

export type ChildRunInput = z.infer<typeof childRunInputSchema>;

/**
 * The answer to the request. `run_id` is null for a run on the same thread, which begins once the calling run has
 * ended.
 */
export const childRunSchema = z.object({
  object: z.literal('thread.run.child'),
  thread_id: z.string(),
  run_id: z.string().nullable(),
});

export type ChildRun = z.infer<typeof childRunSchema>;
