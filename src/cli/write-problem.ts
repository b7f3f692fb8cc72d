import type { Output } from './terminal.ts';
import { styled } from './styled-text.ts';

/** Says what is wrong. A part of it may be somebody else's words, such as an agent's: they command nothing. */
export function writeProblem(err: Output, message: string): void {
  err.write(styled('red', message), '\n');
}
