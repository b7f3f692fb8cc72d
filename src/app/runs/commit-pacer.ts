import type { Cancel } from '../../client/timer.ts';
import type { Clock } from '../browser/clock.ts';

/** Decides when the run store commits new data, so that React renders it. */
export interface CommitPacer {
  /** Requests a commit. `isUrgent`: in the next frame, for changes that a person waits for. */
  request(isUrgent: boolean): void;
  /** Commits now, if a commit is pending. */
  flush(): void;
  /** Drops a pending commit. */
  cancel(): void;
}

/**
 * Average time between two commits while frames are cheap, in milliseconds: 33 commits a second. Each due time is
 * counted from the previous due time and not from the last frame, so that the average does not depend on the frame
 * rate. At 60 Hz, a commit runs every one or two frames. A commit in every frame would cost twice as much and look the
 * same.
 */
export const COMMIT_INTERVAL = 30;
/** Maximum delay of a commit, in milliseconds. */
export const COMMIT_WITHIN = 100;
/** Maximum delay of a commit in a hidden tab, in milliseconds. */
export const COMMIT_WITHIN_HIDDEN = 1_000;
/**
 * Pause after a commit, as a multiple of the time that the commit took. So commits take at most two fifths of the time.
 */
const REST = 1.5;

/**
 * Creates a pacer that schedules commits by their cost. The cost is the time from the start of a commit until the main
 * thread is free again after its frame. It includes React, style, layout and paint.
 */
export function createCommitPacer(clock: Clock, commit: () => void): CommitPacer {
  /** Time when the next commit is due, by the steady clock. Ignored for urgent commits. */
  let due = 0;
  /** The pending commit; null if there is none. `since`: time of its first request, by the steady clock. */
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
