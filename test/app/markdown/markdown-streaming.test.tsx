import { cleanup, render } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Markdown } from '../../../src/app/markdown/markdown.tsx';
import { inlineSyntax } from '../../../src/app/markdown/inline/inline-syntax.ts';
import { DOCUMENTS } from './judge/documents.ts';
import { recordedTexts } from './judge/recorded-texts.ts';

const parseInline = vi.spyOn(inlineSyntax, 'parseInline');

beforeEach(() => {
  parseInline.mockClear();
});

/** Streams a text into a page. */
function createStream() {
  let text = '';
  const { rerender, container } = render(<Markdown text="" live />);
  return {
    container,
    /** The elements that show blocks, in the order of the text. */
    blocks: () => [...container.querySelectorAll('.section > *')],
    append(delta: string): void {
      text += delta;
      rerender(<Markdown text={text} live />);
    },
    settle: () => rerender(<Markdown text={text} />),
  };
}

function inDeltas(text: string, length: number): string[] {
  return text.match(new RegExp(`[^]{1,${length}}`, 'g')) ?? [];
}

/** The markup in an element, without the prefix of ids and the order of attributes, which differ between renderings. */
function markupOf(container: Element): string {
  const copy = container.cloneNode(true) as Element;
  for (const element of copy.querySelectorAll('*')) {
    const attributes = [...element.attributes].toSorted((a, b) => a.name.localeCompare(b.name));
    for (const { name } of attributes) element.removeAttribute(name);
    for (const { name, value } of attributes) element.setAttribute(name, value);
  }
  return copy.innerHTML.replace(/_[rR]_?\w+_/g, '');
}

const texts = [...Object.entries(DOCUMENTS), ...recordedTexts()];

describe('streaming markdown', () => {
  it.each(texts)('renders in the end like the same text that arrives at once: %s', (_, text) => {
    const stream = createStream();
    for (const delta of inDeltas(text, 2)) stream.append(delta);
    stream.settle();
    const whole = render(<Markdown text={text} />).container;
    expect(markupOf(stream.container)).toBe(markupOf(whole));
  });

  it.each(texts)('keeps the elements of closed blocks, also in the settled message: %s', (_, text) => {
    const stream = createStream();
    const kept = new Map<Element, string>();
    for (const delta of inDeltas(text, 4)) {
      stream.append(delta);
      // A block is closed once two more follow: the last may be open, and a hidden line may split one into two.
      for (const block of stream.blocks().slice(0, -2)) {
        for (const element of [block, ...block.querySelectorAll('*')]) {
          if (!kept.has(element)) kept.set(element, stream.container.textContent);
        }
      }
    }
    stream.settle();
    for (const [element, since] of kept) expect(element.isConnected, `kept since ${since}`).toBe(true);
  });

  it('treats unclosed marks as closed, only in the open text', () => {
    const stream = createStream();
    stream.append('One **bold\n\nTwo *very');
    expect(stream.container.innerHTML).toContain('<p dir="ltr">One **bold</p>');
    expect(stream.container.querySelector('em')?.textContent).toBe('very');
    stream.settle();
    expect(stream.container.querySelector('em')).toBeNull();
    expect(stream.container.textContent).toContain('Two *very');
  });

  it('does not flash a heading, a list, a table or a fence that turns out to be something else', () => {
    const stream = createStream();
    for (const [delta, expected] of [
      ['Title\n-', 'P'],
      [' item', 'P UL'],
      ['\n\n| a | b |\n|--', 'P UL P'],
      ['|--|', 'P UL P'],
      ['\n', 'P UL DIV'],
      ['\n``', 'P UL DIV'],
      ['`ts\nx\n```\n\n', 'P UL DIV DIV'],
      ['[agora', 'P UL DIV DIV'],
      [']: https://exa', 'P UL DIV DIV'],
      ['mple.com\n\nAnd', 'P UL DIV DIV P'],
    ] as const) {
      stream.append(delta);
      expect(
        stream
          .blocks()
          .map(({ tagName }) => tagName)
          .join(' '),
        delta,
      ).toBe(expected);
    }
  });
});

const PARTS = {
  prose: 'Some *words* of `text` that go on,\nand a [link](https://example.com).\n\n',
  headings: '## A heading\n\nText.\n\n',
  'a list': '- an item with **text**\n',
  'a list in a list': '  - an item\n    with text\n',
  'a table': '| a | b |\n',
  'a quote': '> Said by *somebody*,\n> in two lines.\n>\n',
  'an open fence': 'const virtue = "knowledge";\n',
  'formulas in text': 'So $x_1 + x_2$ and \\(y^2\\), not $5 or $10.\n\n',
  'formulas of several lines': '$$\na_1 = b\n$$\n\n\\[\nc\n\\]\n\n',
  'what only begins as a formula': '$$\na_1 = b\n\nAnd then it goes on.\n\n',
};

const BEGINNINGS: Partial<Record<keyof typeof PARTS, string>> = {
  'a list in a list': '- outer\n',
  'a table': '| a | b |\n|---|---|\n',
  'an open fence': '```\n',
};

/** Counts the work to stream a text in deltas of five characters. */
function costOf(text: string): { inlineReads: number; charactersRead: number; mutations: number } {
  parseInline.mockClear();
  const stream = createStream();
  const observer = new MutationObserver(() => {});
  observer.observe(stream.container, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  });
  let mutations = 0;
  const deltas = inDeltas(text, 5);
  for (const delta of deltas) {
    stream.append(delta);
    mutations += observer.takeRecords().length;
  }
  observer.disconnect();
  const charactersRead = parseInline.mock.calls.reduce((sum, [source]) => sum + source.length, 0);
  cleanup();
  return {
    inlineReads: parseInline.mock.calls.length / deltas.length,
    charactersRead: charactersRead / deltas.length,
    mutations: mutations / deltas.length,
  };
}

describe('the cost of a delta', () => {
  it.each(Object.entries(PARTS))('does not grow with the length of the message: %s', (kind, part) => {
    const beginning = BEGINNINGS[kind as keyof typeof PARTS] ?? '';
    const short = costOf(beginning + part.repeat(15));
    const long = costOf(beginning + part.repeat(120));
    expect(long.inlineReads).toBeLessThanOrEqual(short.inlineReads * 1.1);
    expect(long.charactersRead).toBeLessThanOrEqual(short.charactersRead * 1.1);
    expect(long.mutations).toBeLessThanOrEqual(short.mutations * 1.1);
  });

  it('does not grow with the definitions and footnotes of the message', () => {
    const withNotes = (count: number) =>
      Array.from(
        { length: count },
        (_, index) =>
          `Known[^${index}] and [linked][l${index}].\n\n[^${index}]: By Plato.\n\n[l${index}]: /x${index}\n\n`,
      ).join('');
    const short = costOf(withNotes(12));
    const long = costOf(withNotes(96));
    expect(long.inlineReads).toBeLessThanOrEqual(short.inlineReads * 1.1);
    expect(long.mutations).toBeLessThanOrEqual(short.mutations * 1.1);
  });
});
