import type { RunNotice } from '../../../protocol/run-notice.ts';

/** Maximum number of notices of a run. An agent may send any number of requests. */
const MAX_NOTICES = 200;

/**
 * Returns a run's notices with another one added; null if it says nothing new. Only one notice about left-out
 * messages is kept: the notice with the most messages.
 */
export function withNotice(notices: readonly RunNotice[], notice: RunNotice): RunNotice[] | null {
  if (notices.length >= MAX_NOTICES) return null;
  if (notice.type !== 'shortened') return [...notices, notice];
  const isKnown = notices.some((one) => one.type === 'shortened' && one.messages >= notice.messages);
  return isKnown ? null : [...notices.filter(({ type }) => type !== 'shortened'), notice];
}
