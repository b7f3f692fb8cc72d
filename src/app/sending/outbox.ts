import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TextStorage } from '../browser/open-storage.ts';
import { openStored } from '../browser/stored.ts';

const outgoingSchema = z.object({
  /** Names it for as long as it is on its way: to the page as to the hub, which takes it once. */
  key: z.string(),
  /** The conversation that it was written in, which may have no thread yet. */
  conversation: z.string(),
  threadId: z.string().nullable(),
  assistantId: z.string(),
  text: z.string(),
  /** The newest messages of the thread that were known when this one was written. */
  knownIds: z.array(z.string()),
});

/** What a person has written and sent off, before the hub has it. */
export type OutgoingMessage = z.infer<typeof outgoingSchema>;

const ON_ITS_WAY = ['sending', 'waiting', 'queued'] as const;

/** How far a message has come that the hub has neither taken nor refused. */
type OnItsWay = (typeof ON_ITS_WAY)[number];

const keptSchema = outgoingSchema.extend({
  /** A page that is opened sends again what another was sending, which may be closed by now. */
  delivery: z
    .enum([...ON_ITS_WAY, 'refused'])
    .default('waiting')
    .catch('waiting'),
  /** Why the hub has refused it. */
  problem: z.string().nullable().default(null),
});

type KeptMessage = z.infer<typeof keptSchema>;

/**
 * `waiting`: until the hub can be reached. `queued`: until the thread's run is over. `elsewhere`: another tab sends it.
 * `refused`: by the hub.
 */
export type Delivery = OnItsWay | 'elsewhere' | 'refused' | 'sent';

/** A message on its way, and how far it has come. */
export interface OutboxMessage extends OutgoingMessage {
  readonly delivery: Delivery;
  /** Why the hub has refused it. */
  readonly problem: string | null;
  /** The run that it has started; null before. */
  readonly runId: string | null;
}

/** The messages on their way, oldest first, and those that have been sent from this page. */
export interface OutboxState {
  readonly messages: readonly OutboxMessage[];
}

/** What is on its way to the hub. What has not come there outlives the page. */
export interface Outbox extends StoreApi<OutboxState> {
  /** Under which a Storage keeps what has not been sent. */
  readonly storageKey: string;
  add(message: OutgoingMessage, delivery: OnItsWay): void;
  /** Gives all of a conversation its thread. */
  startThread(conversation: string, threadId: string): void;
  setDelivery(key: string, delivery: OnItsWay): void;
  /** Begins to send what was queued. `knownIds`: the newest messages of the thread by now. */
  release(key: string, knownIds: string[]): void;
  refuse(key: string, problem: string): void;
  /** It has come to the hub, and needs to be kept no longer. */
  deliver(key: string, runId: string): void;
  /** Takes one back. */
  remove(key: string): void;
  /** Takes over what another tab has added or delivered. */
  reread(): void;
  forget(): void;
}

/** So many that have been sent are remembered, oldest forgotten first. */
const MOST_SENT = 100;

/** Opens the outbox of an account. What was on its way when the page was left waits. */
export function openOutbox(storage: TextStorage, accountId: string): Outbox {
  const stored = openStored(storage, `symposium.outbox.${accountId}`, z.array(keptSchema), []);
  const store = createStore<OutboxState>()(() => ({
    messages: stored.read().map((kept) => asFound(kept, 'waiting')),
  }));

  function setMessages(change: (messages: readonly OutboxMessage[]) => readonly OutboxMessage[]): void {
    store.setState(({ messages }) => ({ messages: change(messages) }));
  }

  function setFields(key: string, fields: Partial<OutboxMessage>): void {
    setMessages((messages) => withFields(messages, key, fields));
  }

  /** Changes a message in all tabs. */
  function setKeptFields(key: string, fields: Partial<KeptMessage>): void {
    stored.update((kept) => withFields(kept, key, fields));
    setFields(key, fields);
  }

  function unstore(key: string): void {
    stored.update((kept) => kept.filter((message) => message.key !== key));
  }

  return {
    ...store,
    storageKey: stored.key,
    add(message, delivery) {
      stored.update((kept) => [...kept, { ...message, delivery, problem: null }]);
      setMessages((messages) => [...messages, asOnItsWay(message, delivery)]);
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
    release: (key, knownIds) => setKeptFields(key, { delivery: 'sending', problem: null, knownIds }),
    refuse: (key, problem) => setKeptFields(key, { delivery: 'refused', problem }),
    deliver(key, runId) {
      unstore(key);
      setFields(key, { delivery: 'sent', problem: null, runId });
      setMessages(newestSent);
    },
    remove(key) {
      unstore(key);
      setMessages((messages) => messages.filter((message) => message.key !== key));
    },
    reread() {
      const kept = new Map(stored.read().map((message) => [message.key, message]));
      setMessages((messages) => {
        const known = new Set(messages.map(({ key }) => key));
        const added = [...kept.values()].filter(({ key }) => !known.has(key));
        return [
          ...messages.flatMap((message) => {
            const { delivery } = message;
            if (delivery === 'sent' || delivery === 'sending') return [message];
            const now = kept.get(message.key);
            return now ? [{ ...message, ...asFound(now, 'elsewhere') }] : [];
          }),
          ...added.map((message) => asFound(message, 'elsewhere')),
        ];
      });
    },
    forget() {
      stored.clear();
      store.setState({ messages: [] });
    },
  };
}

function asOnItsWay(message: OutgoingMessage, delivery: Delivery): OutboxMessage {
  return { ...message, delivery, problem: null, runId: null };
}

/** A message as the Storage has it. One that a page was sending is `elsewhere`, or waits where that page is gone. */
function asFound(
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
  const forgotten = new Set(sent.slice(0, Math.max(0, sent.length - MOST_SENT)));
  return forgotten.size === 0 ? messages : messages.filter((message) => !forgotten.has(message));
}
