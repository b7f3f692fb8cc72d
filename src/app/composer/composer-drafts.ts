import { z } from 'zod';
import type { TextStorage } from '../browser/open-storage.ts';
import { openStored } from '../browser/stored.ts';

/** What has been written in each conversation and not been sent. It outlives the page. */
export interface ComposerDrafts {
  /** The text of a conversation, by its id or by its thread's. */
  read(conversation: string): string;
  /** Keeps a text, and tells it to whoever shows that conversation. */
  write(conversation: string, text: string): void;
  /** Keeps a text under another conversation than before, where another tab may be writing as well. */
  move(from: string, to: string, text: string): void;
  /** Hears the texts that are written for a conversation. Returns what ends that. */
  subscribe(conversation: string, listener: (text: string) => void): () => void;
  forget(): void;
}

/** So many are kept, those that were written last. */
const MOST_DRAFTS = 100;

/** Opens what a Storage keeps of what is being written by one account. */
export function openComposerDrafts(storage: TextStorage, accountId: string): ComposerDrafts {
  const stored = openStored(storage, `symposium.composer.${accountId}`, z.record(z.string(), z.string()), {});
  const listeners = new Map<string, Set<(text: string) => void>>();
  return {
    read(conversation) {
      const drafts = stored.read();
      // An address may name any conversation, such as `constructor`.
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
      const hearing = listeners.get(conversation) ?? new Set();
      listeners.set(conversation, hearing.add(listener));
      return () => void hearing.delete(listener);
    },
    forget: stored.clear,
  };
}

type Drafts = Record<string, string>;

function withDraft(drafts: Drafts, conversation: string, text: string): Drafts {
  const others = Object.entries(drafts).filter(([id]) => id !== conversation);
  const written = text === '' ? [] : [[conversation, text] as const];
  return Object.fromEntries([...others, ...written].slice(-MOST_DRAFTS));
}
