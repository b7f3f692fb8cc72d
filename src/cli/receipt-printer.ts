import { arrivalFacts, plural, usageFacts } from '../client/receipt-facts.ts';
import type { RunState } from '../protocol/run-state.ts';
import type { RunPrinter } from './run-printer.ts';
import { styled } from './styled-text.ts';
import type { Output } from './terminal.ts';

/** Measures how a run arrives, and writes it after the run. */
export interface ReceiptPrinter extends RunPrinter {
  /** Writes how the run was streamed, and its tokens by kind, in one line. Writes nothing if neither is known. */
  print(state: RunState): void;
}

/** Adds the measurement of a run to its printer. */
export function withReceipt(printer: RunPrinter, err: Output): ReceiptPrinter {
  const start = performance.now();
  let first: number | null = null;
  let last = start;
  let reconnects = 0;
  return {
    ...printer,
    take(state, event) {
      last = performance.now();
      if (state.deltas > 0) first ??= last;
      return printer.take(state, event);
    },
    connectionLost() {
      reconnects += 1;
      printer.connectionLost();
    },
    print(state) {
      const { deltas, missed, run } = state;
      const untilFirst = first === null ? null : (first - start) / 1000;
      const seconds = first === null ? null : (last - first) / 1000;
      const streamed = { deltas, untilFirst, seconds, gaps: missed, reconnects };
      const arrival = deltas > 0 ? [plural(deltas, 'delta'), ...arrivalFacts(streamed)] : [];
      const facts = [...arrival, ...usageFacts(run?.usage ?? null)];
      if (facts.length > 0) err.write(styled('dim', facts.join(' · ')), '\n');
    },
  };
}
