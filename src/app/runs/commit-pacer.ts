import type { Cancel } from '../../client/timer.ts';
import type { Clock } from '../browser/clock.ts';

/** Decides when what has come is committed. */
export interface CommitPacer {
  /** Asks for a commit. `soon`: at the very next frame, for what a person waits to see. */
  request(soon: boolean): void;
  /** Commits now, if a commit was asked for. */
  flush(): void;
  /** Forgets that a commit was asked for. */
  cancel(): void;
}

/**
 * From one commit to the next while frames are cheap, in milliseconds: 33 commits a second, on average. The
 * moments are counted from one another and not from the last frame, so that any rate of frames comes to this
 * average: at 60 Hz it is now one frame and now two. A commit in each would cost twice as much and look the same.
 */
export const COMMIT_INTERVAL = 30;
/** The page is never further behind than this, in milliseconds. */
export const COMMIT_WITHIN = 100;
/** The same in a hidden tab. */
export const COMMIT_WITHIN_HIDDEN = 1_000;
/** How long to rest for each millisecond that a commit took: commits then take two fifths of the time at most. */
const REST = 1.5;

/**
 * Paces commits by what they cost. That is the time from the start of a commit until the main thread is free
 * again after its frame: React, style, layout and paint, all in one.
 */
export function createCommitPacer(clock: Clock, commit: () => void): CommitPacer {
  /** When the next commit is due, if nobody waits for it. */
  let due = 0;
  /** Since when something waits to be committed, and whether someone waits for it; null if nothing does. */
  let waiting: { since: number; soon: boolean } | null = null;
  let cancels: Cancel[] = [];

  function cancelAll(): void {
    for (const cancel of cancels) cancel();
    cancels = [];
  }

  function run(): void {
    cancelAll();
    waiting = null;
    const start = clock.steady();
    due = Math.max(due + COMMIT_INTERVAL, start);
    commit();
    if (clock.isHidden()) return;
    clock.after(0, () => {
      const end = clock.steady();
      due = Math.max(due, end + (end - start) * REST);
      schedule();
    });
  }

  /** Waits anew for the next commit: when it is due has changed. */
  function schedule(): void {
    cancelAll();
    if (!waiting) return;
    const now = clock.steady();
    const hidden = clock.isHidden();
    const latest = waiting.since + (hidden ? COMMIT_WITHIN_HIDDEN : COMMIT_WITHIN);
    cancels = [clock.onVisibility(onVisibility), clock.after(Math.max(0, latest - now), run)];
    if (!hidden) cancels.push(clock.onFrame(waiting.soon ? 0 : Math.max(0, due - now), run));
  }

  function onVisibility(): void {
    if (clock.isHidden()) schedule();
    else run();
  }

  return {
    request(soon) {
      if (waiting && (waiting.soon || !soon)) return;
      waiting = { since: waiting?.since ?? clock.steady(), soon };
      schedule();
    },
    flush() {
      if (waiting) run();
    },
    cancel() {
      cancelAll();
      waiting = null;
    },
  };
}
