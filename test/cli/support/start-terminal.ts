import { onTestFinished } from 'vitest';
import { openPseudoTerminal, type PseudoTerminal } from './pseudo-terminal.ts';

/** Starts `symposium` in a pseudo-terminal. It is killed after the test if it is still running. */
export function startTerminal(...start: Parameters<typeof openPseudoTerminal>): PseudoTerminal {
  const terminal = openPseudoTerminal(...start);
  onTestFinished(() => terminal.stop());
  return terminal;
}
