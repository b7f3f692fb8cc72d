import type { RunStatus } from '../../../protocol/run.ts';
import type { RunStep, RunStepDetails, RunStepStatus } from '../../../protocol/run-step.ts';
import { RUN_EVENT } from '../../../protocol/event-names.ts';
import type { RunRow } from '../../db/runs.ts';
import { toSecondsOrNull } from '../../db/time.ts';
import { toRunStep } from './run-step.ts';
import type { ChangedToolStep } from './tool-steps.ts';

/**
 * Returns the step in which a run starts a run of another agent. It has the id of that run. Its event is not one of
 * OpenAI's, whose clients do not know such steps.
 */
export function childRunStep(run: RunRow, child: RunRow, createdAt: Date): ChangedToolStep {
  const { threadId, id: runId, assistantId } = run;
  const details: RunStepDetails = {
    type: 'child_run',
    child_run: { thread_id: child.threadId, run_id: child.id, assistant_id: child.assistantId },
  };
  const origin = { id: child.id, threadId, runId, assistantId, createdAt };
  const step: RunStep = {
    ...toRunStep(origin, details, 'in_progress', createdAt),
    object: 'thread.run.child',
  };
  return {
    events: [{ event: RUN_EVENT.childRun, data: step }],
    row: { id: step.id, runId, createdAt, step },
  };
}

/** Returns a step that runs another agent, with the state of the other run. Other steps are returned as they are. */
export function withChildState(step: RunStep, child: RunRow | undefined): RunStep {
  const { step_details: details } = step;
  if (details.type !== 'child_run' || !child) return step;
  const { type, child_run } = details;
  const status = statusOfStep(child.status);
  return {
    ...step,
    step_details: { type, child_run: { ...child_run, deltas: child.deltas } },
    status,
    ...(status !== 'in_progress' && { [`${status}_at`]: toSecondsOrNull(child.endedAt) }),
  };
}

/** Returns the status of the step of a child run that has this status. */
function statusOfStep(status: RunStatus): RunStepStatus {
  switch (status) {
    case 'queued':
    case 'in_progress':
    case 'awaiting_tools':
    case 'awaiting_answers':
    case 'cancelling':
      return 'in_progress';
    case 'cancelled':
    case 'failed':
    case 'expired':
      return status;
    case 'completed':
    case 'incomplete':
    case 'requires_action':
      return 'completed'; // it has answered
  }
}
