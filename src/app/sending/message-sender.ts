import type { QueryClient } from '@tanstack/react-query';
import { ApiError, HubUnreachableError, isSignInRequired, nullIfMissing } from '../../client/hub-requests.ts';
import { newestRun, startRun, type RunStart } from '../../client/runs.ts';
import { hub } from '../api/hub.ts';
import { messagesQuery } from '../api/messages.ts';
import { newestRunQuery, startRunKey } from '../api/runs.ts';
import { threadKey, threadsQuery } from '../api/threads.ts';
import type { Clock } from '../browser/clock.ts';
import { MAX_TEXT_LENGTH } from '../../protocol/max-text-length.ts';
import { isActive, type Run } from '../../protocol/run.ts';
import { ACTIVE_RUN } from '../../protocol/api-error.ts';
import type { Outbox, OutboxMessage, OutgoingMessage } from './outbox.ts';
import { createRetryTimer } from './retry-timer.ts';
import { newerStatus, type RunOutline } from '../runs/run-outline.ts';
import { mutate } from '../api/query-client.ts';
import { errorMessage } from '../ui/error-message.ts';

/** Sends each message to the hub once, in the order in which the messages were written. */
export interface MessageSender {
  /**
   * Sends a message, which starts a run. The message waits while the hub cannot be reached, while a run of its thread
   * is active, and while an earlier message waits.
   * @throws an error if the hub refuses the message; the message is then no longer in the outbox
   */
  send(message: NewMessage): Promise<void>;
  /** Starts a run at once. Its message is not added to the outbox. */
  startRun(start: RunStart): Promise<Run>;
  /** Retries the waiting messages, and the refused message with this key. */
  flush(key?: string): void;
  /**
   * Removes a message, and sends the next one. Returns the text of the removed message; null if the hub already has it.
   */
  cancel(key: string): Promise<string | null>;
  /** Stops retrying until the next `flush`. Called when the account is no longer signed in. */
  pause(): void;
}

/** A message as the person wrote it. */
export type NewMessage = Omit<OutgoingMessage, 'knownIds'>;

export interface MessageSenderOptions {
  queryClient: QueryClient;
  outbox: Outbox;
  /** The outline of a run; undefined if this tab does not follow it. */
  outlineOf: (runId: string) => RunOutline | undefined;
  clock: Clock;
  /** Returns a number from 0 to 1, like `Math.random`. */
  random?: () => number;
}

/**
 * Maximum number of message ids that are stored with a message. A message of the thread whose id is not among them was
 * added later.
 */
const MAX_KNOWN_IDS = 50;

/**
 * @throws an error if a text is too long for a message. Without this check, the hub would refuse it only after the
 * upload.
 */
export function checkLength(text: string): void {
  if (text.length <= MAX_TEXT_LENGTH) return;
  const [length, max] = [text.length, MAX_TEXT_LENGTH].map((count) => count.toLocaleString('en'));
  throw new Error(`It has ${length} characters. The maximum is ${max}. Shorten it, or send it in parts.`);
}

