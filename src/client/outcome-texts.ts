import type { DiscardedDrafts } from '../protocol/run-state.ts';

/** Returns a text with the number of messages that were left out, without a full stop. */
export function leftOutText(messages: number): string {
  const what = messages === 1 ? 'message was' : `${messages.toLocaleString('en')} messages were`;
  return `The oldest ${what} left out: the conversation is too long for the model`;
}

/** Returns a text with the number of discarded drafts, without a full stop. */
export function discardedDraftsText({ drafts, deltas }: DiscardedDrafts): string {
  const count = `${deltas.toLocaleString('en')} delta${deltas === 1 ? '' : 's'}`;
  return drafts === 1
    ? `A draft was discarded (${count})`
    : `${drafts} drafts were discarded (${count} in all)`;
}
