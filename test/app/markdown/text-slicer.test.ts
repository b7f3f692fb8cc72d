import { describe, expect, it } from 'vitest';
import { createTextSlicer } from '../../../src/app/markdown/text-slicer.ts';
import { costOf, endWithin } from '../../../src/app/markdown/text-cost.ts';

/** Maximum number of changes of script in a slice. At each change the browser chooses a font. */
const MOST_CHANGES = 4_000;

function changesInSlice(pair: string): number {
  const text = pair.repeat(100_000);
  return (createTextSlicer().take(text).length / pair.length) * 2;
}

describe('the cost of a text', () => {
  it.each([
    ['Javanese and Latin', '꧅a'],
    ['emoji and Latin', '😀a'],
    ['Arabic and Hebrew', 'عא'],
    ['Cuneiform and Latin', '𒐫a'],
    ['signs and Latin', '↯a'],
    ['Chinese and Latin', '德a'],
    ['Bengali and Tamil', 'কக'],
  ])('counts the changes of script: %s', (_, pair) => {
    expect(changesInSlice(pair)).toBeLessThan(MOST_CHANGES);
  });

  it.each([
    ['Arabic', 'السلام عليكم، كيف الحال؟ 12 '],
    ['Hindi', 'नमस्ते दुनिया, 12 '],
    ['Chinese', '蘇格拉底說，知道自己無知。12'],
    ['English with dashes', 'He said – “so” – 12 '],
  ])('does not count a change if there is none: %s', (_, words) => {
    expect(costOf(words.repeat(100)) - costOf(words) * 100).toBeLessThanOrEqual(0);
    expect(costOf(words)).toBeLessThan(words.length * 4 + 200);
  });

  it('is the same when counted from the start and from a position', () => {
    const text = 'a꧅德😀b, ↯ word '.repeat(50);
    for (let cost = 500; cost < costOf(text); cost += 700) {
      const end = endWithin(cost, text, 0);
      expect(costOf(text.slice(0, end))).toBeLessThanOrEqual(cost);
      expect(costOf(text.slice(0, end + 1))).toBeGreaterThan(cost);
    }
  });
});
