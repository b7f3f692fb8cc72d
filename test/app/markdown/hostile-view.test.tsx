import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { Markdown } from '../../../src/app/markdown/markdown.tsx';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';
import { countWork } from '../../support/work/count-work.ts';

/** The allowed growth of the work for a delta, late in a text compared with early in it: a factor, and a number of steps. */
const MOST_GROWTH = 1.2;
const SLACK = 2_000;
/** The positions of the early and the late delta, in characters. The late one is after maths has become so long that it is shown as code. */
const EARLY = 4_000;
const LATE = 18_000;

/** Counts the work of React and of the components, but not that of the fake browser. */
const isCounted = (url: string) => /react|\/src\/app\//.test(url);

/** Texts whose blocks are closed one by one. */
const BLOCKS = [
  'paragraphs',
  'headings',
  'a list',
  'a loose list',
  'a list in a list',
  'an item of many paragraphs',
  'a table',
  'an open fence',
  'an open fence of blank lines',
  'one line in a fence',
  'a fence of maths',
  'indented code',
  'a line in indented code',
  'a quote of many items',
  'code in a quote',
  'a table in a quote',
  'a footnote of many paragraphs',
  'link definitions',
  'used link definitions',
  'calls of one footnote',
  'spaces',
];
/** Texts that are one block, whose pieces are closed one by one. */
const TEXTS = [
  'words',
  'short lines',
  'numbers, one a line',
  'quoted lines',
  'an item of many lines',
  'references to one definition',
];

/** Streams a text into a page. */
function createPage(text: string) {
  let length = 0;
  const { rerender } = render(<Markdown text="" live />);
  function show(delta: number): void {
    length += delta;
    rerender(<Markdown text={text.slice(0, length)} live />);
  }
  return {
    streamTo(end: number): void {
      while (length < end) show(Math.min(1_000, end - length));
    },
    /** Streams the text up to a length. Returns the average steps of a delta. The deltas repeat these lengths. */
    async workPerDelta(window: number, lengths: readonly number[]): Promise<number> {
      const end = length + window;
      let deltas = 0;
      const work = await countWork(() => {
        while (length < end) show(lengths[deltas++ % lengths.length]!);
      }, isCounted);
      return work / deltas;
    },
  };
}

describe('rendering a growing text', () => {
  it.each([
    ...BLOCKS.map((name) => ({ name, window: 600, lengths: [20] })),
    // Measured from one piece to the next, because the open piece grows with each small delta.
    ...TEXTS.map((name) => ({ name, window: 8_000, lengths: [20, 780] })),
  ])(
    'costs the same for each delta, whatever the length of the text before it: $name',
    async ({ name, window, lengths }) => {
      const page = createPage(HOSTILE_TEXTS[name]!(LATE + 2 * window));
      page.streamTo(EARLY);
      const early = await page.workPerDelta(window, lengths);
      page.streamTo(LATE);
      const late = await page.workPerDelta(window, lengths);
      expect(late).toBeLessThan(early * MOST_GROWTH + SLACK);
    },
  );
});
