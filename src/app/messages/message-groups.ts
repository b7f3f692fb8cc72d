import type { ConversationItem, TurnOutcome } from './conversation-item.ts';

/** Some messages that follow one another. */
export interface MessageGroup {
  /** The React key: that of its first message, which stays. */
  key: string;
  items: readonly ConversationItem[];
}

/** A chunk of so many messages is full: the next thing that the person says begins another. */
export const GROUP_SIZE = 20;
/** So many fill it whoever speaks. */
export const MAX_GROUP_SIZE = 60;

/**
 * Cuts a conversation into chunks, such that a message stays in the one it was in: each page that was loaded
 * is cut by itself, and what is live is not cut, since a draft may still give way to another.
 */
export function groupMessages(
  items: readonly ConversationItem[],
  pageStarts: readonly number[],
): MessageGroup[] {
  const starts = new Set(pageStarts);
  const chunks: ConversationItem[][] = [];
  let current: ConversationItem[] = [];
  items.forEach((item, index) => {
    const isFull = current.length >= (item.role === 'user' ? GROUP_SIZE : MAX_GROUP_SIZE);
    if (index === 0 || starts.has(index) || isFull) {
      current = [];
      chunks.push(current);
    }
    current.push(item);
  });
  return chunks.map((chunk) => ({ key: chunk[0]?.key ?? '', items: chunk }));
}

/** Whether two lists of messages show the same. */
export function areSameItems(a: readonly ConversationItem[], b: readonly ConversationItem[]): boolean {
  return a.length === b.length && a.every((item, index) => isSameItem(item, b[index]));
}

function isSameItem(a: ConversationItem, b: ConversationItem | undefined): boolean {
  if (!b) return false;
  return (Object.keys(a) as (keyof ConversationItem)[]).every((name) =>
    name === 'outcome' ? isSameOutcome(a.outcome, b.outcome) : a[name] === b[name],
  );
}

/** They are made anew with each list of messages. */
function isSameOutcome(a: TurnOutcome | null, b: TurnOutcome | null): boolean {
  return (
    a?.discarded === b?.discarded &&
    a?.ending?.title === b?.ending?.title &&
    a?.ending?.explanation === b?.ending?.explanation
  );
}
