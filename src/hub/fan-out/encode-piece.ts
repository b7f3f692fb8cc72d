import type { LogEntry } from '../delta-log/delta-log.ts';
import { ENTRIES_PER_SLICE } from '../delta-log/replay-log.ts';
import { isPause, isTerminalEvent } from '../delta-log/terminal-event.ts';
import type { FramingRules } from './framing.ts';
import type { Sequencer } from './sequencer.ts';

/** After how many characters a piece is large enough. Its last frame may be longer. */
const ENOUGH = 64 * 1024;

/** After how many entries it is: a framing may tell nothing of thousands of them. */
const MOST_ENTRIES = ENTRIES_PER_SLICE;

/** A part of a run's stream: whole frames, ready to be written to any number of viewers. */
export interface Piece {
  readonly bytes: Buffer;
  readonly frames: number;
  /** The `seq` of the last entry in it. */
  readonly last: number;
  /** The index of the entry after it. */
  readonly next: number;
  /** Whether it would be the same if the log were longer. */
  readonly isFull: boolean;
  /** Whether the run's stream ends with it. */
  readonly isEnd: boolean;
  /** Whether the stream ends where this piece does unless something follows: its run waits for the outputs of tools. */
  readonly isPause: boolean;
}

/**
 * Encodes entries, from an index on, until there is enough for one piece.
 */
export function encodePiece(
  entries: readonly LogEntry[],
  from: number,
  sequencer: Sequencer,
  rules: FramingRules,
): Piece {
  let text = '';
  let frames = 0;
  let last = 0;
  let next = from;
  let isEnd = false;
  let isPaused = false;
  while (next < entries.length && next - from < MOST_ENTRIES && text.length < ENOUGH && !isEnd) {
    const entry = entries[next]!;
    for (const told of sequencer.next(entry)) {
      text += rules.encode(told);
      frames += 1;
    }
    isEnd = isTerminalEvent(entry);
    isPaused = rules.endsAtPauses && isPause(entry);
    last = entry.id.seq;
    next += 1;
  }
  if (isEnd) text += rules.farewell;
  const isFull = isEnd || text.length >= ENOUGH || next - from >= MOST_ENTRIES;
  return { bytes: Buffer.from(text), frames, last, next, isFull, isEnd, isPause: isPaused };
}
