import { describe, expect, it } from 'vitest';
import { excerptAround } from '../../../src/hub/db/excerpt.ts';
import { plainWords } from '../../../src/hub/db/plain-words.ts';

const words = (markdown: string) => plainWords(markdown).replace(/\s+/g, ' ').trim();

describe('the words of markdown', () => {
  it.each([
    ['## On **virtue**', 'On virtue'],
    ['A _good_ life, ***really*** ~~bad~~', 'A good life, really bad'],
    ['snake_case and 2 * 3 = x**2', 'snake_case and 2 * 3 = x**2'],
    ['> Quoted\n> > twice', 'Quoted twice'],
    ['1. First\n2) Second\n- [x] done\n* [ ] to do', 'First Second done to do'],
    [
      'See [the docs](https://example.com/a_b "Title") or <https://example.com>',
      'See the docs or <https://example.com>',
    ],
    ['![A cave](cave.png) and [ref][1]', 'A cave and ref'],
    ['A claim[^1].\n\n[^1]: The proof.', 'A claim. The proof.'],
    ['```js\nconst a = 1;\n```', 'const a = 1;'],
    ['Run `npm test`', 'Run npm test'],
    ['这是**「重点」**内容', '这是「重点」内容'],
    ['| Name | Age |\n| --- | ---: |\n| Ana | 3 |', 'Name Age Ana 3'],
    ['One\n===\n\nTwo\n---', 'One Two'],
    ['\\*not bold\\* and C:\\temp', '*not bold* and C:\\temp'],
    ['$5 and $10, a[i] = b[j]', '$5 and $10, a[i] = b[j]'],
    ['#hashtag, -dash, 1.5', '#hashtag, -dash, 1.5'],
  ])('of %j are %j', (markdown, plain) => {
    expect(words(markdown)).toBe(plain);
  });
});

describe('an excerpt', () => {
  it('has no markdown syntax, unless the match is in it', () => {
    expect(excerptAround('## Is **virtue** [taught](https://example.com)?', ['taught'])).toBe(
      'Is virtue taught?',
    );
    expect(excerptAround('Is it [taught](https://example.com)?', ['example.com'])).toBe(
      'Is it [taught](https://example.com)?',
    );
  });

  it('contains nothing of a model’s thinking', () => {
    expect(excerptAround('<think>Is virtue taught?</think>\n\nIt is **given**.', ['taught'])).toBe(
      'It is **given**.',
    );
  });

  it('is around the word, in any spelling', () => {
    const text = `${'Lorem ipsum dolor sit amet. '.repeat(9)}In der Straße.`;
    expect(excerptAround(text, ['strasse'])).toMatch(/^….*In der Straße\.$/);
  });
});
