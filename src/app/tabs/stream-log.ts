import { parseEventId } from '../../protocol/event-id.ts';

/**
 * One entry of a stream: a change of its connection, or an event with its id. `refused`: the hub has refused the
 * connection permanently.
 */
export type StreamEntry = 'open' | 'lost' | 'refused' | readonly [id: string, data: string];

/** A part of a log. */
export interface LogPart {
  /** The index of its first entry in the log. */
  at: number;
  entries: StreamEntry[];
}

/** All entries of one stream after a given event, from all of its connections. */
export interface StreamLog {
  readonly length: number;
  /** The id of the last event; empty if there is none. */
  readonly lastId: string;
  /** Whether a connection has opened at least once. */
  readonly hasOpened: boolean;
  /** Whether a connection is open now. */
  readonly isConnected: boolean;
  push(entry: StreamEntry): void;
  /** Returns the entries from an index on. */
  from(index: number): LogPart;
  /**
   * Returns the entries after an event, for a tab that has all events up to it.
   * @param id the id of that event; empty for a tab that has no events
   * @param joins whether the tab has not received an `open` entry yet. If a connection is open, the part then begins
   * with `open`.
   * @returns null if the log begins later, so that entries would be missing
   */
  after(id: string, joins: boolean): LogPart | null;
}

/** Creates a log for the events after the event `startId`; for all events if `startId` is empty. */
export function createStreamLog(startId: string): StreamLog {
  const entries: StreamEntry[] = [];
  let lastId = startId;
  let hasOpened = false;
  let isConnected = false;

  function from(index: number): LogPart {
    return { at: index, entries: entries.slice(index) };
  }

  /** Returns the index after the last event whose number is at most `seq`. */
  function indexAfter(seq: number): number {
    const last = entries.findLastIndex((entry) => {
      const entrySeq = typeof entry === 'string' ? 0 : seqOf(entry[0]);
      return entrySeq > 0 && entrySeq <= seq;
    });
    return last + 1;
  }

  function wasConnectedAt(index: number): boolean {
    return entries.slice(0, index).findLast((entry) => typeof entry === 'string') === 'open';
  }

  return {
    get length() {
      return entries.length;
    },
    get lastId() {
      return lastId;
    },
    get hasOpened() {
      return hasOpened;
    },
    get isConnected() {
      return isConnected;
    },
    push(entry) {
      entries.push(entry);
      if (typeof entry === 'string') {
        isConnected = entry === 'open';
        hasOpened ||= isConnected;
      } else lastId = entry[0];
    },
    from,
    after(id, joins) {
      const seq = seqOf(id);
      if (seq < seqOf(startId)) return null;
      const part = from(indexAfter(seq));
      return joins && wasConnectedAt(part.at)
        ? { at: part.at - 1, entries: ['open', ...part.entries] }
        : part;
    },
  };
}

/** Returns the number of an event in its run; 0 if there is no event, or if the hub sends no event ids. */
function seqOf(id: string): number {
  return parseEventId(id)?.seq ?? 0;
}
