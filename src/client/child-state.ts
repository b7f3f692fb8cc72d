import type { RunStatus } from '../protocol/run.ts';
import type { RunStepStatus } from '../protocol/run-step.ts';
import { STEP_ENDINGS } from './step-endings.ts';

/** The state of a run that an agent has started, as a person reads it. */
export type ChildState = 'Running' | 'Done' | 'Failed' | 'Stopped' | 'Timed out';

/** Returns the state of a run that an agent has started, from the status of the run or of its step. */
export function childState(status: RunStatus | RunStepStatus): ChildState {
  switch (status) {
    case 'completed':
    case 'incomplete':
    case 'requires_action':
      return 'Done';
    case 'failed':
    case 'cancelled':
    case 'expired':
      return STEP_ENDINGS[status];
    case 'queued':
    case 'in_progress':
    case 'awaiting_tools':
    case 'awaiting_answers':
    case 'cancelling':
      return 'Running';
  }
}
