import { createStore, type StoreApi } from 'zustand/vanilla';

/** How many deltas the hub tells of, by run, a few times a second. */
export interface RunProgress {
  readonly deltas: Readonly<Record<string, number>>;
}

/** The progress of an account's runs. */
export interface RunProgressStore extends StoreApi<RunProgress> {
  advance(runId: string, deltas: number): void;
  /** The run has ended. */
  end(runId: string): void;
}

/** Builds the store of the progress of runs. */
export function createRunProgress(): RunProgressStore {
  const store = createStore<RunProgress>(() => ({ deltas: {} }));
  return {
    ...store,
    advance: (runId, deltas) => store.setState((state) => ({ deltas: { ...state.deltas, [runId]: deltas } })),
    end(runId) {
      const { [runId]: ended, ...deltas } = store.getState().deltas;
      if (ended !== undefined) store.setState({ deltas });
    },
  };
}
