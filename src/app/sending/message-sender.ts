import type { QueryClient } from '@tanstack/react-query';
import { backoff } from '../../client/event-source.ts';
import { ApiError, HubUnreachableError, isSignInRequired, nullIfMissing } from '../../client/hub-requests.ts';
import { newestRun, startRun, type RunStart } from '../../client/runs.ts';
import type { Cancel } from '../../client/timer.ts';
import { hub } from '../api/http.ts';
import { messagesQuery } from '../api/messages.ts';
import { newestRunQuery, startRunKey } from '../api/thread-runs.ts';
import { threadKey, threadsQuery } from '../api/threads.ts';
import type { Clock } from '../browser/clock.ts';
import { isActive, type Run } from '../../protocol/run.ts';
import { ACTIVE_RUN } from '../../protocol/api-error.ts';
import type { Outbox, OutboxMessage, OutgoingMessage } from './outbox.ts';
import type { RunOutline } from '../runs/run-outline.ts';
import { mutate } from '../api/mutate.ts';
import { newerStatus } from '../runs/newer-status.ts';
import { errorMessage } from '../ui/error-message.ts';

/** Brings messages to the hub, each once, in the order in which they were written. */
export interface MessageSender {
  /**
   * Sends a message, and starts a run with it. It waits while the hub cannot be reached, while a run of its thread is
   * active, and while another message waits before it.
   * @throws why the hub has refused it; the outbox does not have it any more
   */
  send(message: NewMessage): Promise<void>;
  /** Starts a run at once. A message in it does not wait in the outbox. */
  startRun(start: RunStart): Promise<Run>;
  /** Tries again what waits, and what was refused if it is named. */
  flush(key?: string): void;
  /** Takes a message back; gives its text, or null where the hub has it by then. What waits behind it goes on. */
  takeBack(key: string): Promise<string | null>;
  /** Tries nothing by itself until the next `flush`: the page is not the account's any more. */
  pause(): void;
}

/** A message as it was written. */
export type NewMessage = Omit<OutgoingMessage, 'knownIds'>;

/** What a sender uses. */
export interface MessageSenderOptions {
  queryClient: QueryClient;
  outbox: Outbox;
  /** A run as this tab follows it; undefined if it does not. */
  outlineOf: (runId: string) => RunOutline | undefined;
  clock: Clock;
  /** From 0 to 1, as Math.random. */
  random?: () => number;
}

/** How many of the newest messages are remembered with a message, to tell those that come after it from others. */
const MOST_KNOWN = 50;

