import { hasText, textOf, type Message } from '../protocol/message.ts';
import { visibleText } from '../protocol/visible-text.ts';

/** Why a message is incomplete. `context`: the conversation left no room for more of the reply in the model's context. */
export type PartialReason =
  'stopped' | 'failed' | 'expired' | 'incomplete' | 'length' | 'context' | 'filtered' | 'refused';

/** The labels of replies that the model itself ended early; used for messages and for runs. */
export const CUT_OFF_LABELS = {
  length: 'Cut off: it reached the maximum length',
  context: 'Cut off: the conversation is too long for the model',
  filtered: 'Stopped by the provider\u2019s content filter',
  refused: 'The model declined to answer',
} as const satisfies Partial<Record<PartialReason, string>>;

/** The labels of incomplete messages. They do not say why a run failed: the run's ending says it. */
export const PARTIAL_LABELS: Record<PartialReason, string> = {
  stopped: 'Stopped',
  failed: 'Incomplete',
  expired: 'Incomplete',
  incomplete: 'Incomplete',
  ...CUT_OFF_LABELS,
};

/** Whether the model itself ended the reply early, so that no more text will follow. */
export function isCutOff(reason: PartialReason): reason is keyof typeof CUT_OFF_LABELS {
  return reason in CUT_OFF_LABELS;
}

/** Returns why a message is incomplete; null if it is complete. */
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

/** Returns the label of a message that is incomplete or has no text; null for any other message. */
export function messageLabel(message: Message): string | null {
  const partial = partialReason(message);
  if (partial) return PARTIAL_LABELS[partial];
  return hasText(visibleText(textOf(message.content))) ? null : 'Empty';
}

/**
 * Returns how the model ended a reply early, from the `incomplete_details` of a run or a message; null if the model did
 * not end it early.
 */
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
