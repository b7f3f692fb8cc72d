import type { Services } from './services.ts';

/** Lets go of what this browser keeps of an account: receipts, drafts, and what has not been sent. */
export function forgetAccount({ runStore, outbox, composerDrafts }: Services): void {
  runStore.forget();
  outbox.forget();
  composerDrafts.forget();
}
