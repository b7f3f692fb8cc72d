import type { RunStep, RunStepDetails, RunStepStatus } from '../../../protocol/run-step.ts';
import type { IncompleteReason } from '../../../protocol/message.ts';
import type { Usage } from '../../../protocol/usage.ts';
import { RUN_STEP_PREFIX } from '../../../protocol/event-names.ts';
import type { MessageOfStep } from '../../db/messages.ts';
import { toSeconds } from '../../db/time.ts';
import type { NewEvent } from '../../delta-log/delta-log.ts';

/** The run of a step, and when the step was created. */
export interface StepOrigin {
  readonly id: string;
  readonly threadId: string;
  readonly runId: string;
  readonly assistantId: string;
  readonly createdAt: Date;
}

/** Returns a run's step as in the API. `endedAt` is used unless the step is in progress. */
export function toRunStep(
  origin: StepOrigin,
  step_details: RunStepDetails,
  status: RunStepStatus,
  endedAt: Date,
  usage: Usage | null = null,
): RunStep {
  const endedAs = (as: RunStepStatus) => (as === status ? toSeconds(endedAt) : null);
  return {
    id: origin.id,
    object: 'thread.run.step',
    created_at: toSeconds(origin.createdAt),
    thread_id: origin.threadId,
    run_id: origin.runId,
    assistant_id: origin.assistantId,
    type: step_details.type,
    status,
    step_details,
    completed_at: endedAs('completed'),
    cancelled_at: endedAs('cancelled'),
    failed_at: endedAs('failed'),
    expired_at: endedAs('expired'),
    last_error: null,
    usage,
    metadata: null,
  };
}

/** Returns the step, ended now. */
export function endedStep(step: RunStep, status: Exclude<RunStepStatus, 'in_progress'>): RunStep {
  return { ...step, status, [`${status}_at`]: toSeconds(new Date()) };
}

/** Returns the event for a step's status. `created` is the first event of a step in progress. */
export function stepEvent(step: RunStep, name: RunStepStatus | 'created' = step.status): NewEvent {
  return { event: RUN_STEP_PREFIX + name, data: step };
}

/** Returns the status of a step whose message is incomplete for this reason; null means that it is complete. */
export function stepStatus(reason: IncompleteReason | null): Exclude<RunStepStatus, 'in_progress'> {
  switch (reason) {
    case null:
    case 'max_tokens':
    case 'content_filter':
    case 'refusal':
      return 'completed'; // the message exists, as far as the model wrote it
    case 'discarded':
    case 'empty':
    case 'run_cancelled':
      return 'cancelled';
    case 'run_expired':
      return 'expired';
    case 'run_failed':
    case 'run_incomplete':
      return 'failed';
  }
}

/**
 * Returns the step that created a message of a run. The step is not stored. Its id is the message's id with another
 * prefix.
 */
export function messageStep(
  message: MessageOfStep,
  status: RunStepStatus = stepStatus(message.incompleteReason),
): RunStep {
  const origin = {
    id: message.id.replace(/^msg_/, 'step_'),
    threadId: message.threadId,
    runId: message.runId ?? '',
    assistantId: message.assistantId ?? '',
    createdAt: message.createdAt,
  };
  const details = { type: 'message_creation' as const, message_creation: { message_id: message.id } };
  return toRunStep(origin, details, status, message.endedAt, message.usage);
}
