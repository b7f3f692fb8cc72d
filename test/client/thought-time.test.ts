import { expect, it } from 'vitest';
import { thoughtTime } from '../../src/client/thought-time.ts';

it.each([
  [0, 'Thought for less than 1 s'],
  [499, 'Thought for less than 1 s'],
  [500, 'Thought for 1 s'],
  [12_400, 'Thought for 12 s'],
  [59_600, 'Thought for 1 min'],
  [125_000, 'Thought for 2 min 5 s'],
])('%i ms', (milliseconds, text) => {
  expect(thoughtTime(milliseconds)).toBe(text);
});
