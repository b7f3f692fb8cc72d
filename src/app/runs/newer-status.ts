import { isActive, type Run, type RunStatus } from '../../protocol/run.ts';
import type { RunOutline } from './run-outline.ts';

/**
 * The status of a run, by what was fetched and by what the stream said. A status that ends a run is final; while the
 * stream is open it is ahead of what was fetched.
 */
export function newerStatus(run: Run | null, live: RunOutline | undefined): RunStatus | null {
  if (!run || !live?.heard) return run?.status ?? null;
  if (!isActive(live.status) || isActive(run.status)) return live.status;
  return live.connection === 'live' ? live.status : run.status;
}
