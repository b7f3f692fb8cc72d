import type { EventId } from '../../protocol/event-id.ts';
import type { Database } from '../db/database.ts';

/** An event to write: its name and its data. */
export interface NewEvent {
  event: string;
  data: object;
}

/** An event in the log. `data` is JSON, encoded once for all readers. */
export interface LogEntry {
  readonly id: EventId;
  readonly event: string;
  readonly data: string;
}

/** One write to a run's log. */
export interface LogWrite {
  runId: string;
  /** The number of the writer. A writer is refused after another has taken ownership. */
  attempt: number;
  events: readonly NewEvent[];
  /** Writes database records in the same transaction as the events. `entries` are the events with their ids. */
  records?: ((transaction: Database, entries: readonly LogEntry[]) => Promise<void>) | undefined;
}

/**
 * The events of all runs, until they are deleted. Ids are dense, and an entry can be read only after it is written.
 */
export interface DeltaLog {
  /**
   * Appends events to a run's log, in the order of the calls. Resolves when they are written.
   * @throws StaleWriterError, or the error of `records`; then nothing of this write is stored
   */
  append(write: LogWrite): Promise<void>;
  /** Returns entries after `seq`, oldest first. It may return only some of them, so read until it returns none. */
  read(runId: string, after: number): Promise<readonly LogEntry[]>;
  /** Returns the id of the run's entry with this `seq`; null if there is none, or it was deleted. */
  idAt(runId: string, seq: number): Promise<EventId | null>;
  /** Calls the listener after each write to the run's log, and at its end. Returns an unsubscribe function. */
  onAppend(runId: string, listener: () => void): () => void;
  /** Marks the log as complete: cached entries can be dropped, and listeners read once more. */
  end(runId: string): void;
  /** Deletes the logs of runs that ended before a time. Returns the number of these runs. */
  sweep(endedBefore: Date): Promise<number>;
}

/** Thrown for a write by a writer after another has taken ownership of the run. */
export class StaleWriterError extends Error {
  override readonly name = 'StaleWriterError';

  constructor(write: LogWrite) {
    super(`Attempt ${write.attempt} may no longer write to run ${write.runId}: another writer owns it.`);
  }
}
