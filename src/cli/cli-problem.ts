import type { Output } from './terminal.ts';
import { styled } from './styled-text.ts';

/** The exit codes of the program. */
export const EXIT = {
  ok: 0,
  /** The run or the hub failed. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Ctrl+C: 128 plus the number of the signal, as in shells. */
  interrupted: 130,
} as const;

/** Thrown when a command cannot continue. `message` is written to stderr: one line that says what to do. */
export class CliProblem extends Error {
  override readonly name = 'CliProblem';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Writes an error message. Control characters in it, such as from an agent's text, are shown as symbols. */
export function writeProblem(err: Output, message: string): void {
  err.write(styled('red', message), '\n');
}
