import type { Output } from '../terminal.ts';

/** Asks the person for a line of text; null at the end of input. Rejects once the signal is aborted. */
export type Ask = (prompt: string, signal: AbortSignal) => Promise<string | null>;

/** How to ask the person. */
export interface Asking {
  ask: Ask;
  err: Output;
  signal: AbortSignal;
}
