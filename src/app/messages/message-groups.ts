import type { ConversationItem, TurnEnding } from './conversation-item.ts';

/** Some messages that follow one another. */
export interface ConversationChunk {
  /** The React key: that of its first message, which stays. */
  key: string;
  items: readonly ConversationItem[];
}

/** A chunk of so many messages is full: the next thing that the person says begins another. */
export const CHUNK_SIZE = 20;
/** So many fill it whoever speaks. */
export const LARGEST_CHUNK = 60;

/**
 * Cuts a conversation into chunks, such that a message stays in the one it was in: each page that was loaded
 * is cut by itself, and what is live is not cut, since a draft may still give way to another.
 */
export function conversationChunks(
  items: readonly ConversationItem[],
  pageStarts: readonly number[],
): ConversationChunk[] {
  const starts = new Set(pageStarts);
  const chunks: ConversationItem[][] = [];
  let current: ConversationItem[] = [];
  items.forEach((item, index) => {
    const isFull = current.length >= (item.role === 'user' ? CHUNK_SIZE : LARGEST_CHUNK);
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
    name === 'closing' ? isSameClosing(a.closing, b.closing) : a[name] === b[name],
  );
}

/** They are made anew with each list of messages. */
function isSameClosing(a: TurnEnding | null, b: TurnEnding | null): boolean {
  return (
    a?.discarded === b?.discarded &&
    a?.ending?.title === b?.ending?.title &&
    a?.ending?.explanation === b?.ending?.explanation
  );
}
