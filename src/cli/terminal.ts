import { createColors } from 'picocolors';
import type { Writable } from 'node:stream';
import { showControls, showControlsInLine } from '../protocol/show-controls.ts';
import { oneLine, shorten } from './one-line.ts';
import { paint, type Text } from './styled-text.ts';

/** An output stream of this process. */
export interface Output {
  /**
   * Writes text of this program, including the names, titles and reasons in it. Control characters are shown as
   * symbols, even in a pipe. Line ends and tabs are kept in plain text, and shown as symbols in styled text, which has
   * one line.
   */
  write(...texts: readonly Text[]): void;
  /** Writes text of an agent or a person: in a terminal with control characters as symbols, elsewhere byte for byte. */
  writeText(text: string): void;
  readonly isTerminal: boolean;
  /** The width of a line in cells; at most 100, for readability. */
  readonly width: number;
}

/** The outputs of a command. */
export interface Terminal {
  /** Standard output: the conversation only. */
  readonly out: Output;
  /** Standard error: everything else. */
  readonly err: Output;
}

const MAX_WIDTH = 100;
const DEFAULT_WIDTH = 80;

interface Stream extends Writable {
  isTTY?: boolean;
  columns?: number;
}

/**
 * Creates an output on a stream. It has colours if the stream is a terminal, unless NO_COLOR is set
 * (https://no-color.org), and always if FORCE_COLOR is set.
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
      return Math.min(stream.columns || DEFAULT_WIDTH, MAX_WIDTH);
    },
  };
}

/** Escape sequence that clears the line of the cursor. */
const CLEAR_LINE = '\r\x1b[2K';
/** Minimum time between two updates, in milliseconds. */
const UPDATE_INTERVAL = 100;

/** A line whose text can be replaced. It is shown only in a terminal that can clear lines. */
export interface StatusLine {
  show(text: string): void;
  clear(): void;
}

/** Creates a status line on this stream. Updates are throttled; the last text is always shown. */
export function createStatusLine(stream: Stream, environment: NodeJS.ProcessEnv): StatusLine {
  const canChange = stream.isTTY === true && environment['TERM'] !== 'dumb';
  let shown = '';
  let next: string | null = null;
  let timer: NodeJS.Timeout | null = null;

  function draw(): void {
    timer = null;
    if (next === null || next === shown) return;
    shown = next;
    // A longer line would wrap, and only its last row could be cleared.
    stream.write(CLEAR_LINE + shorten(oneLine(shown), (stream.columns || DEFAULT_WIDTH) - 1));
    timer = setTimeout(draw, UPDATE_INTERVAL);
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
