import { hasText, textOf, type Message } from '../protocol/message.ts';
import { visibleText } from '../protocol/visible-text.ts';

/** Why a message is only a part of what it would have been. `context`: there was no room for more of the reply. */
export type PartialReason =
  'stopped' | 'failed' | 'expired' | 'incomplete' | 'length' | 'context' | 'filtered' | 'refused';

/** How the model ended a reply that is not whole, as it is said: whether by a message or by how its run ended. */
export const CUT_OFF_LABELS = {
  length: 'Cut off: it reached the maximum length',
  context: 'Cut off: the conversation is too long for the model',
  filtered: 'Stopped by the provider\u2019s content filter',
  refused: 'The model declined to answer',
} as const satisfies Partial<Record<PartialReason, string>>;

/** The mark of a message that is not whole. Why a run failed is said once, by how it ended. */
export const PARTIAL_LABELS: Record<PartialReason, string> = {
  stopped: 'Stopped',
  failed: 'Incomplete',
  expired: 'Incomplete',
  incomplete: 'Incomplete',
  ...CUT_OFF_LABELS,
};

/** Whether the model ended the reply itself: it is not whole, and it is all that will be said. */
export function isCutOff(reason: PartialReason): reason is keyof typeof CUT_OFF_LABELS {
  return reason in CUT_OFF_LABELS;
}

/** Why a message is not whole; null where it is. */
export function partialReason({ status, incomplete_details }: Message): PartialReason | null {
  if (status !== 'incomplete') return null;
  switch (incomplete_details?.reason) {
    case 'run_cancelled':
      return 'stopped';
    case 'run_failed':
      return 'failed';
    case 'run_expired':
      return 'expired';
    default:
      return cutOffReason(incomplete_details?.reason) ?? 'incomplete';
  }
}

/** The mark of a message that is not whole, or has no text; null for any other. */
export function messageMark(message: Message): string | null {
  const partial = partialReason(message);
  if (partial) return PARTIAL_LABELS[partial];
  return hasText(visibleText(textOf(message.content))) ? null : 'Empty';
}

/** How a model ended an answer that is not whole, from `incomplete_details` of a run or a message; null where it did not. */
export function cutOffReason(reason: string | undefined): keyof typeof CUT_OFF_LABELS | null {
  switch (reason) {
    case 'max_completion_tokens':
    case 'max_tokens':
      return 'length';
    case 'max_prompt_tokens':
      return 'context';
    case 'content_filter':
      return 'filtered';
    case 'refusal':
      return 'refused';
    default:
      return null;
  }
}
