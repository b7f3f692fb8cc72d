import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendMarkdown,
  EMPTY_MARKDOWN,
  markdownDocument,
  type MarkdownState,
} from '../../../../src/app/markdown/blocks/append-markdown.ts';
import { HOSTILE_TEXTS } from '../../../support/hostile-texts.ts';

/** The text before a line. */
const BEFORE = [
  '',
  'a\n',
  '```\n',
  '```md\n',
  '    a\n',
  '> a\n',
  '- a\n',
  '| a | b |\n|---|---|\n',
  '$$\n',
  '[^1]: a\n',
  'a | b\n',
];
/** How a line may begin. */
const STARTS = [
  '',
  '- ',
  '1. ',
  '> ',
  '# ',
  '    ',
  '[^2]: ',
  '| ',
  '[a]: /b ',
  '- [ ] ',
  '```js ',
  '\\begin{align}',
];
const PARTS = Object.values(HOSTILE_TEXTS);

/** The document with the last line read from its start. */
function readFromStart({ blocks, lastLine }: MarkdownState): unknown {
  return markdownDocument({ blocks, lastLine: { ...lastLine, ahead: null } }, true);
}

/** Without the definitions, whose internal structure depends on how the text was read. */
const seen = (document: unknown) =>
  JSON.parse(
    JSON.stringify(document, (key, field: unknown) => (key === 'definitions' ? undefined : field)),
  ) as unknown;

describe('a long line that grows', () => {
  it('has the same blocks as if it were read from its start', () => {
    const lines = fc.record({
      before: fc.constantFrom(...BEFORE),
      start: fc.constantFrom(...STARTS),
      parts: fc.array(
        fc.record({ makeText: fc.constantFrom(...PARTS), length: fc.constantFrom(5, 50, 600, 3_000) }),
        { minLength: 2, maxLength: 6 },
      ),
      deltas: fc.array(fc.constantFrom(1, 7, 30, 400, 2_500), { minLength: 1, maxLength: 8 }),
    });
    let ahead = 0;
    fc.assert(
      fc.property(lines, ({ before, start, parts, deltas }) => {
        const line = parts.map(({ makeText, length }) => makeText(length)).join(' ');
        const text = before + start + line.replaceAll(/[\r\n]+/g, ' ');
        let state = EMPTY_MARKDOWN;
        for (let at = 0, count = 0; at < text.length; count++) {
          const end = at + deltas[count % deltas.length]!;
          state = appendMarkdown(state, text.slice(at, end));
          at = end;
          if (state.lastLine.ahead === null || count % 16 !== 0) continue;
          ahead += 1;
          expect(seen(markdownDocument(state, true))).toEqual(seen(readFromStart(state)));
        }
        expect(seen(markdownDocument(state, true))).toEqual(seen(readFromStart(state)));
      }),
      { numRuns: 800 },
    );
    expect(ahead).toBeGreaterThan(500);
  });

  it.each(['```', '~~~~', '12. a', '- a', '# a', '$$', 'a'])(
    'may begin any block after the label of a footnote and much white space: %s',
    (block) => {
      let state = EMPTY_MARKDOWN;
      for (const text of [`[^1]:${' '.repeat(1_200)}`, ...block]) {
        state = appendMarkdown(state, text);
        expect(seen(markdownDocument(state, true))).toEqual(seen(readFromStart(state)));
      }
    },
  );

  it('is shown once it is too long for the definition of a link', () => {
    let state = EMPTY_MARKDOWN;
    for (const text of ['[', '(['.repeat(600)]) state = appendMarkdown(state, text);
    expect(markdownDocument(state, true).blocks).not.toEqual([]);
    expect(seen(markdownDocument(state, true))).toEqual(seen(readFromStart(state)));
  });
});
