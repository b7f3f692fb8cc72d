import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourcesOf, withMarks } from '../../src/client/cited-text.ts';
import { hostOf, markdownMark, markdownSources } from '../../src/client/source-list.ts';
import type { UrlCitation } from '../../src/protocol/url-citation.ts';

const MENO = 'https://plato.example/meno';
const WIKI = 'https://www.wiki.example/virtue';

function cite(url: string, place: readonly [number, number] | null = null, more: object = {}): UrlCitation {
  const placed = place && { start_index: place[0], end_index: place[1] };
  return { type: 'url_citation', url_citation: { url, title: 'On virtue' }, ...placed, ...more };
}

/** The place of a part of a text, in code points. */
function placeOf(part: string, text: string): [number, number] {
  const [before = ''] = text.split(part);
  const from = [...before].length;
  return [from, from + [...part].length];
}

const marked = (text: string, ...citations: UrlCitation[]) =>
  withMarks(text, citations, ({ number }) => `<${number}>`);

describe('the marks of sources', () => {
  it.each<[string, string, [string, string][], string]>([
    [
      'follow the cited text',
      'It is. So it is.',
      [
        ['It is.', MENO],
        ['So it is.', WIKI],
      ],
      'It is.<1> So it is.<2>',
    ],
    [
      'share a number for one page',
      'It is. So.',
      [
        ['It is.', MENO],
        ['So.', MENO],
      ],
      'It is.<1> So.<1>',
    ],
    [
      'are next to each other at one place, each once',
      'It is.',
      [
        ['It is.', MENO],
        ['It is.', WIKI],
        ['is.', MENO],
      ],
      'It is.<1><2>',
    ],
    [
      'count characters that have two code units',
      '🏛️🏛️ It is. So 🦉.',
      [
        ['It is.', MENO],
        ['🦉', WIKI],
      ],
      '🏛️🏛️ It is.<1> So 🦉<2>.',
    ],
    ['stay on the line of the text', 'It is.\n\nSo.', [['It is.\n\n', MENO]], 'It is.<1>\n\nSo.'],
    ['replace those that the model wrote', 'It is [1].', [['[1]', MENO]], 'It is <1>.'],
    ['replace those of OpenAI', 'It is【4:0†source】.', [['【4:0†source】', MENO]], 'It is<1>.'],
    [
      'are apart from an address',
      'See https://a.example/b',
      [['https://a.example/b', MENO]],
      'See https://a.example/b <1>',
    ],
    ['are apart from a sign that would make a picture of them', 'It is!', [['It is!', MENO]], 'It is! <1>'],
    [
      'follow a link',
      'It is ([a.example](https://a.example)).',
      [['([a.example](https://a.example))', MENO]],
      'It is ([a.example](https://a.example)) <1>.',
    ],
    [
      'are not in code',
      'It is `so it is`.\n\n```js\nlet so;\n```',
      [
        ['so it', MENO],
        ['let so;', WIKI],
      ],
      'It is `so it is`.\n\n```js\nlet so;\n```',
    ],
    [
      'are after code',
      'Use `so`. Or `not',
      [
        ['Use `so`', MENO],
        ['Or `not', WIKI],
      ],
      'Use `so` <1>. Or `not<2>',
    ],
  ])('%s', (_, text, cited, shown) => {
    const citations = cited.map(([part, url]) => cite(url, placeOf(part, text)));
    expect(marked(text, ...citations)).toBe(shown);
  });

  it.each<[string, string, string]>([
    [
      'are those in the text if the sources have no places',
      'It is[1][2]. So[2] [3] [0].',
      'It is<1><2>. So<2> [3] [0].',
    ],
    [
      'are not those of links, definitions and arrays in code',
      '[1](x) [[1]](x) \\[1] `a[1]`\n[1]: x',
      '[1](x) [[1]](x) \\[1] `a[1]`\n[1]: x',
    ],
    ['are not those in a block without an end', '[1]\n\n> ~~~\n> a[1]', '<1>\n\n> ~~~\n> a[1]'],
  ])('%s', (_, text, shown) => {
    expect(marked(text, cite(MENO), cite(WIKI))).toBe(shown);
  });

  it('add nothing but marks to a text, and take nothing from it', () => {
    const texts = fc.array(
      fc.constantFrom('It ', 'is.', '`', '```', '\n', '🏛️', '!', '(', '](', '<', '\\', '$'),
    );
    const places = fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 20 })));
    const withoutSpaces = (text: string) => text.replaceAll(' ', '');
    fc.assert(
      fc.property(texts, places, (parts, cited) => {
        const text = parts.join('');
        const citations = cited.map(([start, length], at) => cite(`${MENO}/${at}`, [start, start + length]));
        const shown = withMarks(text, citations, () => '\u{1}');
        expect(withoutSpaces(shown.replaceAll('\u{1}', ''))).toBe(withoutSpaces(text));
      }),
    );
  });

  it('are left out if the text has changed, or is too short', () => {
    expect(marked('It was.', cite(MENO, [0, 6], { text: 'It is.' }))).toBe('It was.');
    expect(marked('It is.', cite(MENO, [0, 60]))).toBe('It is.');
  });

  it('are at most 2,000, and are found in a time that grows with the text, however it is written', () => {
    const texts = ['[1]', '[1] ', '`', '` `` ', '```\n', '[1]`', '!['].map((part) => part.repeat(100_000));
    const counts = texts.map(
      (text) => marked(text, cite(MENO), cite(WIKI, [0, 90_000])).split('<').length - 1,
    );
    expect(counts).toEqual([2_000, 2_000, 0, 1, 1, 2_000, 1]);
  });
});

describe('the sources of a message', () => {
  it('are listed once each, in the order in which they arrived, with a title if one is known', () => {
    const untitled = cite(MENO, null, { url_citation: { url: MENO, title: '' } });
    expect(sourcesOf([untitled, cite(WIKI), cite(MENO), cite(MENO)])).toEqual([
      { number: 1, url: MENO, title: 'On virtue' },
      { number: 2, url: WIKI, title: 'On virtue' },
    ]);
  });

  it('are links in markdown that nothing in them can break', () => {
    const [source] = sourcesOf([cite('https://a.example/<b>|`$x y')]);
    expect(markdownMark(source!)).toBe('[[1]](<https://a.example/%3Cb%3E%7C%60%24x%20y>)');
    expect(
      markdownSources([
        { number: 1, url: MENO, title: 'The [Meno]_*' },
        { number: 2, url: WIKI, title: '' },
      ]),
    ).toBe(`Sources:\n\n1. [The \\[Meno\\]\\_\\*](<${MENO}>)\n2. <${WIKI}>`);
    expect(markdownSources([])).toBeNull();
  });

  it('have a host for people', () => {
    expect([hostOf(WIKI), hostOf('?')]).toEqual(['wiki.example', '?']);
  });
});
