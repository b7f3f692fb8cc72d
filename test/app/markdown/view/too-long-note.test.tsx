import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Markdown } from '../../../../src/app/markdown/markdown.tsx';
import { copiedFragment } from '../../../../src/app/clipboard/copied-fragment.ts';
import { plainText } from '../../../../src/app/clipboard/plain-text.ts';
import { inlineSyntax } from '../../../../src/app/markdown/inline/inline-syntax.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Renders a text until all of it is shown. */
function show(text: string): HTMLElement {
  const { container } = render(<Markdown text={`${text}\n\nExplicit.`} />);
  while (!container.textContent.includes('Explicit.')) act(() => vi.runOnlyPendingTimers());
  return container;
}

const REST = /The rest of it is shown as plain text\./;

describe('a very long line', () => {
  it('of a megabyte is shown completely, its rest as plain text with a note', () => {
    const read = vi.spyOn(inlineSyntax, 'parseInline');
    const line = '**bold** words '.repeat(70_000);
    const container = show(line);
    const charactersRead = read.mock.calls.reduce((sum, [source]) => sum + source.length, 0);
    read.mockRestore();
    expect(charactersRead).toBeLessThan(200_000);
    expect(screen.getAllByText(REST)).toHaveLength(1);
    expect(container.querySelector('strong')).toHaveTextContent('bold');
    const [paragraph] = container.querySelectorAll('p');
    const words = plainText(copiedFragment(paragraph!, null)).replaceAll('*', '');
    expect(words).toBe(line.replaceAll('*', '').trim());
  });

  it('has no note if it is only long', () => {
    show('word '.repeat(12_000));
    expect(screen.queryByText(REST)).toBeNull();
  });

  it('does not affect the lines after it', () => {
    const container = show(`${'word '.repeat(20_000)}\n**bold** at last`);
    expect(screen.getAllByText(REST)).toHaveLength(1);
    expect(container.querySelector('strong')).toHaveTextContent('bold');
  });

  it('of code is split, and copied as one line', async () => {
    vi.useRealTimers();
    const written = vi.fn<(text: string) => Promise<void>>(() => Promise.resolve());
    const user = userEvent.setup();
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(written);
    const line = 'let a = 1; '.repeat(2_000);
    const { container } = render(<Markdown text={`\`\`\`\n${line}\nlet b = 2;\n\`\`\``} />);
    expect(screen.getByText(/A line is too long to show in one piece\./)).toBeVisible();
    expect(container.querySelectorAll('pre .piece')).toHaveLength(5);
    expect(container.querySelector('pre')?.textContent).toBe(`${line}\nlet b = 2;\n`);
    await user.click(screen.getByRole('button', { name: 'Copy code' }));
    expect(written).toHaveBeenCalledWith(`${line}\nlet b = 2;`);
  });
});

describe('a very large block', () => {
  it('a table with too many columns is shown as text with a note', () => {
    const row = (cell: string) => `|${`${cell}|`.repeat(300)}\n`;
    const container = show(row('a') + row('-') + row('b'));
    expect(screen.getByText(/This table has too many columns\./)).toBeVisible();
    expect(container.querySelector('table')).toBeNull();
  });

  it('a table with many rows is split into parts with the same header, and copied with one', () => {
    const rows = Array.from({ length: 1_000 }, (_, row) => `| row ${row} | b |\n`).join('');
    const container = show(`| left | right |\n|---|---|\n${rows}`);
    const tables = [...container.querySelectorAll('table')];
    expect(tables).toHaveLength(3);
    for (const table of tables) expect(table.querySelector('th')).toHaveTextContent('left');
    expect(container.querySelectorAll('tbody tr')).toHaveLength(1_000);
    expect(screen.getAllByRole('group', { name: 'Table' })).toHaveLength(1);
    const copied = plainText(copiedFragment(container, null));
    expect(copied.match(/left/g)).toHaveLength(1);
    expect(copied.match(/row \d+/g)).toHaveLength(1_000);
  });

  it('code with many lines is shown unchanged', () => {
    const code = Array.from({ length: 1_500 }, (_, line) => `let a${line};\n`).join('');
    const container = show(`\`\`\`\n${code}\`\`\``);
    expect(container.querySelector('pre')?.textContent).toBe(code);
  });

  it('of more than a thousand footnotes the rest is shown as text', () => {
    const notes = Array.from(
      { length: 1_010 },
      (_, count) => `a[^${count}]\n\n[^${count}]: note ${count}\n\n`,
    );
    const container = show(notes.join(''));
    expect(container).toHaveTextContent('a[^1005]');
    expect(container).toHaveTextContent('[^1005]: note 1005');
  });

  it('maths with many lines is shown as code', () => {
    const container = show(`\`\`\`math\n${'a + b \\\\\n'.repeat(600)}\`\`\``);
    expect(container.querySelector('.code-bar')).toHaveAttribute('data-language', 'math');
  });
});
