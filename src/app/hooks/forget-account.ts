import type { Services } from './services.ts';

/** Lets go of what this browser keeps of an account: receipts, drafts, what was seen, and what has not been sent. */
export function forgetAccount({ runStore, seenThreads, outbox, composerDrafts }: Services): void {
  runStore.forget();
  seenThreads.forget();
  outbox.forget();
  composerDrafts.forget();
}
