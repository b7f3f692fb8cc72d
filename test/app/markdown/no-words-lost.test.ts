import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownLive, shownSettled } from './shown.ts';

/** Pieces of text, with `W` for a visible word. Addresses and names of languages are not visible words. */
const PIECES = [
  'W W¶**W W**¶**W¶*W W¶*W*¶***W W¶_W W_¶__W¶~~W~~¶~~W W¶`W W`¶`W¶``W`W¶W`W¶[W W](https://example.com/a_b "t")',
  '[W](https://exa¶[W¶[W W]¶[W](W W)¶![W](/a.png)¶![W¶W[W](W)¶f(W, **W¶W**2 W¶5*3*W¶int *W = 0;¶<W>¶W < W¶W &amp; W',
  'https://example.com/a，W¶https://example.com了W¶W@example.com W¶**W：**W¶W。**「W」**W¶~~W（W）。~~W¶W\\*W¶\\W¶W!¶W: W¶(W)',
].flatMap((pieces) => pieces.split('¶'));

/** The starts of lines. */
const STARTS = [
  '',
  '',
  '',
  '# ',
  '- ',
  '  - ',
  '1. ',
  '> ',
  '> > ',
  '> [!NOTE]\n> ',
  '- [ ] ',
  '    ',
  '[!TIP]\n',
];
/** Complete blocks. */
const BLOCKS = [
  '| W | W |\n|---|---|\n| W **W | W |',
  '```\nW\n```',
  '```markdown\nW\n```js\nW\n```\nW\n```',
  'W\n===',
  '***',
];

const line = fc
  .tuple(fc.constantFrom(...STARTS), fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 }))
  .map(([start, pieces]) => start + pieces.join(' '));
const part = fc.tuple(
  fc.oneof({ weight: 5, arbitrary: line }, { weight: 1, arbitrary: fc.constantFrom(...BLOCKS) }),
  fc.constantFrom('\n', '\n\n'),
);

/** A document with unique words, so that each can be found: `Waaw`, `Wabw` and so on. */
const documents = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => {
  let count = 0;
  return parts
    .map(([text, end]) => text + end)
    .join('')
    .replace(/W/g, () => {
      const number = count++;
      return `W${String.fromCharCode(97 + Math.floor(number / 26), 97 + (number % 26))}w`;
    });
});

const WORDS = /W[a-z]{2}w(?=.)/gs;
/** A possible definition of a link is hidden until it is clear what it is: one word in brackets at the start of a line. */
const HIDDEN = /(?:^|\n) {0,3}\[[^\]\s]*\]?$/;

function expectWords(text: string, shown: string): void {
  const known = text.replace(HIDDEN, '\n');
  const lost = (known.match(WORDS) ?? []).filter((word) => !shown.includes(word));
  expect(lost, `${JSON.stringify(text)} shows ${JSON.stringify(shown)}`).toEqual([]);
}

describe('the words of a text', () => {
  it('are all visible, at every length and in the end', () => {
    fc.assert(
      fc.property(documents, (text) => {
        const { prefixes, settled } = shownLive(text);
        for (const { prefix, shown } of prefixes) expectWords(prefix, shown);
        expectWords(text, settled);
        expect(settled).toBe(shownSettled(text));
      }),
      { numRuns: 300 },
    );
  });

  it('are visible when the brackets around them cannot define a link', () => {
    expect(shownLive('[an aside').prefixes.at(-1)?.shown).toBe('[an aside');
  });
});
