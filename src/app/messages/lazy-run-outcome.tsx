import { loadedOnce } from '../ui/loaded-once.tsx';
import type { RunOutcomeProps } from './run-outcome.tsx';

const { Component, load } = loadedOnce<RunOutcomeProps>(
  async () => (await import('./run-outcome.tsx')).RunOutcome,
  Title,
);

/** Loads the code for outcomes, once. Call it early if a conversation is about to be shown. */
export const loadRunOutcome = load;

/** How the last run of a turn ended, if there is anything to say. Its code is not part of the first screen. */
export function LazyRunOutcome(props: RunOutcomeProps) {
  const { ending, discarded, leftOut } = props.outcome;
  return (ending || discarded || leftOut > 0) && <Component {...props} />;
}

/** Only says how the run ended: the code for the rest cannot be loaded. */
function Title({ outcome: { ending } }: RunOutcomeProps) {
  return <p className="dialogue py-4 text-terracotta">{ending?.title}</p>;
}
