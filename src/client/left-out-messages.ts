import type { RunNotice } from '../protocol/run-notice.ts';

/** How many of the oldest messages a run did not send to its models; 0 where it sent all. */
export function leftOutMessages(notices: readonly RunNotice[] | null | undefined): number {
  return Math.max(0, ...(notices ?? []).map((notice) => (notice.type === 'shortened' ? notice.messages : 0)));
}
