import { formatEventId } from '../../protocol/event-id.ts';
import type { LogEntry } from '../delta-log/delta-log.ts';
import type { Sequencer, ToldEvent } from './sequencer.ts';

/**
 * A stream from its start of which only what follows a cursor is told. For framings whose order is their own:
 * what a client has had, up to its cursor, cannot be told from the log alone.
 */
export class Skipping implements Sequencer {
  readonly #sequencer: Sequencer;
  #cursor: string | null;

  constructor(sequencer: Sequencer, cursor: string) {
    this.#sequencer = sequencer;
    this.#cursor = cursor;
  }

  get skipsTo(): string | null {
    return this.#cursor;
  }

  next(entry: LogEntry): readonly ToldEvent[] {
    const told = this.#sequencer.next(entry);
    if (this.#cursor === null) return told;
    const met = told.findIndex(({ id }) => id !== null && formatEventId(id) === this.#cursor);
    if (met < 0) return [];
    this.#cursor = null;
    return told.slice(met + 1);
  }

  fork(): Sequencer {
    const fork = this.#sequencer.fork();
    return this.#cursor === null ? fork : new Skipping(fork, this.#cursor);
  }
}
