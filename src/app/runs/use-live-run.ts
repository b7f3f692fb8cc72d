import { useCallback, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { draftText } from './run-outline.ts';
import { useRunStores } from './runs-context.ts';

/** Where the text of a message is read that grows. */
export interface DraftPlace {
  readonly runId: string;
  readonly draftId: string;
  /** Where it begins in what has come. */
  readonly start: number;
}

const NOTHING = (): void => {};

/** How many deltas of a run have come. Only who shows the number renders with it. */
export function useDeltaCount(runId: string): number {
  return useStore(useRunStores().runStore, ({ runs }) => runs[runId]?.state.deltas ?? 0);
}

/** When the last delta of a run came, in milliseconds since 1970; null if none has. */
export function useLastDeltaAt(runId: string): number | null {
  return useStore(useRunStores().runStore, ({ runs }) => runs[runId]?.lastDeltaAt ?? null);
}

/** The text of a draft as it grows. Null: it does not grow, and there is nothing to listen to. */
export function useDraftText(place: DraftPlace | null): string {
  const { runStore } = useRunStores();
  const { runId, draftId, start } = place ?? {};
  const subscribe = useCallback(
    (listener: () => void) => (runId === undefined ? NOTHING : runStore.subscribe(listener)),
    [runStore, runId],
  );
  return useSyncExternalStore(subscribe, () => {
    const live = runId === undefined ? undefined : runStore.getState().runs[runId];
    if (!live || draftId === undefined) return '';
    return (live.shown[draftId] ?? draftText(live.state, draftId)).slice(start);
  });
}
