import { z } from 'zod';
import type { TextStorage } from '../browser/open-storage.ts';
import { openStored } from '../browser/stored.ts';

/** The unsent text of each conversation's message box. It survives a reload. */
export interface ComposerDrafts {
  /** @param conversation the id of the conversation, or of its thread */
  read(conversation: string): string;
  /** Stores a text, and notifies the subscribers of that conversation. */
  write(conversation: string, text: string): void;
  /**
   * Moves a text to another conversation. If another tab has changed the text of the first conversation, the changed
   * text stays there.
   */
  move(from: string, to: string, text: string): void;
  /** Calls back with each text that is written for a conversation. Returns an unsubscribe function. */
  subscribe(conversation: string, listener: (text: string) => void): () => void;
  forget(): void;
}

/** Maximum number of stored drafts. The drafts that were written last are kept. */
const MAX_DRAFTS = 100;

/** Opens the drafts of an account. */
export function openComposerDrafts(storage: TextStorage, accountId: string): ComposerDrafts {
  const stored = openStored(storage, `symposium.composer.${accountId}`, z.record(z.string(), z.string()), {});
  const listeners = new Map<string, Set<(text: string) => void>>();
  return {
    read(conversation) {
      const drafts = stored.read();
      // The id may come from the URL, so it may be any text, such as `constructor`.
      return Object.hasOwn(drafts, conversation) ? (drafts[conversation] ?? '') : '';
    },
    write(conversation, text) {
      stored.update((drafts) => withDraft(drafts, conversation, text));
      for (const listener of listeners.get(conversation) ?? []) listener(text);
    },
    move(from, to, text) {
      stored.update((drafts) => {
        const others = drafts[from] === text ? withDraft(drafts, from, '') : drafts;
        return withDraft(others, to, text);
      });
    },
    subscribe(conversation, listener) {
      const subscribers = listeners.get(conversation) ?? new Set();
      listeners.set(conversation, subscribers.add(listener));
      return () => void subscribers.delete(listener);
    },
    forget: stored.clear,
  };
}

type Drafts = Record<string, string>;

function withDraft(drafts: Drafts, conversation: string, text: string): Drafts {
  const others = Object.entries(drafts).filter(([id]) => id !== conversation);
  const written = text === '' ? [] : [[conversation, text] as const];
  return Object.fromEntries([...others, ...written].slice(-MAX_DRAFTS));
}
