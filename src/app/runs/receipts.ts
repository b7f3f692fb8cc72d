import { z } from 'zod';
import type { EndedMessage, RunState } from '../../protocol/run-state.ts';
import type { TextStorage } from '../browser/open-storage.ts';
import { openStoredState } from '../browser/stored.ts';

/** How a message arrived: shown with the message after its run. */
export const receiptSchema = z.object({
  deltas: z.number(),
  /** Seconds from the start of waiting to the first delta; null if this tab did not see that delta arrive. */
  untilFirst: z.number().nullable().default(null),
  /** Seconds from the first delta to the end; null if this tab saw no delta arrive. */
  seconds: z.number().nullable(),
  /** Number of events that never arrived, since the message before. */
  gaps: z.number(),
  reconnects: z.number(),
});

export type Receipt = z.infer<typeof receiptSchema>;

/** Receipts by message id, oldest first. */
export type Receipts = Readonly<Record<string, Receipt>>;

/** Maximum number of receipts kept, the newest. */
const MAX_RECEIPTS = 200;
/** The hub's times are whole seconds. Durations that differ by up to this many seconds may be equal. */
const ROUNDING = 1.5;

const storedSchema = z.object({ receipts: z.record(z.string(), receiptSchema) });

/** How this tab saw a message arrive. Times are milliseconds since 1970. */
interface SeenMessage {
  /** Start of waiting: the start of the run, or the end of the message before. */
  waitedSince: number;
  /** The first delta that this tab saw arrive. `isStart`: it is the first delta of the message. */
  first: { at: number; isStart: boolean } | undefined;
  end: number;
  gaps: number;
  reconnects: number;
}

/**
 * Makes the receipt of a message that has ended. After a refresh all deltas arrive at once; then the hub's times are used
 * instead of those of the arrivals.
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

/** The messages of a run that have ended since an earlier state of it. */
export function newlyEnded(before: RunState, after: RunState): readonly EndedMessage[] {
  if (before.messages === after.messages) return [];
  const known = new Set(before.messages.map(({ id }) => id));
  return after.messages.filter(({ id }) => !known.has(id));
}

/** Drops the oldest receipts beyond the maximum. */
export function newestReceipts(receipts: Receipts): Receipts {
  const entries = Object.entries(receipts);
  return entries.length > MAX_RECEIPTS ? Object.fromEntries(entries.slice(-MAX_RECEIPTS)) : receipts;
}

/** The receipts of an account in a Storage. */
export interface StoredReceipts {
  read(): Receipts;
  /** Adds receipts to those of other tabs. None: the stored ones are deleted. */
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
