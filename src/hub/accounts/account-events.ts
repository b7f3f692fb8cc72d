import type { AccountEvent } from '../../protocol/account-event.ts';
import { ACCOUNT_EVENT } from '../../protocol/event-names.ts';
import type { ThreadReference, ThreadRow } from '../db/threads.ts';
import { createListeners } from '../async/listeners.ts';

/**
 * Publishes changes to an account's open clients. Events are not stored: a client that reconnects must fetch
 * everything again.
 */
export interface AccountEvents {
  /** A thread was created, its metadata was changed, or a message was added. */
  threadChanged(thread: ThreadRow): void;
  threadDeleted(thread: ThreadReference): void;
  runBegan(thread: ThreadRow, runId: string): void;
  /** @param deltas number of deltas that the run has sent */
  runProgressed(thread: ThreadRow, runId: string, deltas: number): void;
  runEnded(thread: ThreadRow, runId: string): void;
  /** Whether any client of the account is subscribed. */
  hasListeners(thread: ThreadRow): boolean;
  /** Returns an unsubscribe function. */
  subscribe(accountId: string, listener: (event: AccountEvent) => void): () => void;
}

/** Creates the publisher, without subscribers. */
export function createAccountEvents(): AccountEvents {
  const listeners = createListeners<AccountEvent>();
  const publish = ({ accountId }: ThreadReference, event: AccountEvent) => listeners.notify(accountId, event);

  return {
    threadChanged: (thread) =>
      publish(thread, { event: ACCOUNT_EVENT.threadChanged, data: { thread_id: thread.id } }),
    threadDeleted: (thread) =>
      publish(thread, { event: ACCOUNT_EVENT.threadDeleted, data: { thread_id: thread.id } }),
    runBegan: (thread, runId) =>
      publish(thread, { event: ACCOUNT_EVENT.runBegan, data: { thread_id: thread.id, run_id: runId } }),
    runProgressed: (thread, runId, deltas) =>
      publish(thread, {
        event: ACCOUNT_EVENT.runProgress,
        data: { thread_id: thread.id, run_id: runId, deltas },
      }),
    runEnded: (thread, runId) =>
      publish(thread, { event: ACCOUNT_EVENT.runEnded, data: { thread_id: thread.id, run_id: runId } }),
    hasListeners: ({ accountId }) => listeners.has(accountId),
    subscribe: listeners.add,
  };
}
