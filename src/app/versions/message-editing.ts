import { createContext, use, useEffect, useEffectEvent } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Versions } from './use-versions.ts';

/** Another version of a message, and of all that follows it. */
export interface NewVersion {
  /** The message that it takes the place of. */
  messageId: string;
  /** What the person says instead; null: nothing, the agent answers again what stands before. */
  text: string | null;
  /** Names this wish: it makes one version, however often it is tried. */
  key: string;
}

/** Starts a version in a thread of its own, and goes there. Throws an error that says why it could not be started. */
export type StartVersion = (version: NewVersion) => Promise<void>;

/** How the messages of a conversation are being edited. */
export interface Editing {
  /** Which message is being edited, by its id. */
  readonly messageId: string | null;
  /** Edits that were left and not sent, by the id of the message: they are there again when it is edited again. */
  readonly unsent: Readonly<Record<string, string>>;
}

/** What can be done to the messages of a conversation. */
export interface MessageEditing {
  /** Null while there is none: nothing can be edited yet. */
  threadId: string | null;
  editing: StoreApi<Editing>;
  /** What replaces a reply, named by its first message; null while that cannot be done. */
  regeneration: StoreApi<{ readonly regenerate: ((replyStart: string) => void) | null }>;
  versions: Versions;
  startVersion: StartVersion;
  /** Tries again to send what the hub has refused. */
  sendAgain: (key: string) => void;
  /** Cancels a message that the hub does not have yet: its text is in the composer again. */
  cancelSending: (key: string) => Promise<void>;
}

/** Provided for each conversation; null where nothing can be done to messages. */
export const MessageEditingContext = createContext<MessageEditing | null>(null);

/** Nothing is being edited. */
export function createEditing(): MessageEditing['editing'] {
  return createStore<Editing>(() => ({ messageId: null, unsent: {} }));
}

/** Nothing can be regenerated. */
export function createRegeneration(): MessageEditing['regeneration'] {
  return createStore(() => ({ regenerate: null }));
}

const NOT_EDITING = createEditing();
const NOT_OFFERED = createRegeneration();

/** The means of editing, and whether this message is being edited. */
export function useMessageEditing(messageId: string | null) {
  const actions = use(MessageEditingContext);
  const isEditing = useStore(
    actions?.editing ?? NOT_EDITING,
    (state) => messageId !== null && state.messageId === messageId,
  );
  return { actions, isEditing };
}

/** What replaces a reply; null while that cannot be done. Only the buttons for it render when that changes. */
export function useRegenerate(): ((replyStart: string) => void) | null {
  const actions = use(MessageEditingContext);
  return useStore(actions?.regeneration ?? NOT_OFFERED, ({ regenerate }) => regenerate);
}

/** Offers to replace replies, while `isAvailable`. */
export function useOfferRegeneration(
  { regeneration }: MessageEditing,
  isAvailable: boolean,
  onRegenerate: (replyStart: string) => void,
): void {
  const run = useEffectEvent(onRegenerate);
  useEffect(() => {
    if (!isAvailable) return;
    regeneration.setState({ regenerate: (replyStart) => run(replyStart) });
    return () => regeneration.setState({ regenerate: null });
  }, [regeneration, isAvailable]);
}
