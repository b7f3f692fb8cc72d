import { createColors } from 'picocolors';
import type { Writable } from 'node:stream';
import { showControls, showControlsInLine } from '../protocol/show-controls.ts';
import { paint, type Text } from './styled-text.ts';

/** A place to write to, and what can be shown there. */
export interface Output {
  /**
   * Writes words of this program, with the names, titles and reasons that they quote: control characters are shown as
   * symbols, in a pipe as well. In a styled text, which is of one line, line ends are, too.
   */
  write(...texts: readonly Text[]): void;
  /** Writes a text of others: into a terminal with its control characters as symbols, and elsewhere to the byte. */
  writeText(text: string): void;
  readonly isTerminal: boolean;
  /** How many cells a line has; a hundred at most, so that it can be read. */
  readonly width: number;
}

/** What a command reads from and writes to. */
export interface Terminal {
  /** The conversation, and nothing else. */
  readonly out: Output;
  /** All that is said about it. */
  readonly err: Output;
}

const WIDEST = 100;
const USUAL = 80;

interface Stream extends Writable {
  isTTY?: boolean;
  columns?: number;
}

/**
 * A stream as a place to write to: with colours where it is a terminal, unless NO_COLOR says otherwise
 * (https://no-color.org), and everywhere if FORCE_COLOR is set.
 */
export function createOutput(stream: Stream, environment: NodeJS.ProcessEnv): Output {
  const isTerminal = stream.isTTY === true;
  const isForced = Boolean(environment['FORCE_COLOR']) && environment['FORCE_COLOR'] !== '0';
  const isPlain =
    Boolean(environment['NO_COLOR']) || environment['FORCE_COLOR'] === '0' || environment['TERM'] === 'dumb';
  const colors = createColors(isForced || (isTerminal && !isPlain));
  return {
    write(...texts) {
      const shown = texts.map((text) =>
        typeof text === 'string'
          ? showControls(text)
          : paint({ ...text, text: showControlsInLine(text.text) }, colors),
      );
      stream.write(shown.join(''));
    },
    writeText: (text) => void stream.write(isTerminal ? showControls(text) : text),
    isTerminal,
    get width() {
      return Math.min(stream.columns || USUAL, WIDEST);
    },
  };
}

/** Clears the line that the cursor is in. */
const CLEAR_LINE = '\r\x1b[2K';
/** In milliseconds. */
const AT_MOST_EVERY = 100;

/** One line that changes, in a terminal that can clear one; nowhere else. */
export interface StatusLine {
  show(text: string): void;
  clear(): void;
}

/** A status line on this stream. What it shows last stays, however soon after another it comes. */
export function createStatusLine(stream: Stream, environment: NodeJS.ProcessEnv): StatusLine {
  const canChange = stream.isTTY === true && environment['TERM'] !== 'dumb';
  let shown = '';
  let next: string | null = null;
  let timer: NodeJS.Timeout | null = null;

  function draw(): void {
    timer = null;
    if (next === null || next === shown) return;
    shown = next;
    stream.write(CLEAR_LINE + shown);
    timer = setTimeout(draw, AT_MOST_EVERY);
  }

  return {
    show(text) {
      if (!canChange) return;
      next = text;
      if (!timer) draw();
    },
    clear() {
      if (timer) clearTimeout(timer);
      timer = null;
      next = null;
      if (shown !== '') stream.write(CLEAR_LINE);
      shown = '';
    },
  };
}
