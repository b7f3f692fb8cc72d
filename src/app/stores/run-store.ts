import { persist } from 'zustand/middleware';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EventId } from '../../protocol/event-id.ts';
import { isActive, type Run } from '../../protocol/run.ts';
import type { Cancel, Clock } from '../clock.ts';
import { applySignal, createLiveRun, type LiveRun } from './live-run.ts';
import type { TextStorage } from '../open-storage.ts';
import type { StreamSignal } from '../stream-signal.ts';
import { createReceiptStorage, newestReceipts, newlyEnded, writeReceipt, type Receipts } from './receipts.ts';

/** What the run store holds. */
export interface RunStoreState {
  /** Live runs by id, in the order in which they were first followed. */
  readonly runs: Readonly<Record<string, LiveRun>>;
  readonly receipts: Receipts;
}

/** Opens the stream of a run, from the event after the cursor. */
export type OpenStream = (cursor: () => EventId | null, signal: AbortSignal) => AsyncIterable<StreamSignal>;

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

/** A hidden tab gets no frames: there the store is up to date within this many milliseconds. */
const COMMIT_WITHIN = 250;
const MOST_RUNS = 50;

/** Builds the store of live runs. What it holds is written by `follow` and by nothing else. */
export function createRunStore(clock: Clock, storage: TextStorage): RunStore {
  const store = createStore<RunStoreState>()(
    persist((): RunStoreState => ({ runs: {}, receipts: {} }), {
      name: 'symposium.receipts',
      storage: createReceiptStorage(storage),
      partialize: ({ receipts }) => ({ receipts }),
    }),
  );
  const followed = new Map<string, { followers: number; stop: () => void }>();

  function start(run: Run, openStream: OpenStream): () => void {
    const abort = new AbortController();
    let live = store.getState().runs[run.id] ?? createLiveRun(run, clock.now());
    let unkept: Receipts | null = null;
    let cancelCommit: Cancel | null = null;
    const firstDeltas = new Map<string, number>();
    let told = { gaps: live.state.missed, reconnects: live.reconnects };

    function commit(): void {
      cancelCommit?.();
      cancelCommit = null;
      const { runs, receipts: kept } = store.getState();
      store.setState({
        runs: newestRuns({ ...runs, [run.id]: live }),
        receipts: unkept ? newestReceipts({ ...kept, ...unkept }) : kept,
      });
      unkept = null;
    }

    function scheduleCommit(): void {
      if (cancelCommit) return;
      const cancelFrame = clock.onFrame(commit);
      const cancelTimer = clock.after(COMMIT_WITHIN, commit);
      cancelCommit = () => {
        cancelFrame();
        cancelTimer();
      };
    }

    function take(signal: StreamSignal): void {
      const before = live.state;
      live = applySignal(live, signal, clock.now());
      if (signal.type === 'event' && signal.event.type === 'message.delta') {
        const { id } = signal.event.delta;
        if (!firstDeltas.has(id)) firstDeltas.set(id, clock.now());
      }
      for (const ended of newlyEnded(before, live.state)) {
        const since = {
          gaps: live.state.missed - told.gaps,
          reconnects: live.reconnects - told.reconnects,
        };
        told = { gaps: live.state.missed, reconnects: live.reconnects };
        // The first receipt of a message saw it come; a later one only hears of it.
        if (ended.deltas === 0 || ended.id in store.getState().receipts) continue;
        const seen = { first: firstDeltas.get(ended.id), end: clock.now(), ...since };
        unkept = { ...unkept, [ended.id]: writeReceipt(ended, seen) };
      }
    }

    async function consume(): Promise<void> {
      live = { ...live, connection: 'connecting' };
      commit();
      for await (const signal of openStream(() => live.state.cursor, abort.signal)) {
        if (abort.signal.aborted) return;
        take(signal);
        scheduleCommit();
      }
      if (abort.signal.aborted) return;
      live = { ...live, connection: isActive(live.state.status) ? 'interrupted' : 'ended' };
      scheduleCommit();
    }

    void consume();
    return () => {
      abort.abort();
      if (cancelCommit) commit();
    };
  }

  return {
    ...store,
    follow(run, openStream) {
      const known = store.getState().runs[run.id];
      if (known && !isActive(known.state.status)) return () => {};
      const shared = followed.get(run.id) ?? { followers: 0, stop: start(run, openStream) };
      shared.followers += 1;
      followed.set(run.id, shared);
      let following = true;
      return () => {
        if (!following) return;
        following = false;
        shared.followers -= 1;
        if (shared.followers > 0) return;
        followed.delete(run.id);
        shared.stop();
      };
    },
    forget() {
      for (const { stop } of followed.values()) stop();
      followed.clear();
      store.setState({ runs: {}, receipts: {} });
      store.persist.clearStorage();
    },
  };
}

function newestRuns(runs: RunStoreState['runs']): RunStoreState['runs'] {
  const ids = Object.keys(runs);
  return ids.length > MOST_RUNS ? Object.fromEntries(Object.entries(runs).slice(-MOST_RUNS)) : runs;
}
