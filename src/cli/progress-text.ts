import type { RunState } from '../protocol/run-state.ts';
import { toolName } from './tool-lines.ts';

/** Returns what the agent does, and the number of deltas so far: `Thinking, 12 deltas`. */
export function progressText(state: RunState): string {
  const { deltas } = state;
  const activity = activityOf(state);
  if (deltas === 0) return activity ?? 'Waiting';
  const count = `${deltas} ${deltas === 1 ? 'delta' : 'deltas'}`;
  return activity ? `${activity}, ${count}` : count;
}

/** Returns what the agent does; null if nothing arrives. */
function activityOf({ status: ofRun, steps, thoughts, drafts }: RunState): string | null {
  if (ofRun === 'awaiting_answers') return 'Waiting for your answer';
  const running = steps
    .filter(({ status }) => status === 'in_progress')
    .flatMap(({ calls }) => calls.filter((call) => call && call.function.output === null));
  const [call, ...others] = running;
  if (call) return others.length === 0 ? `Running ${toolName(call)}` : `Running ${running.length} tools`;
  if (thoughts.some(({ isOpen }) => isOpen)) return 'Thinking';
  return drafts.some(({ text }) => text !== '') ? 'Writing' : null;
}
