import { z } from 'zod';
import { metadataSchema } from './metadata.ts';
import { pauseOf, requiredActionSchema } from './required-action.ts';
import { runNoticeSchema } from './run-notice.ts';
import { timeSchema } from './time.ts';
import { usageSchema } from './usage.ts';

/**
 * The status of a run: https://platform.openai.com/docs/assistants/deep-dive#run-lifecycle. In the API, a run that is
 * `awaiting_tools` or `awaiting_answers` has the status `requires_action`; its `required_action` says what it waits for.
 */
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
  'awaiting_tools',
  'awaiting_answers',
]);

export type RunStatus = z.infer<typeof runStatusSchema>;

/** Whether a run of this status waits for outputs of tools or for answers of the person, and then continues. */
export function isPaused(status: RunStatus | null): boolean {
  return status === 'awaiting_tools' || status === 'awaiting_answers';
}

/** Returns the status in the API of a run with this status. */
export function apiStatus(status: RunStatus): RunStatus {
  return isPaused(status) ? 'requires_action' : status;
}

/** The statuses in which a run still has a writer, and its stream is open. */
export const ACTIVE_RUN_STATUSES = [
  'queued',
  'in_progress',
  'awaiting_tools',
  'awaiting_answers',
  'cancelling',
] as const satisfies readonly RunStatus[];

/** Whether a run of this status still has a writer. A run that requires the person's next message has no writer. */
export function isActive(status: RunStatus): boolean {
  return (ACTIVE_RUN_STATUSES as readonly RunStatus[]).includes(status);
}

/** A run of an agent on a thread. Times are Unix seconds. */
export const runSchema = z
  .looseObject({
    id: z.string(),
    object: z.literal('thread.run'),
    created_at: timeSchema,
    thread_id: z.string(),
    assistant_id: z.string(),
    status: runStatusSchema,
    required_action: requiredActionSchema.nullish().catch(null),
    last_error: z.looseObject({ code: z.string(), message: z.string() }).nullish(),
    /**
     * How the model ended the run's last answer early: OpenAI's `max_completion_tokens`, `max_prompt_tokens` or
     * `content_filter`; or this hub's `refusal` or `empty`.
     */
    incomplete_details: z.looseObject({ reason: z.string() }).nullish(),
    model: z.string().nullish(),
    started_at: timeSchema.nullish(),
    completed_at: timeSchema.nullish(),
    /** The time at which the run times out, or timed out. */
    expires_at: timeSchema.nullish(),
    usage: usageSchema.nullish().catch(null),
    /** The notices of the run. Notices of an unknown type are left out. */
    notices: z
      .array(runNoticeSchema.nullable().catch(null))
      .transform((notices) => notices.filter((notice) => notice !== null))
      .nullish(),
    metadata: metadataSchema.nullish(),
  })
  .overwrite((run) =>
    run.status === 'requires_action' ? { ...run, status: pauseOf(run.required_action) ?? run.status } : run,
  );

export type Run = z.infer<typeof runSchema>;
