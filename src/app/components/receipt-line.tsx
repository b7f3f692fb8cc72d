import type { Receipt } from '../stores/receipts.ts';

/** Below this a time in tenths of a second says nothing: the deltas came all at once. */
const SHORTEST = 0.1;

interface ReceiptLineProps {
  receipt: Receipt;
}

/** How a message came, in one line: `412 deltas · 6.1 s · 67/s`. */
export function ReceiptLine({ receipt }: ReceiptLineProps) {
  const { deltas, seconds, gaps, reconnects } = receipt;
  const facts = [plural(deltas, 'delta')];
  if (seconds !== null && seconds >= SHORTEST) {
    facts.push(
      `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`,
      `${formatRate(deltas / seconds)}/s`,
    );
  }
  if (gaps > 0) facts.push(plural(gaps, 'gap'));
  if (reconnects > 0) facts.push(plural(reconnects, 'reconnect'));
  return <p className="tabular-nums">{facts.join(' · ')}</p>;
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

function formatRate(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString('en');
}
