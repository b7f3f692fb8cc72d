import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TextStorage } from '../browser/open-storage.ts';
import { openStored } from '../browser/stored.ts';

const outgoingSchema = z.object({
  /**
   * Identifies the message in the page. The idempotency key of its request is derived from it, so that the hub accepts
   * the message only once.
   */
  key: z.string(),
  /** The conversation in which it was written. It may have no thread yet. */
  conversation: z.string(),
  threadId: z.string().nullable(),
  assistantId: z.string(),
  text: z.string(),
  /** The ids of the newest messages in the thread when this message was written. */
  knownIds: z.array(z.string()),
});

/** A message that a person has sent and that the hub does not have yet. */
export type OutgoingMessage = z.infer<typeof outgoingSchema>;

const UNSENT = ['sending', 'waiting', 'queued'] as const;

/** The state of a message that the hub has neither accepted nor refused. */
type UnsentDelivery = (typeof UNSENT)[number];

const keptSchema = outgoingSchema.extend({
  /**
   * A new page sends messages again that are stored as `sending`, because the page that was sending them may be closed.
   */
  delivery: z
    .enum([...UNSENT, 'refused'])
    .default('waiting')
    .catch('waiting'),
  /** Why the hub refused the message; null if it did not. */
  problem: z.string().nullable().default(null),
});

type KeptMessage = z.infer<typeof keptSchema>;

/**
 * `waiting`: until the hub can be reached. `queued`: until the thread's run has ended. `elsewhere`: another tab is sending
 * it. `refused`: by the hub.
 */
export type Delivery = UnsentDelivery | 'elsewhere' | 'refused' | 'sent';

/** A message in the outbox. */
export interface OutboxMessage extends OutgoingMessage {
  readonly delivery: Delivery;
  /** Why the hub refused it; null if it did not. */
  readonly problem: string | null;
  /** The run that the message started; null before the message is sent. */
  readonly runId: string | null;
}

/** The unsent messages, and the messages that this page has sent, oldest first. */
export interface OutboxState {
  readonly messages: readonly OutboxMessage[];
}

/** The messages that are being sent. Unsent messages are stored, and survive a reload. */
export interface Outbox extends StoreApi<OutboxState> {
  add(message: OutgoingMessage, delivery: UnsentDelivery): void;
  /** Sets the thread of all messages of a conversation. */
  startThread(conversation: string, threadId: string): void;
  setDelivery(key: string, delivery: UnsentDelivery): void;
  /** Marks a message as being sent. `knownIds`: the ids of the newest messages in the thread now. */
  startSending(key: string, knownIds: string[]): void;
  refuse(key: string, problem: string): void;
  /** Marks a message as sent: the hub has it, so it is no longer stored. */
  markSent(key: string, runId: string): void;
  remove(key: string): void;
  /** Applies changes by other tabs, such as delivered messages, until the returned function is called. */
  watchOtherTabs(): () => void;
  forget(): void;
}

/** Maximum number of sent messages in the outbox. The newest are kept. */
const MAX_SENT = 100;

/** Opens the outbox of an account. Messages that were being sent when the last page closed become `waiting`. */
export function openOutbox(storage: TextStorage, accountId: string): Outbox {
  const stored = openStored(storage, `symposium.outbox.${accountId}`, z.array(keptSchema), []);
  const store = createStore<OutboxState>()(() => ({
    messages: stored.read().map((kept) => fromStored(kept, 'waiting')),
  }));

  function setMessages(change: (messages: readonly OutboxMessage[]) => readonly OutboxMessage[]): void {
    store.setState(({ messages }) => ({ messages: change(messages) }));
  }

  function setFields(key: string, fields: Partial<OutboxMessage>): void {
    setMessages((messages) => withFields(messages, key, fields));
  }

  /** Changes a message in this tab and in the Storage. So it also changes in all other tabs. */
  function setKeptFields(key: string, fields: Partial<KeptMessage>): void {
    stored.update((kept) => withFields(kept, key, fields));
    setFields(key, fields);
  }

  function unstore(key: string): void {
    stored.update((kept) => kept.filter((message) => message.key !== key));
  }

  /** Merges the stored messages into the state. Messages that this page is sending, or has sent, stay unchanged. */
  function mergeStored(keptMessages: readonly KeptMessage[]): void {
    const kept = new Map(keptMessages.map((message) => [message.key, message]));
    setMessages((messages) => {
      const known = new Set(messages.map(({ key }) => key));
      const added = keptMessages.filter(({ key }) => !known.has(key));
      return [
        ...messages.flatMap((message) => {
          const { delivery } = message;
          if (delivery === 'sent' || delivery === 'sending') return [message];
          const now = kept.get(message.key);
          return now ? [{ ...message, ...fromStored(now, 'elsewhere') }] : [];
        }),
        ...added.map((message) => fromStored(message, 'elsewhere')),
      ];
    });
  }

  return {
    ...store,
    add(message, delivery) {
      stored.update((kept) => [...kept, { ...message, delivery, problem: null }]);
      setMessages((messages) => [...messages, withDelivery(message, delivery)]);
    },
    startThread(conversation, threadId) {
      const assign = <T extends OutgoingMessage>(message: T): T =>
        message.threadId === null && message.conversation === conversation
          ? { ...message, threadId }
          : message;
      stored.update((kept) => kept.map(assign));
      setMessages((messages) => messages.map(assign));
    },
    setDelivery: (key, delivery) => setKeptFields(key, { delivery, problem: null }),
    startSending: (key, knownIds) => setKeptFields(key, { delivery: 'sending', problem: null, knownIds }),
    refuse: (key, problem) => setKeptFields(key, { delivery: 'refused', problem }),
    markSent(key, runId) {
      unstore(key);
      setFields(key, { delivery: 'sent', problem: null, runId });
      setMessages(newestSent);
    },
    remove(key) {
      unstore(key);
      setMessages((messages) => messages.filter((message) => message.key !== key));
    },
    watchOtherTabs: () => stored.subscribe(mergeStored),
    forget() {
      stored.clear();
      store.setState({ messages: [] });
    },
  };
}

function withDelivery(message: OutgoingMessage, delivery: Delivery): OutboxMessage {
  return { ...message, delivery, problem: null, runId: null };
}

/** Creates a message from a stored one. `sending`: its new delivery state if it was stored as `sending`. */
function fromStored(
  { delivery, problem, ...message }: KeptMessage,
  sending: 'elsewhere' | 'waiting',
): OutboxMessage {
  return { ...message, delivery: delivery === 'sending' ? sending : delivery, problem, runId: null };
}

function withFields<T extends OutgoingMessage>(messages: readonly T[], key: string, fields: Partial<T>): T[] {
  return messages.map((message) => (message.key === key ? { ...message, ...fields } : message));
}

function newestSent(messages: readonly OutboxMessage[]): readonly OutboxMessage[] {
  const sent = messages.filter(({ delivery }) => delivery === 'sent');
  const forgotten = new Set(sent.slice(0, Math.max(0, sent.length - MAX_SENT)));
  return forgotten.size === 0 ? messages : messages.filter((message) => !forgotten.has(message));
}
