import { beforeEach, describe, expect, it } from 'vitest';
import {
  COMMIT_WITHIN,
  COMMIT_WITHIN_HIDDEN,
  createCommitPacer,
  type CommitPacer,
} from '../../../src/app/runs/commit-pacer.ts';
import { FakeClock } from '../support/fake-clock.ts';

let clock: FakeClock;
let pacer: CommitPacer;
/** When each commit was, by the steady clock. */
let commits: number[];
/** How long a commit keeps the main thread busy, in milliseconds. */
let cost: number;

beforeEach(() => {
  clock = new FakeClock();
  commits = [];
  cost = 0;
  pacer = createCommitPacer(clock, () => {
    commits.push(clock.steady());
    clock.block(cost);
  });
});

/** Advances the clock with this many frames a second, and a commit request each millisecond. */
function stream(milliseconds: number, framesPerSecond: number): void {
  const end = clock.steady() + milliseconds;
  let frame = 1;
  const start = clock.steady();
  while (clock.steady() < end) {
    clock.advance(1);
    pacer.request(false);
    if (clock.steady() - start < (frame * 1000) / framesPerSecond) continue;
    frame = Math.floor(((clock.steady() - start) * framesPerSecond) / 1000) + 1;
    clock.frame();
  }
}

const longestGap = () => Math.max(...commits.slice(1).map((at, index) => at - commits[index]!));

describe('commits', () => {
  it.each([30, 60, 90, 120, 144])('come 30 to 36 times a second at %i Hz while they are cheap', (hertz) => {
    stream(10_000, hertz);
    expect(commits.length / 10).toBeGreaterThanOrEqual(29.9);
    expect(commits.length / 10).toBeLessThanOrEqual(36);
  });

  it('come at the very next frame if they are urgent', () => {
    stream(100, 60);
    clock.frame();
    commits = [];
    pacer.request(false);
    clock.frame();
    expect(commits, 'not due').toHaveLength(0);
    pacer.request(true);
    clock.frame();
    expect(commits).toHaveLength(1);
  });

  it('come at the very next frame after a pause', () => {
    stream(100, 60);
    clock.advance(1000);
    commits = [];
    pacer.request(false);
    clock.frame();
    expect(commits).toHaveLength(1);
  });

  it.each([10, 20, 35])('take at most two fifths of the time when one takes %i ms', (milliseconds) => {
    cost = milliseconds;
    stream(10_000, 60);
    expect((commits.length * cost) / 10_000).toBeLessThanOrEqual(0.4);
    expect(longestGap()).toBeLessThanOrEqual(COMMIT_WITHIN + cost);
    expect(commits.length, 'and not fewer than that').toBeGreaterThan((10_000 / (cost * 2.5 + 17)) * 0.95);
  });

  it('come every 100 ms even if they cost more than two fifths of the time', () => {
    cost = 90;
    stream(10_000, 60);
    expect(longestGap()).toBeLessThanOrEqual(COMMIT_WITHIN + cost + 1); // the next request comes a millisecond later
  });

  it('are as frequent as before once frames are cheap again', () => {
    cost = 35;
    stream(1000, 60);
    cost = 0;
    stream(100, 60);
    commits = [];
    stream(1000, 60);
    expect(commits.length).toBeGreaterThanOrEqual(30);
  });

  it('come in time if there is no frame', () => {
    pacer.request(false);
    clock.advance(COMMIT_WITHIN - 1);
    expect(commits).toHaveLength(0);
    clock.advance(1);
    expect(commits).toHaveLength(1);
  });

  it('do not happen when nothing has arrived', () => {
    stream(100, 60);
    clock.frame();
    clock.advance(1000);
    clock.frame();
    commits = [];
    clock.advance(10_000);
    clock.frame();
    pacer.flush();
    expect(commits).toHaveLength(0);
    expect(clock.waiting).toEqual([]);
  });

  it('happen at once on flush', () => {
    stream(100, 60);
    commits = [];
    pacer.request(false);
    pacer.flush();
    expect(commits).toHaveLength(1);
    clock.advance(COMMIT_WITHIN);
    expect(commits).toHaveLength(1);
  });
});

describe('commits in a hidden tab', () => {
  it('come once a second', () => {
    clock.setHidden(true);
    stream(10_000, 60);
    expect(commits.length).toBeGreaterThanOrEqual(9);
    expect(commits.length).toBeLessThanOrEqual(10);
    expect(longestGap()).toBeLessThanOrEqual(COMMIT_WITHIN_HIDDEN + 1);
  });

  it('come at once when the tab is shown', () => {
    clock.setHidden(true);
    pacer.request(true);
    clock.advance(500);
    expect(commits).toHaveLength(0);
    clock.setHidden(false);
    expect(commits).toHaveLength(1);
    stream(1000, 60);
    expect(commits.length).toBeGreaterThanOrEqual(30);
  });

  it('are delayed, with what is pending, when the tab is hidden', () => {
    pacer.request(false);
    clock.setHidden(true);
    clock.advance(COMMIT_WITHIN_HIDDEN - 1);
    expect(commits).toHaveLength(0);
    clock.advance(1);
    expect(commits).toHaveLength(1);
  });
});
