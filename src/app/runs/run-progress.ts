import { createStore, type StoreApi } from 'zustand/vanilla';

/** Number of deltas of each active run. The hub reports it a few times a second. */
export interface RunProgress {
  readonly deltas: Readonly<Record<string, number>>;
}

export interface RunProgressStore extends StoreApi<RunProgress> {
  advance(runId: string, deltas: number): void;
  /** Removes a run that has ended. */
  end(runId: string): void;
}

/** Creates the store for the delta counts of an account's runs. */
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
