import { isActive, runStatusSchema } from '../../protocol/run.ts';

const RUN_PREFIX = 'thread.run.';

/** Whether an event is the last of its run's stream. */
export function isTerminalEvent(event: string): boolean {
  if (!event.startsWith(RUN_PREFIX)) return false;
  const status = runStatusSchema.safeParse(event.slice(RUN_PREFIX.length));
  return status.success && !isActive(status.data);
}
