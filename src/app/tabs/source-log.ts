import { parseEventId } from '../../protocol/event-id.ts';

/** What a connection tells: that it stands, that it is lost, that it was refused for good, or an event with its id. */
export type SourceEntry = 'open' | 'lost' | 'refused' | readonly [id: string, data: string];

/** Some of a log, and at which place it begins. */
export interface LogPart {
  at: number;
  entries: SourceEntry[];
}

/** All that the connections to one stream have told, from some event on. */
export interface SourceLog {
  readonly length: number;
  /** The id after which to go on; empty where there is none. */
  readonly lastId: string;
  /** Whether a connection has ever stood. */
  readonly hasOpened: boolean;
  push(entry: SourceEntry): void;
  /** What came from a place on. */
  from(place: number): LogPart;
  /**
   * What somebody lacks who has all up to an event; null where the log begins later than that.
   * @param joins whether they have heard of no connection yet, and so must be told of one
   */
  after(id: string, joins: boolean): LogPart | null;
}

/** Makes a log of what comes after an event, or of all if its id is empty. */
export function createSourceLog(startId: string): SourceLog {
  const entries: SourceEntry[] = [];
  let lastId = startId;
  let hasOpened = false;

  function from(place: number): LogPart {
    return { at: place, entries: entries.slice(place) };
  }

  /** The place behind the last event that somebody has who has all up to this one. */
  function placeAfter(seq: number): number {
    const last = entries.findLastIndex((entry) => {
      const entrySeq = typeof entry === 'string' ? 0 : seqOf(entry[0]);
      return entrySeq > 0 && entrySeq <= seq;
    });
    return last + 1;
  }

  function standsAt(place: number): boolean {
    return entries.slice(0, place).findLast((entry) => typeof entry === 'string') === 'open';
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
    push(entry) {
      entries.push(entry);
      if (entry === 'open') hasOpened = true;
      if (typeof entry !== 'string') lastId = entry[0];
    },
    from,
    after(id, joins) {
      const seq = seqOf(id);
      if (seq < seqOf(startId)) return null;
      const part = from(placeAfter(seq));
      return joins && standsAt(part.at) ? { at: part.at - 1, entries: ['open', ...part.entries] } : part;
    },
  };
}

/** The number of an event in its run; 0 for no event, and for those of a hub that sends no ids. */
function seqOf(id: string): number {
  return parseEventId(id)?.seq ?? 0;
}
