import { act, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Markdown } from '../../../../src/app/markdown/markdown.tsx';
import { formulaCost } from '../../../../src/app/markdown/maths/formula-cost.ts';

/** Maximum number of elements that formulas add in one task. KaTeX creates two for each letter. */
const MOST_PER_TASK = 15_000;

afterEach(() => {
  vi.useRealTimers();
});

const formula = (tex: string) => `$$\n${tex}\n$$`;

describe('a formula that costs too much', () => {
  const defined = 'x'.repeat(2_000);
  const raw = String.raw;
  it.each([
    ['a definition that is used often', raw`\def\a{${defined}}${raw`\a`.repeat(400)}`],
    ['a definition that doubles what it is given', raw`\def\a#1{\a{#1#1}}\a{x}`],
    ['a definition as LaTeX has it', raw`\newcommand{\a}{${defined}}${raw`\a`.repeat(400)}`],
    ['another name for what defines', raw`\let\d=\def\d\a{${defined}}${raw`\a`.repeat(400)}`],
    ['a definition that a label hides', raw`\d\label{a}ef\a{${defined}}${raw`\a`.repeat(400)}`],
    ['a matrix of very many cells', raw`\begin{matrix}${'&'.repeat(2_000)}\end{matrix}`],
    ['a matrix of very many rows', raw`\begin{matrix}${raw`\\`.repeat(2_000)}\end{matrix}`],
    ['a diagram of very many arrows', raw`\begin{CD}A ${'@>>> '.repeat(600)}\end{CD}`],
  ])('is shown as written: %s', async (_, tex) => {
    const { container } = render(<Markdown text={`${formula(tex)}\n\n$x$`} />);
    await waitFor(() => expect(container.querySelectorAll('.katex')).toHaveLength(1));
    expect(container.querySelector('.maths > code')).toHaveTextContent(tex.slice(0, 500), {
      normalizeWhitespace: false,
    });
  });

  it.each([
    ['a matrix of ten by ten', raw`\begin{pmatrix}${`${'a & '.repeat(9)}a \\\\`.repeat(10)}\end{pmatrix}`],
    ['a line break before letters that spell a definition', raw`a \\def b`],
    ['commands whose names begin like definitions', raw`\left( \long@a \defined \right)`],
  ])('does not include a formula with %s', (_, tex) => {
    expect(formulaCost(tex)).toBeLessThan(2_500);
  });
});

describe('many formulas', () => {
  it('that arrive at once are rendered in several tasks, and shown as written until then', async () => {
    render(<Markdown text="$a$" />);
    await screen.findByText('a', { selector: 'annotation' }); // KaTeX has loaded
    vi.useFakeTimers();
    const tex = 'x'.repeat(1_000);
    const { container } = render(<Markdown text={formula(tex) + `\n\n${formula(tex)}`.repeat(29)} />);
    const count = () => container.querySelectorAll('*').length;
    const added: number[] = [];
    let before = 0;
    while (container.querySelectorAll('.katex').length < 30) {
      added.push(count() - before);
      before = count();
      act(() => vi.runOnlyPendingTimers());
      expect(added.length, 'tasks').toBeLessThan(100);
    }
    expect(Math.max(...added)).toBeLessThan(MOST_PER_TASK);
    expect(added.length).toBeGreaterThan(3);
    expect(container).not.toHaveTextContent('$$');
  });
});
