import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../src/cli/markdown/render-markdown.ts';
import { showControls } from '../../../src/protocol/show-controls.ts';
import { countReads } from '../../support/work/count-reads.ts';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';

/** The last but one is about as long as a paragraph can be that is laid out. */
const LENGTHS = [100, 1_000, 16_000, 32_000];
/** How often each character may be looked at, and the cells of a line be filled that it makes, at most. */
const MOST_PER_CHARACTER = 400;
/** Work that does not depend on the length. */
const ALWAYS = 50_000;
/** How much work there may be between two looks at the keyboard, once the blocks are read. */
const MOST_IN_A_STEP = 6_000_000;

describe('a hostile text in a terminal', () => {
  it.each(Object.entries(HOSTILE_TEXTS))('takes as much work as it is long: %s', (_, makeText) => {
    for (const length of LENGTHS) {
      const text = showControls(makeText(length));
      let most = 0;
      const total = countReads((soFar) => {
        const steps = renderMarkdown(text, 80);
        steps.next();
        for (let before = soFar(); steps.next().done !== true; before = soFar()) {
          most = Math.max(most, soFar() - before);
        }
      });
      expect(total).toBeLessThan(ALWAYS + MOST_PER_CHARACTER * text.length);
      expect(most).toBeLessThan(MOST_IN_A_STEP);
    }
  });
});
