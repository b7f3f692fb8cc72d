import type { Opened, RunState } from '../../protocol/run-state.ts';
import type { StreamEvent } from '../../protocol/stream-event.ts';
import type { Part } from './part-queue.ts';

/** Turns one kind of a run's output into parts, and adds to them what arrives. */
export interface Feed {
  /**
   * Takes what is new in a state. Only the new piece of a text is read, because V8 copies a text that has grown as soon
   * as any part of it is read.
   * @param event the event that changed the state; null if no single event changed it
   */
  take(state: RunState, event: StreamEvent | null): void;
  /** Ends all parts. */
  end(): void;
}

/** Called with each part that begins, and its position in the run. */
export type BeginPart = (part: Part, opened: Opened) => void;

/**
 * Returns what a text has gained.
 * @param known the number of its characters that were taken before
 * @param added the last piece, if its event is known
 */
export function newPiece(text: string, known: number, added: string | null | undefined): string {
  const more = text.length - known;
  if (more <= 0) return '';
  return added?.length === more ? added : text.slice(known);
}
