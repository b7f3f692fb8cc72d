import { createContext, use, useEffect, useEffectEvent } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Versions } from './use-versions.ts';

/** A new version of a message. It replaces the message and everything after it. */
export interface NewVersion {
  /** The id of the replaced message. */
  messageId: string;
  /** The new text; null if the agent must answer the previous message again. */
  text: string | null;
  /** The idempotency key: requests with the same key start only one version. */
  key: string;
}

/**
 * Starts a version in its own thread and opens the thread. If that fails, rejects with an error whose message says why.
 */
export type StartVersion = (version: NewVersion) => Promise<void>;

/** The editing state of a conversation. */
export interface Editing {
  /** The id of the message that is being edited; null if there is none. */
  readonly messageId: string | null;
  /** Unsent edits by message id. The editor opens with them. */
  readonly unsent: Readonly<Record<string, string>>;
}

/** The actions on the messages of a conversation. */
export interface MessageEditing {
  /** Null before the first message is sent: nothing can be edited yet. */
  threadId: string | null;
  editing: StoreApi<Editing>;
  /** `regenerate` replaces the reply whose first message has the given id; null while replies cannot be replaced. */
  regeneration: StoreApi<{ readonly regenerate: ((replyStart: string) => void) | null }>;
  versions: Versions;
  startVersion: StartVersion;
  /** Retries a message that the hub refused. */
  sendAgain: (key: string) => void;
  /** Cancels a message that the hub does not have yet, and puts its text back into the composer. */
  cancelSending: (key: string) => Promise<void>;
}

/** Provided by each conversation; null outside conversations, where messages have no actions. */
export const MessageEditingContext = createContext<MessageEditing | null>(null);

/** Creates an editing state in which nothing is being edited. */
export function createEditing(): MessageEditing['editing'] {
  return createStore<Editing>(() => ({ messageId: null, unsent: {} }));
}

/** Creates a state in which no reply can be replaced. */
export function createRegeneration(): MessageEditing['regeneration'] {
  return createStore(() => ({ regenerate: null }));
}

const NOT_EDITING = createEditing();
const NO_REGENERATION = createRegeneration();

/** Returns the actions, and whether this message is being edited. */
export function useMessageEditing(messageId: string | null) {
  const actions = use(MessageEditingContext);
  const isEditing = useStore(
    actions?.editing ?? NOT_EDITING,
    (state) => messageId !== null && state.messageId === messageId,
  );
  return { actions, isEditing };
}

/**
 * Returns the function that replaces a reply; null while replies cannot be replaced. Only components that use this hook
 * render when it changes.
 */
export function useRegenerate(): ((replyStart: string) => void) | null {
  const actions = use(MessageEditingContext);
  return useStore(actions?.regeneration ?? NO_REGENERATION, ({ regenerate }) => regenerate);
}

/** Makes `onRegenerate` available to `useRegenerate` while `isAvailable`. */
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
