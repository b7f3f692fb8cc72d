import { act, render } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Markdown } from '../../../src/app/markdown/markdown.tsx';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const LENGTH = 16 * 1024;
/** Maximum number of elements that are added in one task. */
const MOST_ELEMENTS = 12_000;
const END = 'Explicit';

const textOf = (name: string) => `${HOSTILE_TEXTS[name]!(LENGTH)}\n\n${END}`;

/** Shows the next slice, if there is one. */
const showNext = () => act(() => vi.runOnlyPendingTimers());

describe('a hostile reply', () => {
  it.each(['a list', 'a numbered list', 'code in fences', 'quotes', 'mail addresses', 'headings', 'a table'])(
    'is shown slice by slice, and each slice keeps the elements of the earlier ones: %s',
    (name) => {
      const { container } = render(<Markdown text={textOf(name)} />);
      const blocks = () => [...container.querySelectorAll('.section > *')];
      let elements = 0;
      let before: Element[] = [];
      let slices = 0;
      for (; slices < 100; slices++) {
        const now = container.querySelectorAll('*').length;
        expect(now - elements).toBeLessThan(MOST_ELEMENTS);
        for (const block of before.slice(0, -2)) expect(block.isConnected).toBe(true);
        if (container.textContent.includes(END)) break;
        elements = now;
        before = blocks();
        showNext();
      }
      expect(slices).toBeGreaterThan(0);
      expect(slices).toBeLessThan(100);
    },
  );

  it('that arrives in one delta is also shown slice by slice, and stays when the final message replaces it', () => {
    const { container, rerender } = render(<Markdown text="Virtue" live />);
    rerender(<Markdown text={`Virtue\n\n${textOf('a list')}`} live />);
    const first = container.querySelector('li');
    expect(container.textContent).not.toContain(END);
    rerender(<Markdown text={`Virtue\n\n${textOf('a list')}`} />);
    while (!container.textContent.includes(END)) showNext();
    expect(first?.isConnected).toBe(true);
    expect(container.querySelectorAll('li')).toHaveLength(LENGTH / 4);
  });

  it('that is replaced while its slices are shown is removed', () => {
    const { container, rerender } = render(<Markdown text={textOf('a list')} />);
    rerender(<Markdown text="Vice" />);
    showNext();
    expect(container.textContent).toBe('Vice');
  });
});

it('numbers the items of a list with several parts continuously', () => {
  const { container } = render(<Markdown text={'7. item\n'.repeat(1_000)} />);
  const lists = [...container.querySelectorAll('ol')];
  expect(lists.length).toBeGreaterThan(1);
  let next = 7;
  for (const list of lists) {
    expect(list.start).toBe(next);
    next += list.children.length;
  }
  expect(next).toBe(1_007);
});

it('shows many footnotes in several steps, and all in the end', () => {
  const notes = Array.from({ length: 600 }, (_, index) => `Called[^${index}].\n\n[^${index}]: Note.\n\n`);
  const { container } = render(<Markdown text={notes.join('')} />);
  const count = () => container.querySelectorAll('[data-note]').length;
  for (let before = 0, now = count(); now < 600; now = count()) {
    expect(now - before).toBeLessThan(300);
    before = now;
    showNext();
  }
  expect(count()).toBe(600);
});

it('shows all of a paragraph of any length', () => {
  const words = Array.from({ length: 5_000 }, (_, index) => `word${index}`).join(' ');
  const { container } = render(<Markdown text={words} />);
  while (!container.textContent.includes('word4999')) showNext();
  expect(container.querySelectorAll('p')).toHaveLength(1);
  expect(container.textContent).toBe(words);
});

describe('the direction of a block', () => {
  it.each([
    ['a list', '- שלום\n- Hello\n- 3'],
    ['a list that begins with a number', '1. 5\n2. שלום\n3. Hello'],
    ['a quotation', '> `code` שלום\n>\n> Hello'],
    ['a table', '| 1 | שלום |\n|---|---|\n| Hello | x |'],
    ['a paragraph', 'https://example.com/a שלום Hello'],
  ])('does not change while the text grows, and is the same in the settled message: %s', (_, text) => {
    const { container, rerender } = render(<Markdown text="" live />);
    const directionNow = () =>
      container.querySelector('.section > *:not(p:empty)')?.getAttribute('dir') ?? null;
    const seen: (string | null)[] = [];
    for (let length = 1; length <= text.length; length++) {
      rerender(<Markdown text={text.slice(0, length)} live />);
      seen.push(directionNow());
    }
    rerender(<Markdown text={text} />);
    seen.push(directionNow());
    const decided = seen.slice(seen.findIndex((direction) => direction !== null));
    expect(new Set(decided)).toEqual(new Set(['rtl']));
  });
});
