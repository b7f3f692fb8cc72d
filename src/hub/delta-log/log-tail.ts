import type { LogEntry } from './delta-log.ts';

/** Number of a run's newest entries in memory, so that its viewers do not read them from the database. */
const KEPT_ENTRIES = 10_000;
/**
 * Maximum number of characters in these entries. The log also contains whole messages, and an agent may send many
 * long ones.
 */
const KEPT_CHARACTERS = 4_000_000;

/** The newest entries of a run's log, in memory. The last entry of the log is always among them. */
export class LogTail {
  #entries: LogEntry[] = [];
  #characters = 0;

  get last(): LogEntry | undefined {
    return this.#entries.at(-1);
  }

  add(added: readonly LogEntry[]): void {
    for (const entry of added) {
      this.#entries.push(entry);
      this.#characters += entry.data.length;
    }
    // Trims only at twice the size, so that an append takes the same time in long runs.
    if (this.#entries.length > 2 * KEPT_ENTRIES || this.#characters > 2 * KEPT_CHARACTERS) this.#trim();
  }

  /** Returns the entries after `seq`; null if some of them may not be in memory. */
  after(seq: number): readonly LogEntry[] | null {
    const [first] = this.#entries;
    return first && first.id.seq <= seq + 1 ? this.#entries.slice(seq + 1 - first.id.seq) : null;
  }

  #trim(): void {
    let from = this.#entries.length - 1;
    let characters = this.#entries[from]?.data.length ?? 0;
    while (from > 0 && this.#entries.length - from < KEPT_ENTRIES) {
      characters += this.#entries[from - 1]!.data.length;
      if (characters > KEPT_CHARACTERS) break;
      from -= 1;
    }
    this.#entries = this.#entries.slice(from);
    this.#characters = this.#entries.reduce((sum, { data }) => sum + data.length, 0);
  }
}
