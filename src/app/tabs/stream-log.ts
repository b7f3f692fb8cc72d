import { parseEventId } from '../../protocol/event-id.ts';

/**
 * One entry of a stream: its connection has opened, was lost, or was refused for good by the hub; or an event with its
 * id.
 */
export type StreamEntry = 'open' | 'lost' | 'refused' | readonly [id: string, data: string];

/** A part of a log. */
export interface LogPart {
  /** The index of its first entry in the log. */
  at: number;
  entries: StreamEntry[];
}

/** All entries of one stream after a given event, over all of its connections. */
export interface StreamLog {
  readonly length: number;
  /** The id of the last event; empty if there is none. */
  readonly lastId: string;
  /** Whether a connection has opened at least once. */
  readonly hasOpened: boolean;
  /** Whether a connection is open now. */
  readonly isConnected: boolean;
  push(entry: StreamEntry): void;
  /** The entries from an index on. */
  from(index: number): LogPart;
  /**
   * Returns the entries that a tab lacks if it has all events up to this one.
   * @param joins whether the tab has not seen an open connection yet. If one is open, the part begins with `open`.
   * @returns null if the log begins after that event, so that entries would be missing
   */
  after(id: string, joins: boolean): LogPart | null;
}

/** Creates a log for the events after one, or for all events if its id is empty. */
export function createStreamLog(startId: string): StreamLog {
  const entries: StreamEntry[] = [];
  let lastId = startId;
  let hasOpened = false;
  let isConnected = false;

  function from(index: number): LogPart {
    return { at: index, entries: entries.slice(index) };
  }

  /** The index after the last event whose number is at most this one. */
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

/** The number of an event in its run; 0 if there is no event, and for hubs that send no ids. */
function seqOf(id: string): number {
  return parseEventId(id)?.seq ?? 0;
}
