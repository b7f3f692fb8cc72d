import type { ReadStream } from 'node:tty';
import { connectHub, problemOf, type Hub, type HubOptions } from './hub.ts';
import { createOutput, createStatusLine, type StatusLine, type Terminal } from './terminal.ts';
import { writeProblem } from './cli-problem.ts';

/** What every command has. */
export interface Context {
  readonly hub: Hub;
  readonly terminal: Terminal;
  readonly status: StatusLine;
  readonly stdin: ReadStream;
  /** Hears of Ctrl+C from now on, instead of who heard of it before. */
  onInterrupt(listener: () => void): void;
  /** Says what is wrong, and ends the program. */
  fail(error: unknown): void;
  /** Ends the program once all that was written has been taken. */
  end(exitCode: number): void;
  /** Ends the program at once. */
  leave(exitCode: number): never;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return { out: createOutput(process.stdout, process.env), err: createOutput(process.stderr, process.env) };
}

/**
 * What a command has that talks to this hub.
 * @throws {CliProblem} where the options name no hub
 */
export function createContext(options: HubOptions): Context {
  const hub = connectHub(options);
  const terminal = processTerminal();
  const status = createStatusLine(process.stderr, process.env);
  let onInterrupt: (() => void) | null = null;
  function leave(exitCode: number): never {
    status.clear();
    process.exit(exitCode);
  }
  function end(exitCode: number): void {
    status.clear();
    process.exitCode = exitCode;
    // In a pipe, what was written may wait to be taken.
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
      const problem = problemOf(error, hub.url);
      writeProblem(terminal.err, problem.message);
      end(problem.exitCode);
    },
    end,
    leave,
  };
}
