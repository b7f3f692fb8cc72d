import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AccountEvent } from '../../../src/protocol/account-event.ts';
import { createAccountEvents } from '../../../src/hub/accounts/account-events.ts';
import { newThread } from '../../../src/hub/db/threads.ts';
import { createRunProgress } from '../../../src/hub/runner/run-progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const thread = newThread('account_1', {});

function watchedRun() {
  const accountEvents = createAccountEvents();
  const told: number[] = [];
  const listen = () =>
    accountEvents.subscribe('account_1', (event: AccountEvent) => {
      if (event.event === 'hub.run.progress') told.push(event.data.deltas);
    });
  return { progress: createRunProgress(accountEvents, thread, 'run_1'), told, listen };
}

it('is reported at most four times a second, and the first delta at once', () => {
  const { progress, told, listen } = watchedRun();
  listen();
  for (let delta = 1; delta <= 1_000; delta++) {
    progress.advance(delta);
    vi.advanceTimersByTime(2);
  }
  expect(told).toEqual([1, 125, 250, 375, 500, 625, 750, 875, 1_000]);
});

it('is reported with the next delta to a client that connects during the run, and uses no timer before', () => {
  const { progress, told, listen } = watchedRun();
  progress.advance(1);
  progress.advance(2);
  expect(vi.getTimerCount()).toBe(0);
  const leave = listen();
  progress.advance(3);
  expect(told).toEqual([3]);
  leave();
  vi.advanceTimersByTime(1_000);
  progress.advance(4);
  expect(vi.getTimerCount()).toBe(0);
});

it('ends with the exact count, reported once, and with nothing after it', () => {
  const { progress, told, listen } = watchedRun();
  listen();
  progress.advance(1);
  progress.advance(2);
  progress.end(3);
  progress.advance(4);
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([1, 3]);
  const other = watchedRun();
  other.listen();
  other.progress.advance(1);
  other.progress.end(1);
  expect(other.told).toEqual([1]);
});

it('is not reported for a run without deltas, nor when a run continues without this hub', () => {
  const { progress, told, listen } = watchedRun();
  listen();
  progress.end(0);
  expect(told).toEqual([]);
  const left = watchedRun();
  left.listen();
  left.progress.advance(1);
  left.progress.advance(2);
  left.progress.end(null);
  vi.advanceTimersByTime(1_000);
  expect(left.told).toEqual([1]);
});
