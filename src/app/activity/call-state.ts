import { STEP_ENDINGS } from '../../client/step-endings.ts';
import { outputState } from '../../protocol/output-state.ts';
import type { RunStatus } from '../../protocol/run.ts';
import type { RunStepStatus, ToolCall } from '../../protocol/run-step.ts';

/** The state of a tool call, as a person reads it. */
export type CallState =
  | 'Writing'
  | 'Needs approval'
  | 'Waiting'
  | 'Running'
  | 'Done'
  | 'Denied'
  | 'Failed'
  | 'Stopped'
  | 'Timed out';

/**
 * Returns the state of a tool call.
 * @param run the status of its run; null if the run has ended
 * @param needsApproval whether the person has not decided on it yet
 */
export function callState(
  { function: called }: ToolCall,
  step: RunStepStatus,
  run: RunStatus | null,
  needsApproval: boolean,
): CallState {
  if (called.output !== null) return outputState(called.output);
  switch (step) {
    case 'completed':
      return 'Done';
    case 'failed':
    case 'cancelled':
    case 'expired':
      return STEP_ENDINGS[step];
    case 'in_progress':
      if (run === null) return 'Stopped';
      if (needsApproval) return 'Needs approval';
      if (run === 'awaiting_tools' || run === 'requires_action') return 'Waiting';
      return isComplete(called.arguments) ? 'Running' : 'Writing';
  }
}

/** Whether a call is still going on. */
export function isOngoing(state: CallState): boolean {
  return state === 'Writing' || state === 'Needs approval' || state === 'Waiting' || state === 'Running';
}

/** Whether all arguments of a call have arrived: they are then valid JSON. */
function isComplete(text: string): boolean {
  if (!text.trimEnd().endsWith('}')) return false; // the common case while they arrive
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Returns JSON with line breaks, or the same text if it is not valid JSON. */
export function readableJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
