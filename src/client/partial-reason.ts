import type { Message } from '../protocol/message.ts';

/** Why a message is only a part of what it would have been. */
export type PartialReason = 'stopped' | 'failed' | 'expired' | 'incomplete';

/** The same, as it is said. */
export const PARTIAL_WORDS: Record<PartialReason, string> = {
  stopped: 'Stopped',
  failed: 'Cut short: the run failed',
  expired: 'Cut short: the run expired',
  incomplete: 'Incomplete',
};

/** Why a message is not whole; null where it is. */
export function partialReason(message: Message): PartialReason | null {
  if (message.status !== 'incomplete') return null;
  switch (message.incomplete_details?.reason) {
    case 'run_cancelled':
      return 'stopped';
    case 'run_failed':
      return 'failed';
    case 'run_expired':
      return 'expired';
    default:
      return 'incomplete';
  }
}
