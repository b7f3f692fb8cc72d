import { pauseOf } from '../../protocol/required-action.ts';
import { isActive, runStatusSchema, type RunStatus } from '../../protocol/run.ts';
import { HUB_RUN_EVENT, RUN_STATUS_PREFIX } from '../../protocol/event-names.ts';

/** An event from the log, with its data as JSON, or an event to write. */
interface AnyEvent {
  readonly event: string;
  readonly data: string | object;
}

/** Whether an event is the last of its run's stream. */
export function isTerminalEvent(event: AnyEvent): boolean {
  if (!event.event.startsWith(RUN_STATUS_PREFIX)) return false;
  const status = runStatusSchema.safeParse(event.event.slice(RUN_STATUS_PREFIX.length));
  return status.success && !isActive(status.data) && !pauseIn(event);
}

/** Whether this event begins a wait for tool outputs. */
export function isPause(event: AnyEvent): boolean {
  return pauseIn(event) === 'awaiting_tools';
}

/** Returns the status of the wait that this event begins, or continues; undefined if it is another event. */
function pauseIn({ event, data }: AnyEvent): RunStatus | undefined {
  if (event !== HUB_RUN_EVENT.runRequiresAction) return undefined;
  const run = (typeof data === 'string' ? JSON.parse(data) : data) as { required_action?: unknown };
  return pauseOf(run.required_action);
}
