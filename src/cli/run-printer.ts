import type { RunState } from '../protocol/run-state.ts';
import type { StreamEvent } from '../protocol/stream-event.ts';

/** Shows a run while it is active. */
export interface RunPrinter {
  /**
   * Shows the current state of the run. Settles once the state is shown.
   * @param event the event that changed the state; null if no single event changed it
   */
  take(state: RunState, event: StreamEvent | null): void | Promise<void>;
  /** Ends an unfinished line of the terminal, so that something else can be written to standard error. */
  breakLine(): void;
  /** Called when the connection was lost and a new one is being opened. */
  connectionLost(): void;
  /** Called before `end`. Settles once everything that belongs to the run has arrived, also from other streams. */
  settle?: (() => Promise<void>) | undefined;
  /** Called when no more events will arrive. */
  end(): void;
}

/** A printer that shows nothing. */
export const SILENT_PRINTER: RunPrinter = { take() {}, breakLine() {}, connectionLost() {}, end() {} };
