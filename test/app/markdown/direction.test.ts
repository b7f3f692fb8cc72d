import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directionOf, directionOfBlock, type Direction } from '../../../src/app/markdown/direction.ts';
import { itemAt } from '../../../src/app/markdown/chunks.ts';
import { createMarkdownReader } from '../../../src/app/markdown/markdown-reader.ts';

const TEXTS: [text: string, direction: Direction | null][] = [
  ['Virtue', 'ltr'],
  ['שלום', 'rtl'],
  ['مرحبا', 'rtl'],
  ['ܫܠܡܐ', 'rtl'],
  ['徳とは', 'ltr'],
  ['שלום world', 'rtl'],
  ['Hello שלום', 'ltr'],
  ['123, 45.6%', null],
  ['', null],
  ['١٢٣', null],
  ['2024 היה', 'rtl'],
  ['— «שלום»', 'rtl'],
  ['**שלום** world', 'rtl'],
  ['`npm install` מתקין', 'rtl'],
  ['``a`b`` שלום', 'rtl'],
  ['`unclosed שלום', 'ltr'],
  ['$x$ הוא מספר', 'rtl'],
  ['\\(x\\) הוא מספר', 'rtl'],
  ['$5 עד $10', 'rtl'],
  ['$HOME is a folder', 'ltr'],
  ['https://example.com/a שלום', 'rtl'],
  ['www.example.com שלום', 'rtl'],
  ['<https://example.com> שלום', 'rtl'],
  ['me@example.com שלום', 'rtl'],
  ['[שלום](https://example.com)', 'rtl'],
  ['[1](https://example.com) שלום', 'rtl'],
  ['[word](https://example.com) שלום', 'ltr'],
  ['<br>שלום', 'rtl'],
  ['<me@example.com> שלום', 'rtl'],
  ['<b>שלום', 'rtl'],
  ['&nbsp;שלום', 'rtl'],
  ['\u{200F}Virtue', 'rtl'],
  ['\u{200E}שלום', 'ltr'],
  ['\u{2067}שלום\u{2069} world', 'ltr'],
  [`\`${'a'.repeat(300)}\` שלום`, 'ltr'],
];

describe('the direction of a text', () => {
  it.each(TEXTS)('of %j is %s', (source, direction) => {
    expect(directionOf({ source, open: false })).toBe(direction);
  });

  it('is undecided while the first word may become an address', () => {
    const prefixes = ['h', 'http', 'https://exam', 'https://example.com', 'https://example.com ', 'me@exa'];
    for (const source of prefixes) expect(directionOf({ source, open: true }), source).toBeNull();
    expect(directionOf({ source: 'https://example.com ש', open: true })).toBe('rtl');
    expect(directionOf({ source: 'Virtue ', open: true })).toBe('ltr');
  });

  it('stays the same once it is decided, as the text grows and when it is complete', () => {
    const parts = [
      'a',
      'ש',
      ' ',
      '`',
      '``',
      '$',
      '\\(',
      '\\)',
      'https://',
      'www.',
      '[',
      '](',
      ')',
      '@',
      '<br',
      '>',
      '&',
      ';',
      '1',
      '.',
    ];
    const texts = fc.array(fc.constantFrom(...parts), { maxLength: 20 }).map((all) => all.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        let decided: Direction | null = null;
        for (let length = 0; length <= text.length; length++) {
          const now = directionOf({ source: text.slice(0, length), open: true });
          if (decided !== null) expect(now, text.slice(0, length)).toBe(decided);
          decided = now;
        }
        if (decided !== null) expect(directionOf({ source: text, open: false }), text).toBe(decided);
      }),
      { numRuns: 3_000 },
    );
  });
});

const BLOCKS: [markdown: string, direction: Direction | null][] = [
  ['- שלום\n- world', 'rtl'],
  ['- world\n- שלום', 'ltr'],
  ['1. 1\n2. שלום', 'rtl'],
  ['- [x] שלום', 'rtl'],
  ['- - שלום', 'rtl'],
  ['> שלום', 'rtl'],
  ['> ```\n> code\n> ```\n>\n> שלום', 'rtl'],
  ['> 1\n>\n> - שלום', 'rtl'],
  ['| 1 | מילה |\n|---|---|\n| a | b |', 'rtl'],
  ['| 1 | 2 |\n|---|---|\n| 3 | שלום |', 'rtl'],
  ['# שלום', 'rtl'],
  ['```\nשלום\n```', null],
  ['---', null],
  ['- 1\n- 2', null],
];

describe('the direction of a block', () => {
  it.each(BLOCKS)('of %j is %s', (markdown, direction) => {
    const { blocks } = createMarkdownReader().read(markdown, false);
    expect(directionOfBlock(itemAt(blocks, 0)!)).toBe(direction);
  });

  it('of a message is that of its first text with a direction', () => {
    const directionIn = (text: string) => createMarkdownReader().read(text, false).direction;
    expect(directionIn('```\ncode\n```\n\n1\n\nשלום\n\nworld')).toBe('rtl');
    expect(directionIn('1')).toBeNull();
  });
});
