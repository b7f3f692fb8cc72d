import type { ReadStream } from 'node:tty';
import { connectHub, toCliProblem, type Hub, type HubOptions } from './hub.ts';
import { createOutput, createStatusLine, type StatusLine, type Terminal } from './terminal.ts';
import { writeProblem } from './cli-problem.ts';

/** The hub and the terminal that a command uses, and its ways to exit. */
export interface Context {
  readonly hub: Hub;
  readonly terminal: Terminal;
  readonly status: StatusLine;
  readonly stdin: ReadStream;
  /** Replaces the listener for Ctrl+C. */
  onInterrupt(listener: () => void): void;
  /** Writes the error's message, and exits. */
  fail(error: unknown): void;
  /** Exits once all output has been written. */
  exit(exitCode: number): void;
  /** Exits at once. */
  exitNow(exitCode: number): never;
}

/** Returns the terminal of this process. */
export function processTerminal(): Terminal {
  return { out: createOutput(process.stdout, process.env), err: createOutput(process.stderr, process.env) };
}

/**
 * Creates the context of a command that uses the hub of these options.
 * @throws {CliProblem} if the options are wrong
 */
export function createContext(options: HubOptions): Context {
  const hub = connectHub(options);
  const terminal = processTerminal();
  const status = createStatusLine(process.stderr, process.env);
  let onInterrupt: (() => void) | null = null;
  function exitNow(exitCode: number): never {
    status.clear();
    process.exit(exitCode);
  }
  function exit(exitCode: number): void {
    status.clear();
    process.exitCode = exitCode;
    // Exits after all output has been written: the reader of a pipe may not have read it yet.
    process.stdout.write('', () => process.stderr.write('', () => process.exit()));
  }
  return {
    hub,
    terminal,
    status,
    stdin: process.stdin as ReadStream,
    onInterrupt(listener) {
      if (!onInterrupt) process.on('SIGINT', () => onInterrupt?.());
      onInterrupt = listener;
    },
    fail(error) {
      status.clear();
      const problem = toCliProblem(error, hub.url);
      writeProblem(terminal.err, problem.message);
      exit(problem.exitCode);
    },
    exit,
    exitNow,
  };
}
