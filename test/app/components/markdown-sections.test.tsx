import { render } from '@testing-library/react';
import * as fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import ReactMarkdown from 'react-markdown';
import type * as reactMarkdown from 'react-markdown';
import { describe, expect, it, vi } from 'vitest';
import { Markdown } from '../../../src/app/components/markdown.tsx';
import { MarkdownSection } from '../../../src/app/components/markdown-section.tsx';
import { markdownSections } from '../../../src/app/components/markdown-sections.ts';

// The parser, and how often it is asked.
vi.mock('react-markdown', async (load) => {
  const original = await load<typeof reactMarkdown>();
  return { ...original, default: vi.fn(original.default) };
});

const DOCUMENTS = {
  'paragraphs and headings':
    '# One\n\nTwo\nlines\n\nThree\n===\n\n=== four\n\n---\n\n**Five** ends.\n\n\n\nSix',
  lists: 'Do:\n\n- a\n\n  b\n\n- c\n\nNot c\n\n1. d\n2. e\n\n   f\n\n10. g\n\n* * *\n\n+ h\n\n+\n\nEnd',
  'code in fences': '```ts\na\n\nb\n\n~~~\n\n```\n\nc\n\n~~~~\n```\n\nd\n~~~\n\n~~~~\n\ne\n\n```\nf\n\ng',
  'code in lists':
    '1. a\n   ```sh\n   b\n\n   c\n   ```\n2. d\n   ```\n   e\n   ```\n\nf\n\n```\ng\n\nh\n```\n\ni',
  'code in an item without its end': '- a\n  ```\n  b\n\nc\n\n```\nd\n\ne\n```\n\nf',
  'code that begins with an item': '- ```\n  a\n  ```\n\n```\nb\n\nc\n```\n\nd',
  'code after a list': '- a\n# b\n  ```\nc\n\nd\n  ```\n\ne\n\nf\n2. g\n   ```\nh\n\ni',
  'empty items': '-\n  ```\n  a\n\nb\n\n-\n\n  ```\nc\n\nd\n  ```\n\ne',
  'indented code': 'a\n\n    b\n\n    c\n\nd\n\n\te\n\nf',
  quotes: '> a\n\n> b\nc\n\nd\n\n> ```\n> e\n\nf\n\n> - g\n\nh',
  tables: '| a | b |\n|---|---|\n| c | d |\n\n| e |\n|---|\n\nf | g\n--|--\n\nh',
  HTML: 'a\n\n<!-- b\n\nc\n\n```\n\n-->\n\nd\n\n<div>\n\ne\n\nf <b>g</b>\n\nh',
  'other line ends': 'a\r\n\r\nb\r\n\r\n- c\r\n\r\nd\r\re\n\r\nf\n \t\ng',
  'what only looks like a block': '\n\n a\n\n\u{FEFF}b\n\n\u{A0}c\n\n*\n\n*d*\n\n-e\n\n1984\n\n:f\n\ng',
};

/** The lines of documents, hostile ones among them. */
const LINES = [
  '¶¶¶¶a¶b *c*¶  d¶    e¶\tf¶# g¶---¶===¶* * *¶**h**¶| i |¶|--|¶<div>¶<!-- u¶-->¶[v]',
  '- j¶-¶* k¶  - l¶1. m¶2. n¶10. o¶   2) p¶-     q¶-\tr¶- ```¶> s¶> ```¶> - t',
  '```¶```ts¶  ```¶   ```¶````¶~~~¶ ~~~¶    ```',
].flatMap((lines) => lines.split('¶'));

const sectioned = (text: string) => renderToStaticMarkup(<Markdown text={text} />);
const whole = (text: string) =>
  renderToStaticMarkup(
    <div className="prose">
      <MarkdownSection text={text} idPrefix="" />
    </div>,
  );

describe('sections of markdown', () => {
  it.each(Object.entries(DOCUMENTS))('show what the whole shows at every length: %s', (_, text) => {
    for (let length = 0; length <= text.length; length++) {
      const prefix = text.slice(0, length);
      expect(sectioned(prefix), JSON.stringify(prefix)).toBe(whole(prefix));
    }
  });

  it('show what the whole shows, whatever the lines are', () => {
    const documents = fc.array(fc.constantFrom(...LINES), { maxLength: 14 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(documents, (text) => {
        expect(sectioned(text)).toBe(whole(text));
      }),
      { numRuns: 500 },
    );
  });

  it('stay as they are when the text grows, but for the last', () => {
    for (const text of Object.values(DOCUMENTS)) {
      let before: string[] = [];
      for (let length = 0; length <= text.length; length++) {
        const sections = markdownSections(text.slice(0, length));
        expect(sections.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
        before = sections;
      }
    }
  });

  it.each([
    ['headings, paragraphs, tables', '# a\n\nb\n\n| c |\n|---|\n\n**d**', 3],
    ['a long list with code in it', '1. a\n   ```\n   b\n\n   c\n   ```\n2. d\n\ne\n\nf', 3],
    ['code with blank lines', '```\na\n\nb\n```\n\nc', 2],
    ['link definitions', 'a\n\nb [c]\n\n[c]: https://example.com', 1],
    ['footnotes', 'a[^1]\n\nb\n\n[^1]: c', 1],
    ['definitions in a container', 'a [b]\n\nc\n\n> - [b]: https://example.com', 1],
  ])('are cut between blocks, where blocks stand alone: %s', (_, text, count) => {
    expect(markdownSections(text)).toHaveLength(count);
  });

  it('are parsed once: what is appended is all that is rendered again', () => {
    const text = 'One\n\nTwo\n\nThree';
    const { rerender, getByText } = render(<Markdown text={text} />);
    const first = getByText('One');
    vi.mocked(ReactMarkdown).mockClear();
    rerender(<Markdown text={`${text} and more`} />);
    rerender(<Markdown text={`${text} and more\n\nFour`} />);
    const parsed = vi.mocked(ReactMarkdown).mock.calls.map(([{ children }]) => children);
    expect(parsed).toEqual(['Three and more', 'Four']);
    expect(getByText('One')).toBe(first);
  });
});
