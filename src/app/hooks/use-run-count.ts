import { useStore } from 'zustand';
import { useServices } from './services.ts';
import { useDeltaCount } from './use-live-run.ts';

/** How many deltas of a run have come, whether this tab follows it or the hub tells. */
export function useRunCount(runId: string): number {
  const followed = useDeltaCount(runId);
  const told = useStore(useServices().runProgress, ({ deltas }) => deltas[runId] ?? 0);
  return Math.max(followed, told);
}
