import { useId } from 'react';
import { useDeltaCount } from './use-live-run.ts';

/** The accessible name of the counter. The final value has the same name. */
export const DELTA_COUNTER_LABEL = 'Deltas received';

/**
 * Shows the number of deltas of a run while it streams. Renders nothing before the first delta, because the agent may
 * not stream.
 */
export function DeltaCounter({ runId }: { runId: string }) {
  const id = useId();
  const deltas = useDeltaCount(runId);
  if (deltas === 0) return null;
  return (
    <p className="ml-auto shrink-0 flex items-baseline gap-2">
      <label htmlFor={id} className="cursor-default">
        {DELTA_COUNTER_LABEL}
      </label>
      <output id={id} aria-live="off" className="min-w-[3ch] text-right font-semibold text-ink tabular-nums">
        {deltas}
      </output>
    </p>
  );
}
