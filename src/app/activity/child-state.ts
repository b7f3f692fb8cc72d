import type { RunStatus } from '../../protocol/run.ts';
import type { RunStepStatus } from '../../protocol/run-step.ts';
import type { CallState } from './call-state.ts';

/** Returns the state of the run of another agent, as a person reads it. */
export function childState(status: RunStatus | RunStepStatus): CallState {
  switch (status) {
    case 'completed':
    case 'incomplete':
    case 'requires_action':
      return 'Done';
    case 'failed':
      return 'Failed';
    case 'cancelled':
      return 'Stopped';
    case 'expired':
      return 'Timed out';
    default:
      return 'Running';
  }
}
