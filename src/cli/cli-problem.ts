import type { Output } from './terminal.ts';
import { styled } from './styled-text.ts';

/** How a command ends. */
export const EXIT = {
  /** It did what it was asked for. */
  ok: 0,
  /** The run failed, or the hub could not do it. */
  failed: 1,
  /** It was asked for in a way that it does not understand. */
  usage: 2,
  /** Ctrl+C, as shells have it: 128 and the number of the signal. */
  interrupted: 130,
} as const;

/** Why a command cannot go on: `message` goes to stderr as it is, in one line that says what to do. */
export class CliProblem extends Error {
  override readonly name = 'CliProblem';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Says what is wrong. A part of it may be somebody else's words, such as an agent's: they command nothing. */
export function writeProblem(err: Output, message: string): void {
  err.write(styled('red', message), '\n');
}
