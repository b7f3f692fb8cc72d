/** A part of a run that is written while it arrives. */
export interface Part {
  readonly kind: 'text' | 'thinking' | 'tool';
  /** Whether `write` would write something. */
  hasNews(): boolean;
  /**
   * Writes what has arrived since the last call, and the end of the part if it has ended.
   * @param previous the part that was written before this one
   */
  write(previous: Part | null): void;
  readonly hasEnded: boolean;
  /** Writes a line end, after another part or in the middle of this one. */
  writeLineEnd(): void;
  /** Whether the last line that was written has no end. */
  readonly isMidLine: boolean;
}

/** Parts that are written to the same place, one after another. */
export interface PartQueue {
  add(part: Part): void;
  /** Writes what has arrived. */
  print(): void;
  /** Ends the line that is being written, if any. The part continues in the next line. */
  breakLine(): void;
}

/**
 * Creates an empty queue. Each part is written to its end before the next one, so a part that streams at the same time
 * waits.
 * @param hasGaps whether an empty line separates two parts; tool calls are never separated
 */
export function createPartQueue(hasGaps: boolean): PartQueue {
  const open: Part[] = [];
  let last: Part | null = null;
  let previous: Part | null = null;

  function begin(part: Part): void {
    previous = last;
    last = part;
    if (!hasGaps || !previous || (previous.kind === 'tool' && part.kind === 'tool')) return;
    part.writeLineEnd();
  }

  return {
    add: (part) => void open.push(part),
    print() {
      for (let part; (part = open[0]); open.shift()) {
        if (part.hasNews()) {
          if (part !== last) begin(part);
          part.write(previous);
        }
        if (!part.hasEnded) return;
      }
    },
    breakLine() {
      const [part] = open;
      if (part?.isMidLine) part.writeLineEnd();
    },
  };
}
