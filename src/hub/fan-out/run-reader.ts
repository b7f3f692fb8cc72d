import type { DeltaLog, LogEntry } from '../delta-log/delta-log.ts';

/**
 * Reads one run's log for viewers that lag behind. Hundreds of viewers may be at the same position: they share the
 * reads.
 */
export class RunReader {
  readonly #log: DeltaLog;
  readonly #runId: string;
  readonly #pendingReads = new Map<number, Promise<readonly LogEntry[]>>();
  #lastRead: readonly LogEntry[] = [];

  constructor(log: DeltaLog, runId: string) {
    this.#log = log;
    this.#runId = runId;
  }

  /**
   * Returns entries that include the entry after this `seq`. They may begin before that entry. Returns none if that
   * entry did not exist when the read began.
   */
  async entriesAfter(seq: number): Promise<readonly LogEntry[]> {
    const [first] = this.#lastRead;
    const last = this.#lastRead.at(-1);
    if (first && last && first.id.seq <= seq + 1 && seq < last.id.seq) return this.#lastRead;
    const entries = await (this.#pendingReads.get(seq) ?? this.#read(seq));
    if (entries.length > 0) this.#lastRead = entries;
    return entries;
  }

  /** Whether the log up to this `seq` no longer exists: it was swept, or its thread was deleted. */
  async isGone(seq: number): Promise<boolean> {
    return (await this.#log.idAt(this.#runId, Math.max(1, seq))) === null; // every run has a first entry
  }

  /** Frees the entries that were read last. Called when no viewer lags behind. */
  clear(): void {
    this.#lastRead = [];
  }

  #read(seq: number): Promise<readonly LogEntry[]> {
    const reading = this.#log.read(this.#runId, seq).finally(() => this.#pendingReads.delete(seq));
    this.#pendingReads.set(seq, reading);
    return reading;
  }
}
