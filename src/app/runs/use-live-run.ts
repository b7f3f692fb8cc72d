import { useCallback, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { draftText } from './run-outline.ts';
import { useRunStores } from './runs-context.ts';

/** Identifies the growing text of a message. */
export interface DraftPlace {
  readonly runId: string;
  readonly draftId: string;
  /** The index in the draft at which the text begins. */
  readonly start: number;
}

const unsubscribeNothing = (): void => {};

/** Number of deltas that have arrived in a run. A component that uses it renders with each commit. */
export function useDeltaCount(runId: string): number {
  return useStore(useRunStores().runStore, ({ runs }) => runs[runId]?.state.deltas ?? 0);
}

/** When the last delta of a run arrived, in milliseconds since 1970; null if none has. */
export function useLastDeltaAt(runId: string): number | null {
  return useStore(useRunStores().runStore, ({ runs }) => runs[runId]?.lastDeltaAt ?? null);
}

/** The growing text of a draft. With null it is empty, and subscribes to nothing. */
export function useDraftText(place: DraftPlace | null): string {
  const { runStore } = useRunStores();
  const { runId, draftId, start } = place ?? {};
  const subscribe = useCallback(
    (listener: () => void) => (runId === undefined ? unsubscribeNothing : runStore.subscribe(listener)),
    [runStore, runId],
  );
  return useSyncExternalStore(subscribe, () => {
    const live = runId === undefined ? undefined : runStore.getState().runs[runId];
    if (!live || draftId === undefined) return '';
    return (live.shown[draftId] ?? draftText(live.state, draftId)).slice(start);
  });
}
