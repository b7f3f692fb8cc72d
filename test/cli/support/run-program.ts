import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PROGRAM } from './pseudo-terminal.ts';

/** The exit code and the output of a program in a pipe. */
export interface ProgramExit {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The program in a pipe. */
export interface PipedProgram {
  /** Its output on stdout so far. */
  readonly stdout: string;
  /** Settles once so many characters have been written to stdout. */
  untilWritten(length: number): Promise<void>;
  /** Settles once this has been written to stderr, with all of stderr so far. */
  untilStderrHas(words: string): Promise<string>;
  /** Sends a signal to it. */
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<ProgramExit>;
}

interface Options {
  hub: string;
  /** The standard input, which then ends. */
  input?: string;
  variables?: Record<string, string>;
  /** Starts to read its output only once this has been written to stderr. */
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
    async untilStderrHas(words) {
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

/** Runs `symposium` until it exits. */
export function runProgram(args: readonly string[], options: Options): Promise<ProgramExit> {
  return startProgram(args, options).ended;
}
