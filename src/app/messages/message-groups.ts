import { isSameList } from '../browser/same-list.ts';
import type { ConversationItem, TurnOutcome } from './conversation-item.ts';

/** Consecutive messages that are laid out together. */
export interface MessageGroup {
  /** The React key: the key of its first message, which never leaves the group. */
  key: string;
  items: readonly ConversationItem[];
}

/** Number of messages after which the person's next message begins another group. */
export const GROUP_SIZE = 20;
/** Maximum number of messages in a group. */
export const MAX_GROUP_SIZE = 60;

/**
 * Splits a conversation into groups. A message stays in its group when earlier pages are loaded or messages are added,
 * because each loaded page is split separately. A group usually ends before a message of the person, and not within a
 * reply: while a reply streams, one of its drafts may still be removed.
 */
export function groupMessages(
  items: readonly ConversationItem[],
  pageStarts: readonly number[],
): MessageGroup[] {
  const starts = new Set(pageStarts);
  const groups: ConversationItem[][] = [];
  let current: ConversationItem[] = [];
  items.forEach((item, index) => {
    const isFull = current.length >= (item.role === 'user' ? GROUP_SIZE : MAX_GROUP_SIZE);
    if (index === 0 || starts.has(index) || isFull) {
      current = [];
      groups.push(current);
    }
    current.push(item);
  });
  return groups.map((group) => ({ key: group[0]?.key ?? '', items: group }));
}

/** Whether two lists of messages look the same. */
export function areSameItems(a: readonly ConversationItem[], b: readonly ConversationItem[]): boolean {
  return a.length === b.length && a.every((item, index) => isSameItem(item, b[index]));
}

function isSameItem(a: ConversationItem, b: ConversationItem | undefined): boolean {
  if (!b) return false;
  return (Object.keys(a) as (keyof ConversationItem)[]).every((name) => {
    switch (name) {
      case 'outcome':
        return isSameOutcome(a.outcome, b.outcome);
      case 'activities':
      case 'activitiesBefore':
        return isSameList(a[name], b[name]);
      default:
        return a[name] === b[name];
    }
  });
}

/** Compares the shown values of outcomes, because each list of messages contains new outcome objects. */
function isSameOutcome(a: TurnOutcome | null, b: TurnOutcome | null): boolean {
  return (
    a?.discarded === b?.discarded &&
    a?.ending?.title === b?.ending?.title &&
    a?.ending?.explanation === b?.ending?.explanation
  );
}