/** Creates the message sender of a page. The outbox contains the messages until the hub has them. */
export function createMessageSender(options: MessageSenderOptions): MessageSender {
  const { queryClient, outbox, outlineOf, clock, random = Math.random } = options;
  const inProgress = new Map<string, Promise<void>>();
  const retryTimer = createRetryTimer(clock, random, () => flush());

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
    const attempt = tryToDeliver(message).finally(() => inProgress.delete(message.key));
    inProgress.set(message.key, attempt);
    return attempt;
  }

  async function tryToDeliver(message: OutboxMessage): Promise<void> {
    const { key, conversation, threadId } = message;
    try {
      if (message.delivery === 'queued') {
        if (threadId !== null && (await isRunActive(threadId))) return;
        outbox.startSending(key, knownIdsOf(threadId));
      }
      const { assistantId, text } = message;
      const run = await requestRun({ threadId, assistantId, text, idempotencyKey: `${key}.run` });
      retryTimer.reset();
      if (threadId === null) outbox.startThread(conversation, run.thread_id);
      outbox.markSent(key, run.id);
      holdBehind(key, 'queued');
    } catch (error) {
      if (error instanceof HubUnreachableError) retryTimer.start();
      else if (threadId !== null) {
        void queryClient.invalidateQueries({ queryKey: threadKey(threadId) });
      }
      throw error;
    }
  }

  /** Returns the first unsent message of each conversation. */
  function heads(): OutboxMessage[] {
    const first = new Map<string, OutboxMessage>();
    for (const message of outbox.getState().messages) {
      const id = conversationKey(message);
      if (message.delivery !== 'sent' && !first.has(id)) first.set(id, message);
    }
    return [...first.values()];
  }

  /** Returns the messages that were written after this message in the same conversation. */
  function messagesBehind(key: string): OutboxMessage[] {
    const { messages } = outbox.getState();
    const at = messages.findIndex((message) => message.key === key);
    const message = messages[at];
    return message
      ? messages.slice(at + 1).filter((each) => conversationKey(each) === conversationKey(message))
      : [];
  }

  /** Sets the delivery state of the waiting messages after this message. */
  function holdBehind(key: string, delivery: 'waiting' | 'queued'): void {
    for (const message of messagesBehind(key)) {
      if (isHeld(message) && message.delivery !== delivery) outbox.setDelivery(message.key, delivery);
    }
  }

  /** Makes a message and all messages after it wait. */
  function hold({ key, delivery }: OutboxMessage, next: 'waiting' | 'queued'): void {
    if (delivery !== next) outbox.setDelivery(key, next);
    holdBehind(key, next);
  }

  function refuse(key: string, error: unknown): void {
    outbox.refuse(key, errorMessage(error));
    holdBehind(key, 'queued');
  }

  /** Whether a run of a thread is active, according to the data of this page, which may be out of date. */
  function isKnownActive(threadId: string): boolean {
    const run = queryClient.getQueryData(newestRunQuery(threadId).queryKey);
    const status = run ? newerStatus(run, outlineOf(run.id)) : null;
    return status !== null && isActive(status);
  }

  /** Whether a run of a thread is active. Asks the hub, unless the stream has shown that the newest run has ended. */
  async function isRunActive(threadId: string): Promise<boolean> {
    const known = queryClient.getQueryData(newestRunQuery(threadId).queryKey);
    const live = known ? outlineOf(known.id) : undefined;
    if (live?.hasEvents && !isActive(live.status)) return false;
    const run = await nullIfMissing(newestRun(hub, threadId));
    return run !== null && isActive(run.status);
  }

  function knownIdsOf(threadId: string | null): string[] {
    const known = threadId === null ? undefined : queryClient.getQueryData(messagesQuery(threadId).queryKey);
    const messages = known?.pages.flat() ?? [];
    return messages.slice(-MAX_KNOWN_IDS).map(({ id }) => id);
  }

  /** Sends a waiting message. It is shown as waiting until the hub accepts or refuses it. */
  async function deliverLater(message: OutboxMessage): Promise<void> {
    try {
      await deliver(message);
    } catch (error) {
      const wait = waitAfter(error);
      if (wait) hold(message, wait);
      else refuse(message.key, error);
    }
  }

  function flush(key?: string): void {
    retryTimer.stop();
    for (const message of heads()) {
      const isNamed = message.key === key;
      if (inProgress.has(message.key) || (message.delivery === 'refused' && !isNamed)) continue;
      if (isNamed) outbox.setDelivery(message.key, 'sending');
      void deliverLater(message);
    }
  }

  return {
    async send(message) {
      const { key, threadId } = message;
      checkLength(message.text);
      const first = heads().find((head) => conversationKey(head) === conversationKey(message));
      const isFree = !first && (threadId === null || !isKnownActive(threadId));
      const held = first?.delivery === 'waiting' ? 'waiting' : 'queued';
      outbox.add({ ...message, knownIds: knownIdsOf(threadId) }, isFree ? 'sending' : held);
      if (!isFree) return flush(); // `isKnownActive` may be out of date
      const added = outbox.getState().messages.find((each) => each.key === key);
      try {
        if (added) await deliver(added);
      } catch (error) {
        const wait = waitAfter(error);
        if (added && wait) return hold(added, wait);
        // The message stays in the outbox as refused, so that later messages are not sent before it.
        if (messagesBehind(key).length > 0) return refuse(key, error);
        outbox.remove(key);
        throw error;
      }
    },
    startRun: requestRun,
    flush,
    async cancel(key) {
      await Promise.allSettled([inProgress.get(key)]);
      const message = outbox.getState().messages.find((known) => known.key === key);
      if (!message || message.delivery === 'sent') return null;
      outbox.remove(key);
      flush();
      return message.text;
    },
    pause: retryTimer.pause,
  };
}

function conversationKey({ threadId, conversation }: NewMessage): string {
  return threadId ?? conversation;
}

function isHeld({ delivery }: OutboxMessage): boolean {
  return delivery === 'waiting' || delivery === 'queued';
}

/**
 * Returns the delivery state of a message after an error: `waiting` or `queued`; null if the hub has refused the
 * message.
 */
function waitAfter(error: unknown): 'waiting' | 'queued' | null {
  if (error instanceof HubUnreachableError || isSignInRequired(error)) return 'waiting';
  return error instanceof ApiError && error.code === ACTIVE_RUN ? 'queued' : null;
}
