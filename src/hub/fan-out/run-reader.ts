import type { DeltaLog, LogEntry } from '../delta-log/delta-log.ts';

/** Reads one run's log for viewers that are behind. There may be hundreds of them in one place: they share what is read. */
export class RunReader {
  readonly #log: DeltaLog;
  readonly #runId: string;
  readonly #underWay = new Map<number, Promise<readonly LogEntry[]>>();
  #last: readonly LogEntry[] = [];

  constructor(log: DeltaLog, runId: string) {
    this.#log = log;
    this.#runId = runId;
  }

  /**
   * Entries that hold the one after this `seq`, and may begin before it; none if there was none when the read
   * began.
   */
  async entriesAfter(seq: number): Promise<readonly LogEntry[]> {
    const [first] = this.#last;
    const last = this.#last.at(-1);
    if (first && last && first.id.seq <= seq + 1 && seq < last.id.seq) return this.#last;
    const entries = await (this.#underWay.get(seq) ?? this.#read(seq));
    if (entries.length > 0) this.#last = entries;
    return entries;
  }

  /** Whether what is before this place in the log is there no more: the log was swept, or its thread deleted. */
  async isGone(seq: number): Promise<boolean> {
    return (await this.#log.idAt(this.#runId, Math.max(1, seq))) === null; // no run is without its first entry
  }

  /** Lets go of what was read: nobody is behind. */
  forget(): void {
    this.#last = [];
  }

  #read(seq: number): Promise<readonly LogEntry[]> {
    const reading = this.#log.read(this.#runId, seq).finally(() => this.#underWay.delete(seq));
    this.#underWay.set(seq, reading);
    return reading;
  }
}
