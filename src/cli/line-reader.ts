import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline';
import { Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { showControlsInLine } from '../protocol/show-controls.ts';

/** Reads input line by line. */
export interface LineReader {
  /** Reads the next line; null at the end of input. Lines that were entered before the call come first. */
  read(prompt: string): Promise<string | null>;
  /**
   * Reads the next line that is entered after the call; null at the end of input. It can be called while a call of
   * `read` waits, which then continues with what was typed so far.
   * @throws the signal's reason once it is aborted
   */
  ask(prompt: string, signal: AbortSignal): Promise<string | null>;
  /** Hides the prompt and the unfinished line while `show` writes, then shows both again. */
  hidePrompt(show: () => void | Promise<void>): Promise<void>;
  /** Adds a listener for Ctrl+C. */
  onInterrupt(listener: () => void): void;
  close(): void;
}

/** A prompt, and the call that waits for its line. */
interface Question {
  prompt: string;
  /** Maximum number of `hidePrompt` calls in progress with which the prompt is shown. */
  hiders: number;
  resolve: (line: string | null) => void;
}

/** Keys that clear the unfinished line. */
const CLEAR_LINE = [
  { ctrl: true, name: 'e' },
  { ctrl: true, name: 'u' },
];

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
  let reading: Question | null = null;
  /** Its line comes before that of `reading`. */
  let asking: Question | null = null;

  function show(): void {
    const question = asking ?? reading;
    if (!question || hiders > question.hiders) return; // the last `hidePrompt` call to finish shows the prompt
    lines.setPrompt(question.prompt);
    isShown = true;
    if (isTerminal) lines.prompt(true);
  }

  function hide(): void {
    if (isTerminal && isShown) {
      moveCursor(output, 0, -lines.getCursorPos().rows);
      cursorTo(output, 0);
      clearScreenDown(output);
    }
    isShown = false;
  }

  function clearLine(): void {
    for (const key of CLEAR_LINE) lines.write(null as never, key);
    Object.assign(lines, { line: '', cursor: 0 }); // with TERM=dumb, there are no such keys
  }

  lines.on('line', (line) => {
    const question = asking ?? reading;
    if (!question) return void unread.push(line);
    // At once: the next line may arrive before the caller continues.
    if (asking) asking = null;
    else reading = null;
    isShown = false;
    question.resolve(line);
  });
  lines.on('close', () => {
    hasEnded = true;
    if ((asking ?? reading) && isTerminal) output.write('\n');
    isShown = false;
    asking?.resolve(null);
    reading?.resolve(null);
  });
  // A terminal whose line can be edited does not turn Ctrl+C into a signal.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));

  return {
    async read(question) {
      const prompt = showControlsInLine(question);
      const line = unread.shift();
      if (line !== undefined) {
        if (isTerminal) output.write(`${prompt}${line}\n`); // it was not shown when it was entered
        return line;
      }
      if (hasEnded) return null;
      const next = new Promise<string | null>((resolve) => (reading = { prompt, hiders: 0, resolve }));
      show();
      return next;
    },
    async ask(question, signal) {
      signal.throwIfAborted();
      if (hasEnded) return null;
      hide();
      const unfinished = lines.line;
      clearLine();
      const prompt = showControlsInLine(question);
      let stop!: () => void;
      const next = new Promise<string | null>((resolve, reject) => {
        asking = { prompt, hiders, resolve };
        stop = () => reject(signal.reason as Error);
      });
      signal.addEventListener('abort', stop, { once: true });
      show();
      try {
        return await next;
      } finally {
        signal.removeEventListener('abort', stop);
        if (!hasEnded) {
          hide();
          clearLine();
          asking = null;
          lines.write(unfinished);
          show();
        }
      }
    },
    async hidePrompt(write) {
      hide();
      hiders += 1;
      try {
        await write();
      } finally {
        hiders -= 1;
        show();
      }
    },
    onInterrupt: (listener) => void process.on('SIGINT', listener),
    close: () => lines.close(),
  };
}
