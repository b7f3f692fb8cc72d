import { z } from 'zod';
import { idSchema } from './ids.ts';
import { messageInputSchema } from './message.ts';

/** The thread on which an agent runs another agent: its own, a copy of it, or a child of it. */
const THREAD_MODES = ['same', 'fork', 'child'] as const;

/** The body of `POST /threads/{id}/runs/{id}/children`, with which a run's agent starts another agent. */
export const childRunInputSchema = z.strictObject({
  assistant_id: idSchema,
  /** A message for that agent, in addition to the thread's messages. */
  query: messageInputSchema.shape.content.nullish(),
  thread_mode: z.enum(THREAD_MODES).default('fork'),
  /**
   * Whether the calling agent runs again after the called agent has ended, on the thread that the called agent used.
   */
  callback: z.boolean().default(false),
});

export type ChildRunInput = z.infer<typeof childRunInputSchema>;

/** The answer. A run on the same thread begins once the calling run has ended; until then `run_id` is null. */
export const childRunSchema = z.object({
  object: z.literal('thread.run.child'),
  thread_id: z.string(),
  run_id: z.string().nullable(),
});

export type ChildRun = z.infer<typeof childRunSchema>;
