import type { Cancel } from '../../client/timer.ts';
import type { Clock } from '../browser/clock.ts';

/** Decides when the run store commits what has arrived, so that React renders it. */
export interface CommitPacer {
  /** Asks for a commit. `isUrgent`: at the very next frame, for what a person waits to see. */
  request(isUrgent: boolean): void;
  /** Commits now, if a commit is pending. */
  flush(): void;
  /** Drops a pending commit. */
  cancel(): void;
}

/**
 * The time between two commits while frames are cheap, in milliseconds: 33 commits a second on average. Due times are
 * counted from the last due time and not from the last frame, so that every frame rate comes to this average: at 60 Hz a
 * commit comes after one frame or two. A commit in every frame would cost twice as much and look the same.
 */
export const COMMIT_INTERVAL = 30;
/** Maximum delay of a commit, in milliseconds. */
export const COMMIT_WITHIN = 100;
/** Maximum delay of a commit in a hidden tab, in milliseconds. */
export const COMMIT_WITHIN_HIDDEN = 1_000;
/** Milliseconds of pause per millisecond that a commit took: commits then take at most two fifths of the time. */
const REST = 1.5;

/**
 * Paces commits by their cost: the time from the start of a commit until the main thread is free again after its frame.
 * This includes React, style, layout and paint.
 */
export function createCommitPacer(clock: Clock, commit: () => void): CommitPacer {
  /** When the next commit is due, unless it is urgent. */
  let due = 0;
  /** The pending commit: since when, and whether it is urgent; null if there is none. */
  let waiting: { since: number; isUrgent: boolean } | null = null;
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

  /** Schedules the pending commit again, after its due time has changed. */
  function schedule(): void {
    cancelAll();
    if (!waiting) return;
    const now = clock.steady();
    const hidden = clock.isHidden();
    const latest = waiting.since + (hidden ? COMMIT_WITHIN_HIDDEN : COMMIT_WITHIN);
    cancels = [clock.onVisibility(onVisibility), clock.after(Math.max(0, latest - now), run)];
    if (!hidden) cancels.push(clock.onFrame(waiting.isUrgent ? 0 : Math.max(0, due - now), run));
  }

  function onVisibility(): void {
    if (clock.isHidden()) schedule();
    else run();
  }

  return {
    request(isUrgent) {
      if (waiting && (waiting.isUrgent || !isUrgent)) return;
      waiting = { since: waiting?.since ?? clock.steady(), isUrgent };
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
