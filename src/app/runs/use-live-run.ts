import { useCallback, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { draftText } from './run-outline.ts';
import { useRunStores } from './runs-context.ts';

/** Identifies the growing text of a message. */
export interface DraftPlace {
  readonly runId: string;
  readonly draftId: string;
  /** The index in the draft's text at which the visible text begins. */
  readonly start: number;
}

const unsubscribeNothing = (): void => {};

/** Returns the number of deltas of a run that have arrived. A component that uses it renders with each commit. */
export function useDeltaCount(runId: string): number {
  return useStore(useRunStores().runStore, ({ runs }) => runs[runId]?.state.deltas ?? 0);
}

/** Returns the time when the last delta of a run arrived, in milliseconds since 1970; null if no delta has arrived. */
export function useLastDeltaAt(runId: string): number | null {
  return useStore(useRunStores().runStore, ({ runs }) => runs[runId]?.lastDeltaAt ?? null);
}

/** Returns the sources of a draft so far; null or undefined if there is no such draft. */
export function useDraftAnnotations(place: DraftPlace | null): unknown {
  return useStore(
    useRunStores().runStore,
    ({ runs }) =>
      place && runs[place.runId]?.state.drafts.find(({ id }) => id === place.draftId)?.annotations,
  );
}

/** Returns the growing text of a draft. With null, returns an empty text and does not subscribe. */
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
