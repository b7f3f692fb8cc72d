import type { RetryNotice, RunNotice } from '../protocol/run-notice.ts';
import type { Run } from '../protocol/run.ts';
import type { DiscardedDrafts } from '../protocol/run-state.ts';

/**
 * Returns a text that says that a request is retried, without a full stop.
 * @param seconds time until the request is sent again; 0 once it has been sent
 */
export function retryText({ code, attempt, attempts }: RetryNotice, seconds: number): string {
  const problem =
    code === 'rate_limit_exceeded' ? 'The model server is busy.' : 'The model server has a problem.';
  const when = seconds > 0 ? ` in ${Math.ceil(seconds)} s` : '';
  return `${problem} Trying again${when} (${attempt} of ${attempts})`;
}

/** Returns the number of oldest messages that a run did not send to its models. */
export function leftOutMessages(notices: readonly RunNotice[] | null | undefined): number {
  return Math.max(0, ...(notices ?? []).map((notice) => (notice.type === 'shortened' ? notice.messages : 0)));
}

/** Counts the drafts that an ended run streamed but did not keep; null if there are none. */
export function discardedDrafts({ notices }: Pick<Run, 'notices'>): DiscardedDrafts | null {
  const counts = notices?.flatMap((notice) => (notice.type === 'discarded' ? notice.deltas : [])) ?? [];
  return counts.length > 0
    ? { drafts: counts.length, deltas: counts.reduce((sum, count) => sum + count) }
    : null;
}
