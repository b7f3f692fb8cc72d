import type { Output } from './terminal.ts';
import { withoutControls } from './without-controls.ts';

/** Says what is wrong. A part of it may be somebody else's words, such as an agent's: they command nothing. */
export function writeProblem(err: Output, message: string): void {
  err.write(`${err.colors.red(withoutControls(message))}\n`);
}
