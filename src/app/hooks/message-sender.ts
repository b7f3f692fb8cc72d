import type { QueryClient } from '@tanstack/react-query';
import { backoff } from '../../client/event-source.ts';
import { ApiError, HubUnreachableError, isSignInRequired } from '../../client/hub-requests.ts';
import type { Cancel } from '../../client/timer.ts';
import { createRun, startRunKey, type KeyedText } from '../api/runs.ts';
import { newestRunQuery } from '../api/thread-runs.ts';
import { createThread, threadKey, threadsQuery } from '../api/threads.ts';
import type { Clock } from '../clock.ts';
import type { Run } from '../../protocol/run.ts';
import type { Outbox, OutboxMessage, OutgoingMessage } from '../stores/outbox.ts';
import { mutate } from './mutate.ts';
import { threadTopic } from '../../protocol/thread-topic.ts';
import { wordsOf } from '../words-of.ts';

/** Brings messages to the hub, each once, in the order in which they were written. */
export interface MessageSender {
  /**
   * Sends a message, and starts a run with it. It waits where the hub cannot be reached, and where another
   * waits before it.
   * @throws why the hub has refused it; it is on its way no more
   */
  send(message: OutgoingMessage): Promise<void>;
  /** Starts a run on a thread as it is, or with one more message that does not wait. */
  startRun(threadId: string, assistantId: string, message?: KeyedText): Promise<Run>;
  /** Tries again what waits, and what was refused if it is named. */
  flush(key?: string): void;
  /** Takes a message back; gives its text, or null where the hub has it by then. What waits behind it goes on. */
  takeBack(key: string): Promise<string | null>;
  /** Tries nothing by itself until the next `flush`: the page is not the account's any more. */
  pause(): void;
}

/** What a sender stands on. */
export interface MessageSenderOptions {
  queryClient: QueryClient;
  outbox: Outbox;
  clock: Clock;
  /** From 0 to 1, as Math.random. */
  random?: () => number;
}

/** The code of the error with which the hub answers who would start a second run on a thread. */
const THREAD_IS_BUSY = 'active_run';

/** Makes the sender of a page. What has been given to it is in the outbox until the hub has it. */
export function createMessageSender(options: MessageSenderOptions): MessageSender {
  const { queryClient, outbox, clock, random = Math.random } = options;
  const underWay = new Map<string, Promise<void>>();
  /** Threads that were made for a conversation whose first run is still to be started. */
  const started = new Map<string, string>();
  let failures = 0;
  let cancelRetry: Cancel | null = null;
  let isPaused = false;

  async function startRun(threadId: string, assistantId: string, message?: KeyedText): Promise<Run> {
    const run = await mutate(queryClient, {
      mutationKey: startRunKey(threadId),
      mutationFn: () => createRun(threadId, assistantId, message ?? null),
    });
    queryClient.setQueryData(newestRunQuery(threadId).queryKey, run);
    void queryClient.invalidateQueries({ queryKey: threadKey(threadId) });
    void queryClient.invalidateQueries({ queryKey: threadsQuery.queryKey });
    return run;
  }

  async function startThread({ key, conversation, text }: OutboxMessage): Promise<string> {
    const known = started.get(conversation);
    const mutationFn = () => createThread(threadTopic(text), `${key}.thread`);
    const threadId = known ?? (await mutate(queryClient, { mutationFn })).id;
    started.set(conversation, threadId);
    outbox.startThread(conversation, threadId);
    return threadId;
  }

  function deliver(message: OutboxMessage): Promise<void> {
    const attempt = tryToDeliver(message).finally(() => underWay.delete(message.key));
    underWay.set(message.key, attempt);
    return attempt;
  }

  async function tryToDeliver(message: OutboxMessage): Promise<void> {
    const { key, conversation } = message;
    try {
      const threadId = message.threadId ?? (await startThread(message));
      const run = await startRun(threadId, message.assistantId, message);
      failures = 0;
      started.delete(conversation);
      outbox.deliver(key, run.id);
    } catch (error) {
      if (error instanceof HubUnreachableError) retryLater();
      else if (message.threadId !== null) {
        void queryClient.invalidateQueries({ queryKey: threadKey(message.threadId) });
      }
      throw error;
    }
  }

  function retryLater(): void {
    if (isPaused) return;
    cancelRetry ??= clock.after(backoff(failures, random()), () => flush());
    failures += 1;
  }

  /** The first of each conversation that is on its way still. */
  function heads(): OutboxMessage[] {
    const first = new Map<string, OutboxMessage>();
    for (const message of outbox.getState().messages) {
      const place = message.threadId ?? message.conversation;
      if (message.delivery !== 'sent' && !first.has(place)) first.set(place, message);
    }
    return [...first.values()];
  }

  /** What waits does so until the hub has it, or wants none of it: that it is tried once more is no news. */
  async function deliverLater(message: OutboxMessage): Promise<void> {
    try {
      await deliver(message);
    } catch (error) {
      if (canWait(error) || (error instanceof ApiError && error.code === THREAD_IS_BUSY)) {
        if (message.delivery !== 'waiting') outbox.setDelivery(message.key, 'waiting');
      } else outbox.refuse(message.key, wordsOf(error));
    }
  }

  function stopRetrying(): void {
    cancelRetry?.();
    cancelRetry = null;
  }

  function flush(key?: string): void {
    stopRetrying();
    isPaused = false;
    for (const message of heads()) {
      const isNamed = message.key === key;
      if (underWay.has(message.key) || (message.delivery === 'refused' && !isNamed)) continue;
      if (isNamed) outbox.setDelivery(message.key, 'sending');
      void deliverLater(message);
    }
  }

  return {
    async send(message) {
      const place = message.threadId ?? message.conversation;
      const isFirst = !heads().some((head) => (head.threadId ?? head.conversation) === place);
      outbox.add(message, isFirst ? 'sending' : 'waiting');
      if (!isFirst) return;
      const added = outbox.getState().messages.find(({ key }) => key === message.key);
      try {
        if (added) await deliver(added);
      } catch (error) {
        if (canWait(error)) return outbox.setDelivery(message.key, 'waiting');
        outbox.remove(message.key);
        throw error;
      }
    },
    startRun,
    flush,
    async takeBack(key) {
      await Promise.allSettled([underWay.get(key)]);
      const message = outbox.getState().messages.find((known) => known.key === key);
      if (!message || message.delivery === 'sent') return null;
      outbox.remove(key);
      flush();
      return message.text;
    },
    pause() {
      isPaused = true;
      stopRetrying();
    },
  };
}

/** Whether what has failed goes on by itself, once the hub can be reached and the person is signed in. */
function canWait(error: unknown): boolean {
  return error instanceof HubUnreachableError || isSignInRequired(error);
}
