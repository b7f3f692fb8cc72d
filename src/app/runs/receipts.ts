import { z } from 'zod';
import type { PersistStorage, StorageValue } from 'zustand/middleware';
import type { EndedMessage, RunState } from '../../protocol/run-state.ts';
import type { TextStorage } from '../browser/open-storage.ts';

/** How a message came: kept with it after its run. */
export const receiptSchema = z.object({
  deltas: z.number(),
  /** From when it was waited for to its first delta; null if that was not seen to come. */
  untilFirst: z.number().nullable().default(null),
  /** From its first delta to its end; null if none was seen to come. */
  seconds: z.number().nullable(),
  /** Events that the hub never sent, up to this message. */
  gaps: z.number(),
  reconnects: z.number(),
});

/** A receipt, as `receiptSchema` reads it. */
export type Receipt = z.infer<typeof receiptSchema>;

/** Receipts by message id, oldest first. */
export type Receipts = Readonly<Record<string, Receipt>>;

/** The part of the run store that outlives a refresh. */
export interface PersistedReceipts {
  receipts: Receipts;
}

const MOST_RECEIPTS = 200;
/** The hub's times are whole seconds: this far apart, two durations may be the same. */
const ROUNDING = 1.5;

const persistedSchema = z.object({
  state: z.object({ receipts: z.record(z.string(), receiptSchema) }),
  version: z.number().default(0),
});

/** When a message came, in milliseconds since 1970, and over what. */
interface SeenMessage {
  /** When it began to be waited for: the start of the run, or the end of the message before. */
  waitedSince: number;
  /** The first of its deltas that was seen to come: the first of all, or of those after a while without a stream. */
  first: { at: number; isStart: boolean } | undefined;
  end: number;
  gaps: number;
  reconnects: number;
}

/**
 * Writes the receipt of a message that has ended. After a refresh all deltas so far come at once, and
 * the hub's own times tell more than the arrivals do.
 */
export function writeReceipt(ended: EndedMessage, seen: SeenMessage): Receipt {
  const { first } = seen;
  const observed = first ? (seen.end - first.at) / 1000 : null;
  const from = ended.message?.created_at;
  const to = ended.message?.completed_at ?? ended.message?.incomplete_at;
  const told = from !== undefined && to ? to - from : null;
  const replayed = observed !== null && told !== null && told - observed > ROUNDING;
  return {
    deltas: ended.deltas,
    untilFirst: first?.isStart && !replayed ? (first.at - seen.waitedSince) / 1000 : null,
    seconds: replayed ? told : observed,
    gaps: seen.gaps,
    reconnects: seen.reconnects,
  };
}

/** The messages of a run that have ended since an earlier state of it. */
export function newlyEnded(before: RunState, after: RunState): readonly EndedMessage[] {
  if (before.messages === after.messages) return [];
  const known = new Set(before.messages.map(({ id }) => id));
  return after.messages.filter(({ id }) => !known.has(id));
}

/** Keeps the newest two hundred. */
export function newestReceipts(receipts: Receipts): Receipts {
  const entries = Object.entries(receipts);
  return entries.length > MOST_RECEIPTS ? Object.fromEntries(entries.slice(-MOST_RECEIPTS)) : receipts;
}

/**
 * Keeps receipts in a Storage. The store changes with every commit and its receipts hardly ever, so
 * only a change of those is written; what another tab has written meanwhile is kept.
 */
export function createReceiptStorage(storage: TextStorage): PersistStorage<PersistedReceipts> {
  let written: Receipts | null = null;

  function read(name: string): StorageValue<PersistedReceipts> | null {
    try {
      return persistedSchema.parse(JSON.parse(storage.getItem(name) ?? ''));
    } catch {
      return null; // nothing there, or nothing that this version can read
    }
  }

  return {
    getItem(name) {
      const stored = read(name);
      written = stored?.state.receipts ?? null;
      return stored;
    },
    setItem(name, value) {
      const isEmpty = written === null && Object.keys(value.state.receipts).length === 0;
      if (value.state.receipts === written || isEmpty) return;
      written = value.state.receipts;
      const receipts = newestReceipts({ ...read(name)?.state.receipts, ...written });
      storage.setItem(name, JSON.stringify({ ...value, state: { receipts } }));
    },
    removeItem: (name) => storage.removeItem(name),
  };
}
