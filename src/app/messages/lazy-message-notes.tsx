import type { Usage } from '../../protocol/usage.ts';
import type { Receipt } from '../runs/receipts.ts';
import { loadedOnce } from '../ui/loaded-once.tsx';

/** What a receipt shows of a message and its run. */
export interface ReceiptProps {
  /** Null if the message was not streamed, or not to this browser. */
  receipt: Receipt | null;
  /** The tokens of the run; null if they are shown elsewhere or unknown. */
  usage: Usage | null;
  /** The number of deltas of the run that ends with this message; null if it is shown elsewhere or unknown. */
  runDeltas: number | null;
}

const { Component, load } = loadedOnce<ReceiptProps>(
  async () => (await import('./receipt-line.tsx')).ReceiptLine,
  () => null,
);

/** Loads the code of receipts, once. Call it early if a message is about to be shown. */
export const loadReceiptLine = load;

/** How a message was streamed, in one line. */
export const LazyReceiptLine = Component;