/** Makes the sender of a page. What has been given to it is in the outbox until the hub has it. */
export function createMessageSender(options: MessageSenderOptions): MessageSender {
  const { queryClient, outbox, outlineOf, clock, random = Math.random } = options;
  const underWay = new Map<string, Promise<void>>();
  let failures = 0;
  let cancelRetry: Cancel | null = null;
  let isPaused = false;

  async function requestRun(start: RunStart): Promise<Run> {
    const run = await mutate(queryClient, {
      ...(start.threadId !== null && { mutationKey: startRunKey(start.threadId) }),
      mutationFn: () => startRun(hub, start),
    });
    queryClient.setQueryData(newestRunQuery(run.thread_id).queryKey, run);
    void queryClient.invalidateQueries({ queryKey: threadKey(run.thread_id) });
    void queryClient.invalidateQueries({ queryKey: threadsQuery.queryKey });
    return run;
  }

  function deliver(message: OutboxMessage): Promise<void> {
    const attempt = tryToDeliver(message).finally(() => underWay.delete(message.key));
    underWay.set(message.key, attempt);
    return attempt;
  }

  async function tryToDeliver(message: OutboxMessage): Promise<void> {
    const { key, conversation, threadId } = message;
    try {
      if (message.delivery === 'queued') {
        if (threadId !== null && (await isRunActive(threadId))) return;
        outbox.release(key, knownIdsOf(threadId));
      }
      const { assistantId, text } = message;
      const run = await requestRun({ threadId, assistantId, text, idempotencyKey: `${key}.run` });
      failures = 0;
      if (threadId === null) outbox.startThread(conversation, run.thread_id);
      outbox.deliver(key, run.id);
      holdBehind(key, 'queued');
    } catch (error) {
      if (error instanceof HubUnreachableError) retryLater();
      else if (threadId !== null) {
        void queryClient.invalidateQueries({ queryKey: threadKey(threadId) });
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
      const place = placeOf(message);
      if (message.delivery !== 'sent' && !first.has(place)) first.set(place, message);
    }
    return [...first.values()];
  }

  /** The messages of the same conversation that were written after one. */
  function messagesBehind(key: string): OutboxMessage[] {
    const { messages } = outbox.getState();
    const at = messages.findIndex((message) => message.key === key);
    const message = messages[at];
    return message ? messages.slice(at + 1).filter((each) => placeOf(each) === placeOf(message)) : [];
  }

  /** What waits behind a message waits for this from now on. */
  function holdBehind(key: string, delivery: 'waiting' | 'queued'): void {
    for (const message of messagesBehind(key)) {
      if (isHeld(message) && message.delivery !== delivery) outbox.setDelivery(message.key, delivery);
    }
  }

  /** Lets a message wait, with all behind it. */
  function hold({ key, delivery }: OutboxMessage, next: 'waiting' | 'queued'): void {
    if (delivery !== next) outbox.setDelivery(key, next);
    holdBehind(key, next);
  }

  function refuse(key: string, error: unknown): void {
    outbox.refuse(key, errorMessage(error));
    holdBehind(key, 'queued');
  }

  /** Whether a run of a thread is active as far as this page knows, which may be out of date. */
  function isKnownActive(threadId: string): boolean {
    const run = queryClient.getQueryData(newestRunQuery(threadId).queryKey);
    const status = run ? newerStatus(run, outlineOf(run.id)) : null;
    return status !== null && isActive(status);
  }

  /** Whether a run of a thread is active. Asks the hub, unless the stream has said that the newest run is over. */
  async function isRunActive(threadId: string): Promise<boolean> {
    const known = queryClient.getQueryData(newestRunQuery(threadId).queryKey);
    const live = known ? outlineOf(known.id) : undefined;
    if (live?.heard && !isActive(live.status)) return false;
    const run = await nullIfMissing(newestRun(hub, threadId));
    return run !== null && isActive(run.status);
  }

  function knownIdsOf(threadId: string | null): string[] {
    const known = threadId === null ? undefined : queryClient.getQueryData(messagesQuery(threadId).queryKey);
    const messages = known?.pages.flat() ?? [];
    return messages.slice(-MOST_KNOWN).map(({ id }) => id);
  }

  /** For what waits. It stays as it is until the hub accepts or refuses it: another attempt is no news. */
  async function deliverLater(message: OutboxMessage): Promise<void> {
    try {
      await deliver(message);
    } catch (error) {
      const wait = waitAfter(error);
      if (wait) hold(message, wait);
      else refuse(message.key, error);
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
      const { key, threadId } = message;
      const first = heads().find((head) => placeOf(head) === placeOf(message));
      const isFree = !first && (threadId === null || !isKnownActive(threadId));
      const held = first?.delivery === 'waiting' ? 'waiting' : 'queued';
      outbox.add({ ...message, knownIds: knownIdsOf(threadId) }, isFree ? 'sending' : held);
      if (!isFree) return flush(); // what this page knows of the run may be out of date
      const added = outbox.getState().messages.find((each) => each.key === key);
      try {
        if (added) await deliver(added);
      } catch (error) {
        const wait = waitAfter(error);
        if (added && wait) return hold(added, wait);
        // What was written after it must not come before it.
        if (messagesBehind(key).length > 0) return refuse(key, error);
        outbox.remove(key);
        throw error;
      }
    },
    startRun: requestRun,
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

function placeOf({ threadId, conversation }: NewMessage): string {
  return threadId ?? conversation;
}

function isHeld({ delivery }: OutboxMessage): boolean {
  return delivery === 'waiting' || delivery === 'queued';
}

/** How a message waits after an error; null if the hub has refused it. */
function waitAfter(error: unknown): 'waiting' | 'queued' | null {
  if (error instanceof HubUnreachableError || isSignInRequired(error)) return 'waiting';
  return error instanceof ApiError && error.code === ACTIVE_RUN ? 'queued' : null;
}
