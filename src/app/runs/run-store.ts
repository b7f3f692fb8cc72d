import { persist } from 'zustand/middleware';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { isActive, type Run } from '../../protocol/run.ts';
import type { Clock } from '../browser/clock.ts';
import type { TextStorage } from '../browser/open-storage.ts';
import { createCommitPacer } from './commit-pacer.ts';
import { createDraftTurns, type ShownTexts } from './draft-turns.ts';
import { createLiveRun, type LiveRun } from './live-run.ts';
import { createReceiptStorage, newestReceipts, type Receipts } from './receipts.ts';
import { followRun, type OpenStream, type RunFollowing } from './run-following.ts';
import { outlineRun, type RunOutline } from './run-outline.ts';
import { createVisibleStarts } from './visible-starts.ts';

/** A live run as of a commit. */
export interface CommittedRun extends LiveRun {
  /** The texts of its drafts as they are shown: those that stream at once take turns. */
  readonly shown: ShownTexts;
}

/** What the run store holds. */
export interface RunStoreState {
  /** Live runs by id, in the order in which they were first followed. Changes with each commit. */
  readonly runs: Readonly<Record<string, CommittedRun>>;
  /** The same, in outline. Changes only when an outline does, and only that one. */
  readonly outlines: Readonly<Record<string, RunOutline>>;
  readonly receipts: Receipts;
}

/** The live runs of this tab, and the receipts of their messages. */
export interface RunStore extends StoreApi<RunStoreState> {
  /**
   * Follows a run and keeps its live state. One stream serves all who follow the same run.
   * Returns what ends this following; the state stays.
   */
  follow(run: Run, openStream: OpenStream): () => void;
  /** Ends all following, and forgets the runs and the receipts, those in the Storage too. */
  forget(): void;
}

const MOST_RUNS = 50;

/**
 * Builds the store of an account's live runs. What it holds is written by `follow` and by nothing else. Each event is
 * taken as it comes; what came of all runs is committed together, as the pacer has it.
 * @param onFailure called with an error of this page's own, with which a run is interrupted
 */
export function createRunStore(
  clock: Clock,
  storage: TextStorage,
  accountId: string,
  onFailure: (error: unknown) => void = (error) => reportError(error),
): RunStore {
  const store = createStore<RunStoreState>()(
    persist((): RunStoreState => ({ runs: {}, outlines: {}, receipts: {} }), {
      name: `symposium.receipts.${accountId}`,
      storage: createReceiptStorage(storage),
      partialize: ({ receipts }) => ({ receipts }),
    }),
  );
  const followed = new Map<string, { followers: number; following: RunFollowing }>();
  /** Those of which something has come since the last commit. */
  const changed = new Map<string, RunFollowing>();
  const pacer = createCommitPacer(clock, commit);
  const turns = createDraftTurns();
  const starts = createVisibleStarts();

  function commit(): void {
    const state = store.getState();
    const runs = { ...state.runs };
    let { outlines, receipts } = state;
    const committed = [...changed];
    const texts = turns.take(
      committed.map(([id, { live }]) => ({ drafts: live.state.drafts, shown: runs[id]?.shown ?? {} })),
    );
    changed.clear();
    for (const [index, [id, following]] of committed.entries()) {
      const { live } = following;
      const shown = texts[index] ?? {};
      runs[id] = { ...live, shown };
      if (live.state.drafts.some((draft) => draft.text !== shown[draft.id])) changed.set(id, following);
      const outline = outlineRun(live, outlines[id], starts);
      if (outline !== outlines[id]) outlines = { ...outlines, [id]: outline };
      const written = following.takeReceipts();
      if (Object.keys(written).length > 0) receipts = newestReceipts({ ...receipts, ...written });
    }
    store.setState({ runs: newestRuns(runs), outlines: newestRuns(outlines), receipts });
    if (changed.size > 0) pacer.request(false);
  }

  function start(run: Run, openStream: OpenStream): RunFollowing {
    const following = followRun(store.getState().runs[run.id] ?? createLiveRun(run, clock.now()), {
      clock,
      openStream,
      onFailure,
      hasReceipt: (messageId) => Object.hasOwn(store.getState().receipts, messageId),
      onTaken(soon) {
        changed.set(run.id, following);
        pacer.request(soon);
      },
    });
    changed.set(run.id, following);
    commit();
    return following;
  }

  return {
    ...store,
    follow(run, openStream) {
      const known = store.getState().runs[run.id];
      if (known && !isActive(known.state.status)) return () => {};
      const shared = followed.get(run.id) ?? { followers: 0, following: start(run, openStream) };
      shared.followers += 1;
      followed.set(run.id, shared);
      let isFollowing = true;
      return () => {
        if (!isFollowing) return;
        isFollowing = false;
        shared.followers -= 1;
        if (shared.followers > 0) return;
        if (followed.get(run.id) === shared) followed.delete(run.id); // else it was forgotten, and is followed anew
        shared.following.stop();
        pacer.flush();
      };
    },
    forget() {
      for (const { following } of followed.values()) following.stop();
      followed.clear();
      starts.clear();
      changed.clear(); // a later commit would write the runs back
      pacer.cancel();
      store.setState({ runs: {}, outlines: {}, receipts: {} });
      store.persist.clearStorage();
    },
  };
}

/** Keeps the newest fifty. */
function newestRuns<T>(runs: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const ids = Object.keys(runs);
  return ids.length > MOST_RUNS ? Object.fromEntries(Object.entries(runs).slice(-MOST_RUNS)) : runs;
}
