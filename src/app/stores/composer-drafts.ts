import { z } from 'zod';
import type { TextStorage } from '../open-storage.ts';
import { openStored } from './stored.ts';

/** What has been written in each conversation and not been sent. It outlives the page. */
export interface ComposerDrafts {
  /** The text of a conversation, by its id or by its thread's. */
  read(conversation: string): string;
  write(conversation: string, text: string): void;
  forget(): void;
}

/** So many are kept, those that were written last. */
const MOST_DRAFTS = 100;

/** Opens what a Storage keeps of what is being written by one account. */
export function openComposerDrafts(storage: TextStorage, accountId: string): ComposerDrafts {
  const stored = openStored(storage, `symposium.composer.${accountId}`, z.record(z.string(), z.string()), {});
  return {
    read: (conversation) => stored.read()[conversation] ?? '',
    write(conversation, text) {
      stored.update((drafts) => {
        const others = Object.entries(drafts).filter(([id]) => id !== conversation);
        const written = text === '' ? [] : [[conversation, text] as const];
        return Object.fromEntries([...others, ...written].slice(-MOST_DRAFTS));
      });
    },
    forget: stored.clear,
  };
}
