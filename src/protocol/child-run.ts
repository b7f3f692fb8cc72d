import { z } from 'zod';
import { idSchema } from './ids.ts';
import { messageInputSchema } from './message.ts';

/** On which thread an agent runs another one: its own, a copy of it, or a child of it. */
const THREAD_MODES = ['same', 'fork', 'child'] as const;

/** The body of `POST /threads/{id}/runs/{id}/children`: another agent that a run's agent runs. */
export const childRunInputSchema = z.strictObject({
  assistant_id: idSchema,
  /** What that agent is asked, if it is not only what the thread says. */
  query: messageInputSchema.shape.content.nullish(),
  thread_mode: z.enum(THREAD_MODES).default('fork'),
  /** Whether the agent that asks is run again, on that thread, once the other has ended. */
  callback: z.boolean().default(false),
});

export type ChildRunInput = z.infer<typeof childRunInputSchema>;

/** The answer. A run on the same thread begins once the run that asks for it has ended: until then it has no id. */
export const childRunSchema = z.object({
  object: z.literal('thread.run.child'),
  thread_id: z.string(),
  run_id: z.string().nullable(),
});

export type ChildRun = z.infer<typeof childRunSchema>;
