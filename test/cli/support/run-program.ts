import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PROGRAM } from './pseudo-terminal.ts';

/** How a program in a pipe has ended, and what it wrote. */
export interface ProgramExit {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The program in a pipe. */
export interface PipedProgram {
  /** What it has written to stdout so far. */
  readonly stdout: string;
  /** Settles once so much has been written to stdout. */
  untilWritten(length: number): Promise<void>;
  /** Settles once this has been written to stderr, with all of that. */
  untilSaid(words: string): Promise<string>;
  /** Sends it a signal. */
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<ProgramExit>;
}

interface Options {
  hub: string;
  /** Comes through standard input, and ends it. */
  input?: string;
  variables?: Record<string, string>;
  /** Its output is read only once this has been said on stderr. */
  readsAfter?: string;
}

/** Starts `symposium` with its input and output in pipes. */
export function startProgram(
  args: readonly string[],
  { hub, input = '', variables = {}, readsAfter = '' }: Options,
): PipedProgram {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env['PATH'], TZ: 'UTC', SYMPOSIUM_HUB: hub, ...variables },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const read = (): void => void child.stdout.on('data', (text: string) => (stdout += text));
  let isRead = readsAfter === '';
  child.stdout.setEncoding('utf8');
  if (isRead) read();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (isRead || !stderr.includes(readsAfter)) return;
    isRead = true;
    read();
  });
  child.stdin.end(input);
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return {
    get stdout() {
      return stdout;
    },
    async untilWritten(length) {
      while (stdout.length < length) {
        const isOver = await Promise.race([
          once(child.stdout, 'data').then(() => false),
          ended.then(() => true),
        ]);
        if (isOver && stdout.length < length) throw new Error(`The program has ended: ${stderr}`);
      }
    },
    async untilSaid(words) {
      while (!stderr.includes(words)) {
        const isOver = await Promise.race([
          once(child.stderr, 'data').then(() => false),
          ended.then(() => true),
        ]);
        if (isOver && !stderr.includes(words)) throw new Error(`The program has ended: ${stderr}`);
      }
      return stderr;
    },
    kill: (signal) => void child.kill(signal),
    ended,
  };
}

/** Runs `symposium` to its end. */
export function runProgram(args: readonly string[], options: Options): Promise<ProgramExit> {
  return startProgram(args, options).ended;
}
