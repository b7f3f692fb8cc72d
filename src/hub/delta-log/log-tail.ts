import type { LogEntry } from './delta-log.ts';

/** How many of a run's newest entries are kept in memory, so that its viewers need not ask the database. */
const MOST_ENTRIES = 10_000;
/** And how many characters: messages are in the log as well, and an agent may send one long message after another. */
const MOST_CHARACTERS = 4_000_000;

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
    // Trims when twice the size is reached, so that an append costs the same however long the run.
    if (this.#entries.length > 2 * MOST_ENTRIES || this.#characters > 2 * MOST_CHARACTERS) this.#trim();
  }

  /** The entries after `seq`; null where some of them may not be kept. */
  after(seq: number): readonly LogEntry[] | null {
    const [first] = this.#entries;
    return first && first.id.seq <= seq + 1 ? this.#entries.slice(seq + 1 - first.id.seq) : null;
  }

  #trim(): void {
    let from = this.#entries.length - 1;
    let characters = this.#entries[from]?.data.length ?? 0;
    while (from > 0 && this.#entries.length - from < MOST_ENTRIES) {
      characters += this.#entries[from - 1]!.data.length;
      if (characters > MOST_CHARACTERS) break;
      from -= 1;
    }
    this.#entries = this.#entries.slice(from);
    this.#characters = this.#entries.reduce((sum, { data }) => sum + data.length, 0);
  }
}
