import type { EventId } from '../../protocol/event-id.ts';
import type { Database } from '../db/database.ts';

/** An event as its writer gives it: a name and the object that it carries. */
export interface NewEvent {
  event: string;
  data: object;
}

/** An event in the log. `data` is JSON, made once for all who read it. */
export interface LogEntry {
  readonly id: EventId;
  readonly event: string;
  readonly data: string;
}

/** One write to a run's log. */
export interface LogWrite {
  runId: string;
  /** Which writer this is. One that another has taken over from is refused. */
  attempt: number;
  events: readonly NewEvent[];
  /** Changes to the database that stand or fall with the events; `entries` are the events with their ids. */
  records?: ((transaction: Database, entries: readonly LogEntry[]) => Promise<void>) | undefined;
}

/**
 * What every run sends, for as long as it is kept. Ids are dense, and an entry is there to be read once
 * it is written, never before.
 */
export interface DeltaLog {
  /**
   * Adds events to the end of a run's log, in the order of the calls. Settles once they are written.
   * @throws StaleWriterError; or what `records` threw, and then nothing of this write is kept
   */
  append(write: LogWrite): Promise<void>;
  /** Entries after `seq`, oldest first: none if there are none, and not always all, so read on. */
  read(runId: string, after: number): Promise<readonly LogEntry[]>;
  /** The id of the run's entry with this `seq`; null where there is none, or not any more. */
  idAt(runId: string, seq: number): Promise<EventId | null>;
  /** Calls the listener after each write to the run's log, and when that ends; gives what ends the calls. */
  onAppend(runId: string, listener: () => void): () => void;
  /** Says that nothing more will be appended: what is kept for speed can go, and who listens looks again. */
  end(runId: string): void;
  /** Removes the logs of runs that ended before a time; gives how many runs that were. */
  sweep(endedBefore: Date): Promise<number>;
}

/** A write by a writer that another has taken over from. */
export class StaleWriterError extends Error {
  override readonly name = 'StaleWriterError';

  constructor(write: LogWrite) {
    super(`Attempt ${write.attempt} may no longer write to run ${write.runId}: another has taken over.`);
  }
}
