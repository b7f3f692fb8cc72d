import { DELTA_COUNTER_LABEL } from '../runs/delta-counter.tsx';
import type { Receipt } from '../runs/receipts.ts';

/** Minimum time that is shown, in seconds. If the time is shorter, the deltas arrived all at once. */
const MIN_SECONDS = 0.1;

interface ReceiptLineProps {
  /** Null if the message was not streamed. */
  receipt: Receipt | null;
  tokens: number | null;
  /** The number of deltas of the run that ends with this message; null if it is shown elsewhere or unknown. */
  runDeltas: number | null;
}

/** How a message was streamed, in one line: `412 deltas · first after 0.8 s · 6.1 s · 67/s`. */
export function ReceiptLine({ receipt, tokens, runDeltas }: ReceiptLineProps) {
  const facts = receipt ? factsOf(receipt) : [];
  if (tokens !== null) facts.push(plural(tokens, 'token'));
  const isWholeRun = receipt !== null && runDeltas === receipt.deltas;
  return (
    <p className="tabular-nums">
      {receipt && (
        <>
          {isWholeRun ? <Count deltas={receipt.deltas} /> : receipt.deltas}
          {receipt.deltas === 1 ? ' delta' : ' deltas'}
        </>
      )}
      {facts.map((fact) => ` · ${fact}`).join('')}
      {runDeltas !== null && runDeltas > 0 && !isWholeRun && (
        <>
          {receipt && ' · '}
          <Count deltas={runDeltas} />
          {receipt ? ' in all' : ` ${runDeltas === 1 ? 'delta' : 'deltas'}`}
        </>
      )}
    </p>
  );
}

/** The final value of the delta counter. It has the same accessible name as the counter. */
function Count({ deltas }: { deltas: number }) {
  return (
    <output aria-label={DELTA_COUNTER_LABEL} aria-live="off">
      {deltas}
    </output>
  );
}

function factsOf({ deltas, untilFirst, seconds, gaps, reconnects }: Receipt): string[] {
  const facts: string[] = [];
  if (untilFirst !== null && untilFirst >= MIN_SECONDS)
    facts.push(`first after ${formatSeconds(untilFirst)}`);
  if (seconds !== null && seconds >= MIN_SECONDS) {
    facts.push(formatSeconds(seconds), `${formatRate(deltas / seconds)}/s`);
  }
  if (gaps > 0) facts.push(plural(gaps, 'gap'));
  if (reconnects > 0) facts.push(plural(reconnects, 'reconnect'));
  return facts;
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

function formatSeconds(seconds: number): string {
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

function formatRate(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString('en');
}
