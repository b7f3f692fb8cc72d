import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline';
import { Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { showControlsInLine } from '../protocol/show-controls.ts';

/** Reads input line by line. */
export interface LineReader {
  /** Reads the next line; null at the end of input. Lines that were entered before the call come first. */
  read(prompt: string): Promise<string | null>;
  /** Hides the prompt and the unfinished line while `show` writes, then shows both again. */
  hidePrompt(show: () => Promise<void>): Promise<void>;
  /** Adds a listener for Ctrl+C. */
  onInterrupt(listener: () => void): void;
  close(): void;
}

/**
 * Creates a reader of `input`. If `input` and `output` are terminals, the line can be edited, and is shown on `output`.
 */
export function createLineReader(input: ReadStream, output: WriteStream): LineReader {
  const isTerminal = input.isTTY === true && output.isTTY === true;
  let isShown = false;
  const editor = new Writable({
    write(bytes: Uint8Array, _encoding, done) {
      if (isShown) output.write(bytes);
      done(); // at once, so that no write waits: `isShown` may change meanwhile
    },
  });
  Object.defineProperty(editor, 'columns', { get: () => output.columns });
  output.on('resize', () => editor.emit('resize'));
  const lines = createInterface({ input, output: editor, terminal: isTerminal, historySize: 1_000 });
  const unread: string[] = [];
  let hasEnded = false;
  /** Number of `hidePrompt` calls that have not finished. */
  let hiders = 0;
  let resolveRead: ((line: string | null) => void) | null = null;

  function give(line: string | null): void {
    isShown = false;
    resolveRead?.(line);
    resolveRead = null;
  }

  lines.on('line', (line) => {
    if (resolveRead) give(line);
    else unread.push(line);
  });
  lines.on('close', () => {
    hasEnded = true;
    if (resolveRead && isTerminal) output.write('\n');
    give(null);
  });

  function prompt(): void {
    if (hiders > 0) return; // the last `hidePrompt` call to finish shows the prompt
    isShown = true;
    if (isTerminal) lines.prompt(true);
  }

  return {
    async read(question) {
      const shownPrompt = showControlsInLine(question);
      const line = unread.shift();
      if (line !== undefined) {
        if (isTerminal) output.write(`${shownPrompt}${line}\n`); // it was not shown when it was entered
        return line;
      }
      if (hasEnded) return null;
      lines.setPrompt(shownPrompt);
      const next = new Promise<string | null>((resolve) => (resolveRead = resolve));
      prompt();
      return next;
    },
    async hidePrompt(show) {
      if (isTerminal && resolveRead) {
        moveCursor(output, 0, -lines.getCursorPos().rows);
        cursorTo(output, 0);
        clearScreenDown(output);
      }
      isShown = false;
      hiders += 1;
      try {
        await show();
      } finally {
        hiders -= 1;
        if (resolveRead) prompt();
      }
    },
    onInterrupt(listener) {
      if (isTerminal) lines.on('SIGINT', listener);
      process.on('SIGINT', listener);
    },
    close: () => lines.close(),
  };
}
