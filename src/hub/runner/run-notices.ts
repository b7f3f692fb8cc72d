import type { RunNotice } from '../../protocol/run-notice.ts';

/** An agent may ask a model as often as it likes. */
const MOST_NOTICES = 200;

/**
 * A run's notices with another one; null where that tells nothing new. How many messages were left out is told once,
 * by the request that left out most.
 */
export function withNotice(notices: readonly RunNotice[], notice: RunNotice): RunNotice[] | null {
  if (notices.length >= MOST_NOTICES) return null;
  if (notice.type !== 'shortened') return [...notices, notice];
  const isKnown = notices.some((one) => one.type === 'shortened' && one.messages >= notice.messages);
  return isKnown ? null : [...notices.filter(({ type }) => type !== 'shortened'), notice];
}
