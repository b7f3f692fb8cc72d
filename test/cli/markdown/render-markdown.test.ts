import { createColors } from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../src/cli/markdown/render-markdown.ts';

const plain = createColors(false);

function render(text: string, width = 40): string[] {
  return renderMarkdown(text, { width, colors: plain }).split('\n').slice(0, -1);
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

  it('has headings, lists in lists, quotations and rules', () => {
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

  it('sets what is wrapped in an item under its first line', () => {
    expect(render('1. It is living well, and that', 16)).toEqual([
      '1. It is living',
      '   well, and',
      '   that',
    ]);
  });

  it('leaves code as it is, however long its lines are', () => {
    const line = 'const courage = practise(courage * 1.01, times - 1);';
    expect(render(`\`\`\`ts\n${line}\n\`\`\``, 20)).toEqual(['ts', line]);
  });

  it('keeps the lines of verse and addresses', () => {
    expect(render('1 Main Street\nAthens')).toEqual(['1 Main Street', 'Athens']);
  });

  it('reads emphasis and links next to Chinese', () => {
    expect(render('**注意：**见 https://example.com/a，谢谢。')).toEqual([
      '注意：见 https://example.com/a，谢谢。',
    ]);
  });

  it('gives the address of a link, but where it is the text', () => {
    expect(render('[Ethics](https://example.com/e) https://example.com/f', 80)).toEqual([
      'Ethics (https://example.com/e) https://example.com/f',
    ]);
  });

  it('shows HTML as it was written', () => {
    expect(render('<b>so</b>\n\na <i>b</i>')).toEqual(['<b>so</b>', '', 'a <i>b</i>']);
  });

  it('has tables in columns', () => {
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

  it('makes lists of a table where no column could be read', () => {
    expect(
      render('| name | too little | the mean |\n|---|---|---|\n| fear | cowardice | courage |\n', 16),
    ).toEqual(['name: fear', 'too little:', 'cowardice', 'the mean:', 'courage']);
  });

  it('has weights and colours where the place has them, and none elsewhere', () => {
    const colors = createColors(true);
    expect(renderMarkdown('**so**', { width: 40, colors })).toBe(`${colors.bold('so')}\n`);
    expect(render('**so** *it* `is`')).toEqual(['so it is']);
  });

  it('is empty where there is nothing', () => {
    expect(renderMarkdown('', { width: 40, colors: plain })).toBe('');
  });

  it.each([24, 80])('is never wider than %i cells, but for code', (width) => {
    const text =
      '# 善く生きること\n\n> - 善く生きることは、徳に従って\n>   1. really_long_word_that_does_not_fit_anywhere\n';
    const widest = Math.max(...render(text, width).map((line) => stringWidth(line)));
    expect(widest).toBeLessThanOrEqual(width);
  });
});
