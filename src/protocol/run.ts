import { z } from 'zod';
import { messageInputSchema } from './message.ts';
import { metadataSchema } from './metadata.ts';

/** How a run stands: https://platform.openai.com/docs/assistants/deep-dive#run-lifecycle */
export const runStatusSchema = z.enum([
  'queued',
  'in_progress',
  'requires_action',
  'cancelling',
  'cancelled',
  'failed',
  'completed',
  'incomplete',
  'expired',
]);

export type RunStatus = z.infer<typeof runStatusSchema>;

/** The statuses in which a run still has a writer, and its stream is open. */
export const ACTIVE_RUN_STATUSES = [
  'queued',
  'in_progress',
  'cancelling',
] as const satisfies readonly RunStatus[];

/** Whether a run of this status still has a writer. An agent that waits for the person has none. */
export function isActive(status: RunStatus): boolean {
  return (ACTIVE_RUN_STATUSES as readonly RunStatus[]).includes(status);
}

/** A run of an agent on a thread. Times are Unix seconds. */
export const runSchema = z.looseObject({
  id: z.string(),
  object: z.literal('thread.run'),
  created_at: z.number(),
  thread_id: z.string(),
  assistant_id: z.string(),
  status: runStatusSchema,
  last_error: z.looseObject({ code: z.string(), message: z.string() }).nullish(),
  incomplete_details: z.looseObject({ reason: z.string() }).nullish(),
  model: z.string().nullish(),
  started_at: z.number().nullish(),
  completed_at: z.number().nullish(),
  metadata: metadataSchema.nullish(),
});

export type Run = z.infer<typeof runSchema>;

/** The body of `POST /threads/{id}/runs`. `additional_messages` are added to the thread first. */
export const runInputSchema = z.object({
  assistant_id: z.string().min(1),
  model: z.string().min(1).nullish(),
  instructions: z.string().nullish(),
  additional_messages: z.array(messageInputSchema).max(100).nullish(),
  metadata: metadataSchema.nullish(),
});

/** What a run is asked to be. */
export type RunInput = z.infer<typeof runInputSchema>;
