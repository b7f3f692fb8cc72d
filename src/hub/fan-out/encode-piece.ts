import type { LogEntry } from '../delta-log/delta-log.ts';
import { ENTRIES_PER_SLICE } from '../delta-log/replay-log.ts';
import { isPause, isTerminalEvent } from '../delta-log/terminal-event.ts';
import type { FramingRules } from './framing.ts';
import type { Sequencer } from './sequencer.ts';

/** Target length of a piece, in characters. A piece ends once it reaches this length; its last frame may exceed it. */
const TARGET_CHARACTERS = 64 * 1024;

/** Maximum number of entries per piece: a framing may send no frames for thousands of entries. */
const MAX_ENTRIES = ENTRIES_PER_SLICE;

/** A part of a run's stream: complete frames, ready to be written to any number of viewers. */
export interface Piece {
  readonly bytes: Buffer;
  readonly frames: number;
  /** The `seq` of its last entry. */
  readonly last: number;
  /** The index of the entry after this piece. */
  readonly next: number;
  /** True if the piece stays the same when more entries are appended. */
  readonly isFull: boolean;
  /** Whether the run's stream ends with this piece. */
  readonly isEnd: boolean;
  /** Whether the stream ends after this piece unless more follows: the run waits for tool outputs. */
  readonly isPause: boolean;
}

/** Encodes entries, starting at an index, until the piece is full or no entries are left. */
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
  while (next < entries.length && next - from < MAX_ENTRIES && text.length < TARGET_CHARACTERS && !isEnd) {
    const entry = entries[next]!;
    for (const outgoing of sequencer.next(entry)) {
      text += rules.encode(outgoing);
      frames += 1;
    }
    isEnd = isTerminalEvent(entry);
    isPaused = rules.endsAtPauses && isPause(entry);
    last = entry.id.seq;
    next += 1;
  }
  if (isEnd) text += rules.endMarker;
  const isFull = isEnd || text.length >= TARGET_CHARACTERS || next - from >= MAX_ENTRIES;
  return { bytes: Buffer.from(text), frames, last, next, isFull, isEnd, isPause: isPaused };
}
