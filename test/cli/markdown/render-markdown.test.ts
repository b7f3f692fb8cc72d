import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import {
  MAX_PARAGRAPH_LENGTH,
  MAX_TEXT_LENGTH,
  renderMarkdown,
} from '../../../src/cli/markdown/render-markdown.ts';
import type { Line } from '../../../src/cli/markdown/wrap.ts';

function linesOf(text: string, width: number): Line[] {
  return [...renderMarkdown(text, width)].filter((step) => step !== null);
}

function render(text: string, width = 40): string[] {
  return linesOf(text, width).map((line) => line.map((span) => span.text).join(''));
}

describe('markdown in a terminal', () => {
  it('is wrapped by words', () => {
    expect(render('It is living well, and that takes practice.', 20)).toEqual([
      'It is living well,',
      'and that takes',
      'practice.',
    ]);
  });

  it('counts wide characters as two cells', () => {
    expect(render('善く生きることは', 8)).toEqual(['善く生き', 'ることは']);
  });

  it('shows headings, nested lists, quotations and rules', () => {
    expect(render('# Virtue\n\n- one\n  - two\n- three\n\n9. nine\n10. ten\n\n> said\n\n---', 20)).toEqual([
      'Virtue',
      '',
      '• one',
      '  • two',
      '• three',
      '',
      ' 9. nine',
      '10. ten',
      '',
      '│ said',
      '',
      '─'.repeat(20),
    ]);
  });

  it('indents the wrapped lines of an item under its first line', () => {
    expect(render('1. It is living well, and that', 16)).toEqual([
      '1. It is living',
      '   well, and',
      '   that',
    ]);
  });

  it('keeps code unwrapped, however long its lines are', () => {
    const line = 'const courage = practise(courage * 1.01, times - 1);';
    expect(render(`\`\`\`ts\n${line}\n\`\`\``, 20)).toEqual(['ts', line]);
  });

  it('keeps the line breaks of verse and addresses', () => {
    expect(render('1 Main Street\nAthens')).toEqual(['1 Main Street', 'Athens']);
  });

  it('reads emphasis and links next to Chinese', () => {
    expect(render('**注意：**见 https://example.com/a，谢谢。')).toEqual([
      '注意：见 https://example.com/a，谢谢。',
    ]);
  });

  it('shows the address of a link unless it is the link text', () => {
    expect(render('[Ethics](https://example.com/e) https://example.com/f', 80)).toEqual([
      'Ethics (https://example.com/e) https://example.com/f',
    ]);
  });

  it('shows HTML as source', () => {
    expect(render('<b>so</b>\n\na <i>b</i>')).toEqual(['<b>so</b>', '', 'a <i>b</i>']);
  });

  it('shows tables in columns', () => {
    expect(render('| a | b |\n|---|---|\n| 徳 | courage |\n')).toEqual([
      'a   b',
      '──  ───────',
      '徳  courage',
    ]);
  });

  it('wraps the cells of a table that is too wide', () => {
    const lines = render('| name | what it is |\n|---|---|\n| courage | a mean between two extremes |\n', 24);
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(24);
    expect(lines.join(' ')).toMatch(/a mean.*between.*two.*extremes/);
  });

  it('shows a table as lists if its columns would be too narrow', () => {
    expect(
      render('| name | too little | the mean |\n|---|---|---|\n| fear | cowardice | courage |\n', 16),
    ).toEqual(['name: fear', 'too little:', 'cowardice', 'the mean:', 'courage']);
  });

  it('uses weights and colours', () => {
    expect(linesOf('**so *it*** `is`', 40)).toEqual([
      [
        { text: 'so ', styles: ['bold'] },
        { text: 'it', styles: ['bold', 'italic'] },
        { text: ' ', styles: [] },
        { text: 'is', styles: ['cyan'] },
      ],
    ]);
  });

  it('is empty for an empty text', () => {
    expect(render('')).toEqual([]);
  });

  it('is shown as source if it is too long to lay out, with a line that says so', () => {
    const note = 'Too long to format. Shown as Markdown source:';
    const word = '**a** ';
    const line = word.repeat(1_000_000 / word.length);
    expect(render(line)).toEqual([note, line]);
    const paragraph = word.repeat(MAX_PARAGRAPH_LENGTH / word.length + 1);
    expect(render(`# A\n\n${paragraph}\n\n**b**`)).toEqual(['A', '', note, paragraph.trim(), '', 'b']);
    const quoted = '> a\n'.repeat(MAX_TEXT_LENGTH / 4 + 1);
    expect(render(quoted).slice(0, 2)).toEqual([note, '> a']);
  });

  it('cuts cells that are too long', () => {
    const [, ...rest] = render(`| a |\n|---|\n| ${'b'.repeat(20_000)} |`);
    expect(rest.join('').length).toBeLessThan(17_000);
    expect(rest.at(-1)).toMatch(/…$/);
  });

  it('shrinks the widest columns of a table until all fit', () => {
    const row = (...widths: number[]) => `|${widths.map((width) => 'a'.repeat(width)).join('|')}|\n`;
    const rule = (text: string) =>
      render(text, 40)
        .find((line) => line.startsWith('─'))
        ?.split('  ')
        .map((dashes) => dashes.length);
    expect(rule(`${row(30, 5, 20)}|-|-|-|\n`)).toEqual([15, 5, 16]);
    expect(rule(`${row(10, 10, 10)}|-|-|-|\n`)).toEqual([10, 10, 10]);
    expect(rule(`${row(1000, 1000)}|-|-|\n`)).toEqual([19, 19]);
  });

  it.each([24, 80])('is never wider than %i cells, except for code', (width) => {
    const text =
      '# 善く生きること\n\n> - 善く生きることは、徳に従って\n>   1. really_long_word_that_does_not_fit_anywhere\n';
    const widest = Math.max(...render(text, width).map((line) => stringWidth(line)));
    expect(widest).toBeLessThanOrEqual(width);
  });
});
