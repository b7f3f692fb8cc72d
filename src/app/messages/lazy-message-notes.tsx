import type { Copied } from '../clipboard/write-clipboard.ts';
import { loadedOnce } from '../ui/loaded-once.tsx';
import type { ConversationItem } from './conversation-item.ts';

/** What the notes of an agent's message show. */
export interface NotesProps extends Pick<
  ConversationItem,
  'id' | 'replyStart' | 'text' | 'annotations' | 'partial' | 'streamed' | 'receipt' | 'usage' | 'runDeltas'
> {
  /** Whether the text is shown only on demand. */
  folded: boolean;
  /** Returns the content for the copy button. */
  content: () => Copied;
}

const { Component, load } = loadedOnce<NotesProps>(
  async () => (await import('./message-notes.tsx')).MessageNotes,
  () => null,
);

/** Loads the code of the notes of messages, once. Call it early if a message is about to be shown. */
export const loadMessageNotes = load;

/** The notes of an agent's message: versions, receipt, buttons. */
export const LazyMessageNotes = Component;
