import { arrivalFacts, usageFacts } from '../../client/receipt-facts.ts';
import { DELTA_COUNTER_LABEL } from '../runs/delta-counter.tsx';
import type { Usage } from '../../protocol/usage.ts';
import type { Receipt } from '../runs/receipts.ts';

interface ReceiptProps {
  /** Null if the message was not streamed, or not to this browser. */
  receipt: Receipt | null;
  /** The tokens of the run; null if they are shown elsewhere or unknown. */
  usage: Usage | null;
  /** The number of deltas of the run that ends with this message; null if it is shown elsewhere or unknown. */
  runDeltas: number | null;
}

/**
 * How a message was streamed, and the tokens of its run, in one line:
 * `412 deltas · first after 0.8 s · 6.1 s · 68/s · 1,200 prompt tokens · 934 reply tokens (134 thinking)`.
 */
export function ReceiptLine({ receipt, usage, runDeltas }: ReceiptProps) {
  const isWholeRun = receipt !== null && runDeltas === receipt.deltas;
  const hasRunDeltas = runDeltas !== null && runDeltas > 0 && !isWholeRun;
  const facts = receipt ? arrivalFacts(receipt) : [];
  const tokens = usageFacts(usage).join(' · ');
  return (
    <p className="tabular-nums">
      {receipt && (
        <>
          {isWholeRun ? <Count deltas={receipt.deltas} /> : receipt.deltas}
          {receipt.deltas === 1 ? ' delta' : ' deltas'}
        </>
      )}
      {facts.map((fact) => ` · ${fact}`).join('')}
      {hasRunDeltas && (
        <>
          {receipt && ' · '}
          <Count deltas={runDeltas} />
          {receipt ? ' in all' : ` ${runDeltas === 1 ? 'delta' : 'deltas'}`}
        </>
      )}
      {tokens !== '' && (receipt || hasRunDeltas ? ` · ${tokens}` : tokens)}
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
