import { expect, it } from 'vitest';
import { timeSchema } from '../../src/protocol/time.ts';

it.each([0, -1, 1_800_000_000.5, 1e20, -1e20, Number.MAX_VALUE])(
  'reads %d as a time that can be shown',
  (seconds) => {
    const time = timeSchema.parse(seconds);
    expect(() => new Date(time * 1_000).toISOString()).not.toThrow();
    if (Math.abs(seconds) < 1e12) expect(time).toBe(seconds);
  },
);
