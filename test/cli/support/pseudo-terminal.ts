import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';

export const PROGRAM = fileURLToPath(new URL('../../../src/cli/bin.js', import.meta.url));

/** The program in a terminal. */
export interface PseudoTerminal {
  /** Everything that it has shown, without colours and cursor movements. */
  readonly shown: string;
  /** Everything that it has written, with all codes. */
  readonly raw: string;
  /** Types; `\r` is Enter, `\x03` Ctrl+C, `\x04` Ctrl+D. */
  type(keys: string): void;
  /** Settles once this is shown, after position `from` if it is given. */
  untilShown(words: string | RegExp, from?: number): Promise<void>;
  /** Settles with the exit code once the program has ended. */
  readonly ended: Promise<number>;
  /** Kills the program if it is still running. */
  stop(): Promise<void>;
}

interface Options {
  hub: string;
  columns?: number;
  variables?: Record<string, string>;
}

/** Starts `symposium` in a pseudo-terminal. */
export function openPseudoTerminal(
  args: readonly string[],
  { hub, columns = 80, variables = {} }: Options,
): PseudoTerminal {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cols: columns,
    rows: 40,
    env: { PATH: process.env['PATH'], TERM: 'xterm-256color', SYMPOSIUM_HUB: hub, ...variables },
  });
  let raw = '';
  let hasEnded = false;
  let wake: (() => void)[] = [];
  function onChange(): void {
    for (const look of wake.splice(0)) look();
  }
  child.onData((data) => {
    raw += data;
    onChange();
  });
  const ended = new Promise<number>((resolve) => {
    child.onExit(({ exitCode }) => {
      hasEnded = true;
      onChange();
      resolve(exitCode);
    });
  });
  const shown = () => stripVTControlCharacters(raw).replaceAll('\r', '');
  return {
    get shown() {
      return shown();
    },
    get raw() {
      return raw;
    },
    type: (keys) => child.write(keys),
    async untilShown(words, from = 0) {
      for (;;) {
        const text = shown().slice(from);
        if (typeof words === 'string' ? text.includes(words) : words.test(text)) return;
        if (hasEnded) throw new Error(`The program ended before it showed ${words}:\n${text}`);
        await new Promise<void>((resolve) => wake.push(resolve));
      }
    },
    ended,
    async stop() {
      if (!hasEnded) child.kill('SIGKILL');
      await ended;
    },
  };
}
