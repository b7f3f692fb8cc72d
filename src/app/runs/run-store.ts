import { createStore, type StoreApi } from 'zustand/vanilla';
import { isActive, type Run } from '../../protocol/run.ts';
import type { Clock } from '../browser/clock.ts';
import type { TextStorage } from '../browser/open-storage.ts';
import { createCommitPacer } from './commit-pacer.ts';
import { createDraftPacing, type ShownTexts } from './draft-pacing.ts';
import { createLiveRun, type LiveRun } from './live-run.ts';
import { newestReceipts, openReceipts, type Receipts } from './receipts.ts';
import { followRun, type OpenStream, type FollowedRun } from './follow-run.ts';
import { createVisibleStarts, outlineRun, type RunOutline } from './run-outline.ts';

/** The state of a live run at its last commit. */
export interface CommittedRun extends LiveRun {
  /**
   * The shown part of each draft's text. It may be shorter than the text, because drafts that stream at the same time
   * take turns.
   */
  readonly shown: ShownTexts;
}

export interface RunStoreState {
  /** Live runs by id, in the order in which they were first followed. Changes with each commit. */
  readonly runs: Readonly<Record<string, CommittedRun>>;
  /** The outlines of the same runs. An outline that has not changed stays the same object. */
  readonly outlines: Readonly<Record<string, RunOutline>>;
  readonly receipts: Receipts;
}

/** The live runs of this tab, and the receipts of their messages. */
export interface RunStore extends StoreApi<RunStoreState> {
  /**
   * Follows a run and keeps its live state. Followers of the same run share one stream. Returns a function that stops
   * following the run. The state stays in the store.
   */
  follow(run: Run, openStream: OpenStream): () => void;
  /** Stops following all runs. Deletes runs and receipts, including the receipts in the Storage. */
  forget(): void;
}

/** Maximum number of runs in the store. The newest are kept. */
const MAX_RUNS = 50;

/**
 * Creates the store for an account's live runs. Only `follow` adds runs. Each event is applied when it arrives. The
 * pacer decides when the new states of all runs are committed together.
 * @param onFailure called with an error of this page, which could not apply an event
 */
export function createRunStore(
  clock: Clock,
  storage: TextStorage,
  accountId: string,
  onFailure: (error: unknown) => void = (error) => reportError(error),
): RunStore {
  const stored = openReceipts(storage, accountId);
  const store = createStore<RunStoreState>(() => ({ runs: {}, outlines: {}, receipts: stored.read() }));
  store.subscribe(({ receipts }, before) => {
    if (receipts !== before.receipts) stored.write(receipts);
  });
  const followed = new Map<string, { followers: number; followedRun: FollowedRun }>();
  /** Runs that have changed since the last commit. */
  const changed = new Map<string, FollowedRun>();
  const pacer = createCommitPacer(clock, commit);
  const turns = createDraftPacing();
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
    for (const [index, [id, followedRun]] of committed.entries()) {
      const { live } = followedRun;
      const shown = texts[index] ?? {};
      runs[id] = { ...live, shown };
      if (live.state.drafts.some((draft) => draft.text !== shown[draft.id])) changed.set(id, followedRun);
      const outline = outlineRun(id, live, outlines[id], starts);
      if (outline !== outlines[id]) outlines = { ...outlines, [id]: outline };
      const written = followedRun.takeReceipts();
      if (Object.keys(written).length > 0) receipts = newestReceipts({ ...receipts, ...written });
    }
    store.setState({ runs: newestRuns(runs), outlines: newestRuns(outlines), receipts });
    if (changed.size > 0) pacer.request(false);
  }

  function start(run: Run, openStream: OpenStream): FollowedRun {
    const followedRun = followRun(store.getState().runs[run.id] ?? createLiveRun(run, clock.now()), {
      clock,
      openStream,
      onFailure,
      hasReceipt: (messageId) => Object.hasOwn(store.getState().receipts, messageId),
      onChange(isUrgent) {
        changed.set(run.id, followedRun);
        pacer.request(isUrgent);
      },
    });
    changed.set(run.id, followedRun);
    commit();
    return followedRun;
  }

  return {
    ...store,
    follow(run, openStream) {
      const known = store.getState().runs[run.id];
      if (known && !isActive(known.state.status)) return () => {};
      const shared = followed.get(run.id) ?? { followers: 0, followedRun: start(run, openStream) };
      shared.followers += 1;
      followed.set(run.id, shared);
      let isFollowing = true;
      return () => {
        if (!isFollowing) return;
        isFollowing = false;
        shared.followers -= 1;
        if (shared.followers > 0) return;
        if (followed.get(run.id) === shared) followed.delete(run.id); // after `forget`, the run may be followed again
        shared.followedRun.stop();
        pacer.flush();
      };
    },
    forget() {
      for (const { followedRun } of followed.values()) followedRun.stop();
      followed.clear();
      starts.clear();
      changed.clear(); // a later commit would add the runs again
      pacer.cancel();
      store.setState({ runs: {}, outlines: {}, receipts: {} });
    },
  };
}

function newestRuns<T>(runs: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const ids = Object.keys(runs);
  return ids.length > MAX_RUNS ? Object.fromEntries(Object.entries(runs).slice(-MAX_RUNS)) : runs;
}
