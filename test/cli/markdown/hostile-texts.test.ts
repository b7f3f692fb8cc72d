import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../src/cli/markdown/render-markdown.ts';
import { showControls } from '../../../src/protocol/show-controls.ts';
import { countReads } from '../../support/work/count-reads.ts';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';

/** The last but one is about the maximum length of a paragraph that is laid out. */
const LENGTHS = [100, 1_000, 16_000, 32_000];
/** Maximum number of times that each character may be read, and each cell of its lines be filled. */
const MOST_PER_CHARACTER = 400;
/** Work that does not depend on the length. */
const ALWAYS = 50_000;
/** Maximum work between two checks for input, after the blocks have been parsed. */
const MOST_IN_A_STEP = 6_000_000;

describe('a hostile text in a terminal', () => {
  it.each(Object.entries(HOSTILE_TEXTS))('takes work in proportion to its length: %s', (_, makeText) => {
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
