import type { OpenEventSource } from '../../client/event-source.ts';
import { createRequiredContext } from '../browser/required-context.ts';
import type { RunProgressStore } from './run-progress.ts';
import type { RunStore } from './run-store.ts';

/** The runs of the signed-in account. */
export interface RunStores {
  /** Runs that this tab follows. */
  runStore: RunStore;
  /** Delta counts of the active runs, as the hub reports them. */
  runProgress: RunProgressStore;
  /** Opens the stream of a run over a connection that all tabs of the account share. */
  openSharedSource: OpenEventSource;
}

export const [RunsContext, useRunStores] = createRequiredContext<RunStores>('RunsContext');
