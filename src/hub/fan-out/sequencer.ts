import { formatEventId, type EventId } from '../../protocol/event-id.ts';
import type { LogEntry } from '../delta-log/delta-log.ts';

/** An event as it is sent to a client. Its id is null if a stream cannot be resumed after it. */
export type OutgoingEvent = Omit<LogEntry, 'id'> & { readonly id: EventId | null };

/** Decides in which order a framing sends a run's events. Sequencers that took the same entries are in the same state. */
export interface Sequencer {
  /**
   * Returns the events to send after this entry has been appended: the entry, no events yet, or also entries that
   * waited for this entry.
   */
  next(entry: LogEntry): readonly OutgoingEvent[];
  /** The client's cursor while the sequencer skips all events up to it; null otherwise. */
  readonly skipsTo: string | null;
  /** Returns a copy that advances independently. */
  fork(): Sequencer;
}

/** The log's own order. */
export const LOG_ORDER: Sequencer = {
  next: (entry) => [entry],
  skipsTo: null,
  fork: () => LOG_ORDER,
};

/**
 * Replays a stream from its start, and sends only the events after a cursor. Framings with their own order need it:
 * the log alone does not show which events such a client has received up to its cursor.
 */
export class SkipToCursor implements Sequencer {
  readonly #sequencer: Sequencer;
  #cursor: string | null;

  constructor(sequencer: Sequencer, cursor: string) {
    this.#sequencer = sequencer;
    this.#cursor = cursor;
  }

  get skipsTo(): string | null {
    return this.#cursor;
  }

  next(entry: LogEntry): readonly OutgoingEvent[] {
    const outgoing = this.#sequencer.next(entry);
    if (this.#cursor === null) return outgoing;
    const found = outgoing.findIndex(({ id }) => id !== null && formatEventId(id) === this.#cursor);
    if (found < 0) return [];
    this.#cursor = null;
    return outgoing.slice(found + 1);
  }

  fork(): Sequencer {
    const fork = this.#sequencer.fork();
    return this.#cursor === null ? fork : new SkipToCursor(fork, this.#cursor);
  }
}
