import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline';
import { Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { showControlsInLine } from '../protocol/show-controls.ts';

/** Reads what a person writes, line by line. */
export interface LineReader {
  /** The next line; null at the end of input. What was written meanwhile comes first. */
  read(prompt: string): Promise<string | null>;
  /** Takes the prompt away, lets something be shown in its place, and brings it back with what was written. */
  aside(show: () => Promise<void>): Promise<void>;
  /** Hears of Ctrl+C. */
  onInterrupt(listener: () => void): void;
  close(): void;
}

/** Reads from `input`; where that is a terminal, with a line to edit, which is shown on `output`. */
export function createLineReader(input: ReadStream, output: WriteStream): LineReader {
  const isTerminal = input.isTTY === true && output.isTTY === true;
  let isShown = false;
  const editor = new Writable({
    write(bytes: Uint8Array, _encoding, done) {
      if (isShown) output.write(bytes);
      done(); // at once: what waited here would be shown by what holds later
    },
  });
  Object.defineProperty(editor, 'columns', { get: () => output.columns });
  output.on('resize', () => editor.emit('resize'));
  const lines = createInterface({ input, output: editor, terminal: isTerminal, historySize: 1_000 });
  const waiting: string[] = [];
  let hasEnded = false;
  /** How much else is being shown. */
  let held = 0;
  let take: ((line: string | null) => void) | null = null;

  function give(line: string | null): void {
    isShown = false;
    take?.(line);
    take = null;
  }

  lines.on('line', (line) => {
    if (take) give(line);
    else waiting.push(line);
  });
  lines.on('close', () => {
    hasEnded = true;
    if (take && isTerminal) output.write('\n');
    give(null);
  });

  function prompt(): void {
    if (held > 0) return; // it comes when all has been shown
    isShown = true;
    if (isTerminal) lines.prompt(true);
  }

  return {
    async read(question) {
      const words = showControlsInLine(question);
      const line = waiting.shift();
      if (line !== undefined) {
        if (isTerminal) output.write(`${words}${line}\n`); // it was not shown when it was written
        return line;
      }
      if (hasEnded) return null;
      lines.setPrompt(words);
      const next = new Promise<string | null>((resolve) => (take = resolve));
      prompt();
      return next;
    },
    async aside(show) {
      if (isTerminal && take) {
        moveCursor(output, 0, -lines.getCursorPos().rows);
        cursorTo(output, 0);
        clearScreenDown(output);
      }
      isShown = false;
      held += 1;
      try {
        await show();
      } finally {
        held -= 1;
        if (take) prompt();
      }
    },
    onInterrupt(listener) {
      if (isTerminal) lines.on('SIGINT', listener);
      process.on('SIGINT', listener);
    },
    close: () => lines.close(),
  };
}
