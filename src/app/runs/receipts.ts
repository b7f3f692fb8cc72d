import { z } from 'zod';
import type { EndedMessage, RunState } from '../../protocol/run-state.ts';
import type { TextStorage } from '../browser/open-storage.ts';
import { openStoredState } from '../browser/stored.ts';

/** Data about how a message arrived. It is shown with the message after its run. */
export const receiptSchema = z.object({
  deltas: z.number(),
  /**
   * Time from the start of waiting to the first delta, in seconds; null if this tab did not receive that delta live.
   */
  untilFirst: z.number().nullable().default(null),
  /** Time from the first delta to the end, in seconds; null if this tab received no delta of the message. */
  seconds: z.number().nullable(),
  /** Number of events since the previous message that never arrived. */
  gaps: z.number(),
  reconnects: z.number(),
});

export type Receipt = z.infer<typeof receiptSchema>;

/** Receipts by message id, oldest first. */
export type Receipts = Readonly<Record<string, Receipt>>;

/** Maximum number of stored receipts. The newest are kept. */
const MAX_RECEIPTS = 200;
/** Maximum difference at which two durations may be equal, in seconds: the hub's times are whole seconds. */
const ROUNDING = 1.5;

const storedSchema = z.object({ receipts: z.record(z.string(), receiptSchema) });

/** The arrival of a message in this tab. Times are milliseconds since 1970. */
interface SeenMessage {
  /** Start of waiting: the start of the run, or the end of the previous message. */
  waitedSince: number;
  /** The first delta that this tab received. `isStart`: it is the first delta of the message. */
  first: { at: number; isStart: boolean } | undefined;
  end: number;
  gaps: number;
  reconnects: number;
}

/**
 * Creates the receipt of a message that has ended. After a reload of the page, all deltas arrive at once. The hub's
 * times are then used instead of the arrival times.
 */
export function createReceipt(ended: EndedMessage, seen: SeenMessage): Receipt {
  const { first } = seen;
  const observed = first ? (seen.end - first.at) / 1000 : null;
  const from = ended.message?.created_at;
  const to = ended.message?.completed_at ?? ended.message?.incomplete_at;
  const atHub = from !== undefined && to ? to - from : null;
  const isReplayed = observed !== null && atHub !== null && atHub - observed > ROUNDING;
  return {
    deltas: ended.deltas,
    untilFirst: first?.isStart && !isReplayed ? (first.at - seen.waitedSince) / 1000 : null,
    seconds: isReplayed ? atHub : observed,
    gaps: seen.gaps,
    reconnects: seen.reconnects,
  };
}

/** Returns the messages of a run that have ended between two states of the run. */
export function newlyEnded(before: RunState, after: RunState): readonly EndedMessage[] {
  if (before.messages === after.messages) return [];
  const known = new Set(before.messages.map(({ id }) => id));
  return after.messages.filter(({ id }) => !known.has(id));
}

/** Removes the oldest receipts beyond the maximum number. */
export function newestReceipts(receipts: Receipts): Receipts {
  const entries = Object.entries(receipts);
  return entries.length > MAX_RECEIPTS ? Object.fromEntries(entries.slice(-MAX_RECEIPTS)) : receipts;
}

/** The receipts of an account in a Storage. */
export interface StoredReceipts {
  read(): Receipts;
  /** Stores receipts together with those of other tabs. If `receipts` is empty, all stored receipts are deleted. */
  write(receipts: Receipts): void;
}

export function openReceipts(storage: TextStorage, accountId: string): StoredReceipts {
  const stored = openStoredState(storage, `symposium.receipts.${accountId}`, storedSchema, { receipts: {} });
  return {
    read: () => stored.read().receipts,
    write(receipts) {
      if (Object.keys(receipts).length === 0) stored.clear();
      else stored.update((there) => ({ receipts: newestReceipts({ ...there.receipts, ...receipts }) }));
    },
  };
}
