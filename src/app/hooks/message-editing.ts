import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Versions } from './use-versions.ts';

/** What a message needs that can be edited: its ids. */
export interface EditedMessage {
  id: string;
  editedFrom: string | null;
}

/** What can be done to the messages of a conversation. */
export interface MessageEditing {
  /** Null while there is none: nothing can be edited yet. */
  threadId: string | null;
  /** Which message is being edited, by its id. */
  editing: StoreApi<{ readonly messageId: string | null }>;
  versions: Versions;
  /**
   * Says another thing in the place of a message, in a fork of the thread, and goes there.
   * @param key names this wish: it makes one fork, however often it is tried
   * @throws an error that says why it could not be done
   */
  resend: (message: EditedMessage, text: string, key: string) => Promise<void>;
  /** Tries again to send what the hub has refused. */
  sendAgain: (key: string) => void;
  /** Cancels a message that the hub does not have yet: its text is in the composer again. */
  takeBack: (key: string) => Promise<void>;
}

/** Provided for each conversation; null where nothing can be done to messages. */
export const MessageEditingContext = createContext<MessageEditing | null>(null);

const NOT_EDITING: MessageEditing['editing'] = createStore(() => ({ messageId: null }));

/** The means of editing, and whether this message is being edited. */
export function useMessageEditing(messageId: string | null) {
  const actions = use(MessageEditingContext);
  const isEditing = useStore(
    actions?.editing ?? NOT_EDITING,
    (state) => messageId !== null && state.messageId === messageId,
  );
  return { actions, isEditing };
}
