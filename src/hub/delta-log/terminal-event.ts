import { isToolOutputsRequired } from '../../protocol/required-action.ts';
import { isActive, runStatusSchema } from '../../protocol/run.ts';

const RUN_PREFIX = 'thread.run.';
const REQUIRES_ACTION = 'thread.run.requires_action';

/** An event in the log, its data as JSON, or as it is to be written there. */
interface AnyEvent {
  readonly event: string;
  readonly data: string | object;
}

/** Whether an event is the last of its run's stream. */
export function isTerminalEvent(event: AnyEvent): boolean {
  if (!event.event.startsWith(RUN_PREFIX)) return false;
  const status = runStatusSchema.safeParse(event.event.slice(RUN_PREFIX.length));
  return status.success && !isActive(status.data) && !isPause(event);
}

/** Whether with this event a run begins to wait for the outputs of tools. */
export function isPause({ event, data }: AnyEvent): boolean {
  if (event !== REQUIRES_ACTION) return false;
  const run = (typeof data === 'string' ? JSON.parse(data) : data) as { required_action?: unknown };
  return isToolOutputsRequired(run.required_action);
}
