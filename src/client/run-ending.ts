import type { Run } from '../protocol/run.ts';
import { CUT_OFF_LABELS, cutOffReason, isCutOff, type PartialReason } from './partial-reason.ts';

/** How a run ended without a complete reply. `empty`: the reply has no text. `silent`: there is no reply. */
export type EndingKind = PartialReason | 'empty' | 'silent';

/** The texts that say how a run ended without a complete reply. */
export interface RunEnding {
  readonly kind: EndingKind;
  readonly title: string;
  /** The reason, or what to do next. */
  readonly explanation: string | null;
}

/** The fields of a run that say how it ended. */
export type EndedRun = Pick<
  Run,
  'status' | 'created_at' | 'last_error' | 'incomplete_details' | 'expires_at'
>;

/** The fields of a reply that decide how its run ended. */
export interface EndedReply {
  readonly text: string;
  readonly partial: PartialReason | null;
}

const ADVICE = {
  length: 'Ask the agent to continue, or try again.',
  context: 'Shorten your message, or start a new conversation.',
  filtered: 'Put your message in other words, or try again.',
  refused: 'Put your message in other words, or try again.',
} as const;

const EMPTY: RunEnding = { kind: 'empty', title: 'The agent sent an empty reply', explanation: null };

/**
 * Returns how a run ended; null if it ended with a complete reply, or is still active.
 * @param replies the replies of the run, oldest first
 */
export function runEnding(run: EndedRun, replies: readonly EndedReply[]): RunEnding | null {
  const reason = run.last_error?.message ?? null;
  switch (run.status) {
    case 'cancelled':
      return { kind: 'stopped', title: 'Stopped', explanation: null };
    case 'failed':
      return {
        kind: 'failed',
        title: 'The reply failed',
        explanation: reason ?? 'The server gave no reason.',
      };
    case 'expired':
      return { kind: 'expired', title: timedOut(run), explanation: reason };
    case 'incomplete':
      return (
        cutOff(run, replies) ?? { kind: 'incomplete', title: 'The reply is incomplete', explanation: reason }
      );
    case 'completed':
    case 'requires_action':
      return cutOff(run, replies) ?? withoutText(replies);
    default:
      return null;
  }
}

/**
 * Returns the ending of a run whose reply the model ended early; null for any other run. The run's own reason takes
 * precedence over the reason of its last message.
 */
function cutOff(
  { incomplete_details, last_error }: EndedRun,
  replies: readonly EndedReply[],
): RunEnding | null {
  if (incomplete_details?.reason === 'empty') return EMPTY;
  const last = replies.at(-1)?.partial ?? null;
  const kind = cutOffReason(incomplete_details?.reason) ?? last;
  if (kind === null || !isCutOff(kind)) return null;
  return { kind, title: CUT_OFF_LABELS[kind], explanation: last_error?.message ?? ADVICE[kind] };
}

function withoutText(replies: readonly EndedReply[]): RunEnding | null {
  if (replies.some(({ text }) => text.trim() !== '')) return null;
  return replies.length > 0
    ? EMPTY
    : { kind: 'silent', title: 'The agent finished without a reply', explanation: null };
}

function timedOut({ created_at, expires_at }: EndedRun): string {
  const seconds = expires_at ? expires_at - created_at : 0;
  if (seconds <= 0) return 'The reply timed out';
  return `Timed out after ${seconds < 60 ? plural(seconds, 'second') : plural(Math.round(seconds / 60), 'minute')}`;
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
