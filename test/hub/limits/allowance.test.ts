import { expect, it } from 'vitest';
import { createAllowance } from '../../../src/hub/limits/allowance.ts';

function allowance(most?: number) {
  let time = 0;
  const { spend, wait } = createAllowance({ burst: 3, every: 2_000, ...(most && { most }), now: () => time });
  return { spend, wait, pass: (milliseconds: number) => (time += milliseconds) };
}

it('allows the burst at once, and then one per interval', () => {
  const { spend, wait, pass } = allowance();
  expect([1, 2, 3].map(() => spend('here'))).toEqual([null, null, null]);
  expect(wait('here')).toBe(2);
  pass(2_000);
  expect(wait('here')).toBeNull();
  expect(spend('here')).toBeNull();
  expect(spend('here')).toBe(2);
});

it('lets a caller that continues wait longer, up to the time to fill up again', () => {
  const { spend, wait, pass } = allowance();
  const waits = Array.from({ length: 10 }, () => spend('here'));
  expect(waits).toEqual([null, null, null, 2, 4, 6, 8, 8, 8, 8]);
  pass(8_000);
  expect(wait('here')).toBeNull();
});

it('counts each key separately', () => {
  const { spend, wait } = allowance();
  for (let time = 0; time < 9; time++) spend('here');
  expect(wait('there')).toBeNull();
});

it('remembers a limited number of keys, and forgets the longest unused', () => {
  const { spend, wait } = allowance(2);
  for (const key of ['a', 'b', 'a', 'b', 'a', 'b']) spend(key);
  expect([wait('a'), wait('b')]).toEqual([2, 2]);
  spend('a');
  spend('c');
  expect([wait('a'), wait('b')]).toEqual([4, null]);
});
