import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MarkdownDocument } from '../../../../src/app/markdown/document.ts';
import {
  appendMarkdown,
  EMPTY_MARKDOWN,
  markdownDocument,
  type MarkdownState,
} from '../../../../src/app/markdown/blocks/append-markdown.ts';
import { fullParse, type FullParse, type JudgedBlock } from '../judge/full-parse.ts';
import { DOCUMENTS } from '../judge/documents.ts';
import { recordedTexts } from '../judge/recorded-texts.ts';

/** Lines for random documents, including hostile ones. */
const LINES = [
  '¶¶¶¶a¶b *c*¶  d¶    e¶\tf¶# g¶## h ##¶---¶===¶* * *¶**h**¶| i | j |¶|--|:-:|¶| k¶<div>¶[v]¶[^1] x¶\\[\ny\n\\]',
  '- j¶-¶* k¶  - l¶    - m¶1. m¶2. n¶10) o¶   2) p¶-     q¶-\tr¶- ```¶> s¶> ```¶> - t¶>¶>> u¶- [x] v¶- [ ] w',
  '> [!NOTE]¶> [!tip]  ¶[!NOTE]¶```md¶```md¶~~~markdown¶~~~js',
  '```¶```ts¶  ```¶   ```¶````¶~~~¶ ~~~¶    ```¶$$¶$$ x $$¶$$ y',
  '$$ is the pid of¶$$$¶$$ where z¶x \\] and so¶Sum: \\[¶Sum: $$¶\\[ a = b¶\\[1\\]¶> $$¶> \\]¶- \\[¶  $$¶  \\]¶two words¶$$.¶```math',
  '\\begin{align}¶a &= b \\\\¶\\end{align}¶So \\begin{cases}¶\\end{cases} else¶\\begin{itemize}¶| `a|b` | $|x|$ |¶| $5 | $6 | $7 |',
  '[v]: /w¶[y]:\n/z "t"¶[^1]: note¶[^2]:¶    noted',
].flatMap((lines) => lines.split('¶'));

/**
 * Texts for which the judge is wrong, and the client follows CommonMark. The judge skips at most three spaces of a lazy
 * continuation line in nested containers. For the judge, two blank lines after an empty item end the list. It does not find a
 * formula at the end of a line if the next line is indented like code, or underlines it. It continues a formula after a nested item
 * with less indent past the end of the outer item.
 */
const MISJUDGED = [
  /^ {0,3}(?:> ?>|\d+\) ).*(?:\n.+)*\n(?: {4,}|\t)[`~\-*+>#\d$]/m,
  /^ {0,3}[-*+][ \t]*(?:\n[ \t]*){2}\n/m,
  /[^\n](?:\$\$|\\\[|\\begin\{\w+\})\n(?: {4,}|\t|[-=]+\n?$)/m,
  /^ {2,}(?:[-*+]|\d+[.)])[ \t][^]*\n {1,3}(?:\$\$|\\\[)/m,
];
/** For the judge, a blank line in unclosed code is a blank line between items. */
const MAY_BE_LOOSE = /(?:```|~~~)[^]*\n[ \t]*(?:\n|$)/;

const documents = fc
  .array(fc.constantFrom(...LINES), { maxLength: 14 })
  .map((lines) => lines.join('\n'))
  .filter((text) => !MISJUDGED.some((pattern) => pattern.test(text)));

/** The last line is still blank. */
const ENDS_BLANK = /(?:^|\n)[ \t>]*$/;

/** Whether a list looks different if it is loose: only lists with paragraphs do. */
function showsLoose(list: Extract<JudgedBlock, { type: 'list' }>): boolean {
  return list.items.some(({ blocks }) => blocks.some(({ type }) => type === 'paragraph'));
}

/**
 * Removes invisible differences: white space at the start of a line of a paragraph, some of which the judge keeps; a blank last line
 * of code; and whether a list without paragraphs is loose.
 */
function seen(parse: FullParse, text: string): FullParse {
  const endsBlank = ENDS_BLANK.test(text);
  function visible<T>(blocks: T): T {
    const json = JSON.stringify(blocks, (key, field: unknown) => {
      if (key === 'source') return String(field).replace(/\n[ \t]+/g, '\n');
      const block = field as JudgedBlock | null;
      const isUnclear = MAY_BE_LOOSE.test(text) || (block?.type === 'list' && !showsLoose(block));
      if (block?.type === 'list' && block.loose && isUnclear) return { ...block, loose: false };
      return key === 'lines' && endsBlank ? (field as string[]).join('').trimEnd() : field;
    });
    return JSON.parse(json) as T;
  }
  return {
    blocks: visible(parse.blocks),
    links: parse.links,
    footnotes: new Map([...parse.footnotes].map(([label, body]) => [label, visible(body)])),
  };
}

/** The fields in which the client keeps chunks: arrays, three deep, of items. */
const CHUNKS = new Set(['blocks', 'items', 'rows', 'lines']);

/** The client's blocks as plain data. */
function plain(blocks: MarkdownDocument['blocks']): JudgedBlock[] {
  const json = JSON.stringify(blocks.flat(3), (key, field: unknown) =>
    CHUNKS.has(key) ? (field as unknown[]).flat(3) : field,
  );
  return JSON.parse(json) as JudgedBlock[];
}

function asJudged({ blocks, definitions, footnotes }: MarkdownDocument): FullParse {
  return {
    blocks: plain(blocks),
    links: new Map(definitions.links.names().map((label) => [label, definitions.links.get(label)!])),
    footnotes: new Map(footnotes.map((footnote) => [footnote.label, plain(footnote.blocks)])),
  };
}

function expectFullParse(state: MarkdownState, text: string): void {
  const read = seen(asJudged(markdownDocument(state, false)), text);
  expect(read, JSON.stringify(text)).toEqual(seen(fullParse(text), text));
}

function expectEveryPrefix(text: string): void {
  let state: MarkdownState = EMPTY_MARKDOWN;
  for (let length = 1; length <= text.length; length++) {
    state = appendMarkdown(state, text.charAt(length - 1));
    expectFullParse(state, text.slice(0, length));
  }
}

describe('markdown that is parsed in parts', () => {
  it.each(Object.entries(DOCUMENTS))('equals a full parse at every length: %s', (_, text) => {
    expectEveryPrefix(text);
  });

  it.each(recordedTexts())('equals a full parse at every length, for recorded streams: %s', (_, text) => {
    expectEveryPrefix(text);
  });

  it('equals a full parse at every length, for random lines', () => {
    fc.assert(fc.property(documents, expectEveryPrefix), { numRuns: 1_200 });
  });

  it('equals a full parse, wherever the text is split', () => {
    const cuts = fc.array(fc.nat(), { maxLength: 4 });
    fc.assert(
      fc.property(documents, cuts, (text, places) => {
        const ends = places.map((place) => place % (text.length + 1)).toSorted((a, b) => a - b);
        let start = 0;
        let state = EMPTY_MARKDOWN;
        for (const end of [...ends, text.length]) {
          state = appendMarkdown(state, text.slice(start, end));
          start = end;
          expectFullParse(state, text.slice(0, end));
        }
      }),
      { numRuns: 10_000 },
    );
  });
});
