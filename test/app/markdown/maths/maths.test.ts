import { describe, expect, it, vi } from 'vitest';
import {
  appendMarkdown,
  EMPTY_MARKDOWN,
  markdownDocument,
} from '../../../../src/app/markdown/blocks/append-markdown.ts';
import { formulasIn, shownLive, shownSettled } from '../shown.ts';

/** Texts without formulas. */
const TEXTS: (string | [text: string, shown: string])[] = [
  'Set $HOME/$USER and $PATH:$HOME.',
  'in US$, not in CA$, and A$5 to A$10 or R$ 5 to R$ 10',
  'the $25-50k tier and the $100-200k tier',
  '$ cheap, $$ moderate',
  '$ cheap, $$ moderate, $$$ expensive',
  'It costs $5 or $10, at most $15/month (about US$20).',
  'from 5$ to 10$, €/$ and £/$, in ($) or ($)',
  'between $5/hr and €/$.',
  '$10 (A$) or $12 (US$)',
  'The $1,200.50 in A$ or the 3 in $',
  'perl: $var1,$var2; "$*" and "$@", $? or $!',
  'Hello ${first}${last}, and $(date)$(time)',
  'price in $, in $$, in $$$.',
  ['$5 **and** $6 and 7$', '$5 <b>and</b> $6 and 7$'],
  '$$ is the pid of the shell.\n\nMore of it.\n\n- and $$ again',
  '$$$ – expensive\n\nMore',
  '$$\n\nThe rest of the message goes on.\n\n- with\n- a list',
  'Dinner is $$ or $$$ here.',
  'The shell says $$, and so on.\n\nThen some more words.',
  'use $...$ and $$...$$ for it',
  '$first_name$lastname',
  ['a \\$5 note, and \\$x\\$', 'a $5 note, and $x$'],
  ['See \\[1\\] and \\[12\\].', 'See [1] and [12].'],
  ['git \\[optional\\] \\[--flag=value\\] \\[key=value\\]', 'git [optional] [--flag=value] [key=value]'],
  [
    'It matches \\(foo\\), \\(foo|bar\\), \\(\\d+\\) and \\([a-z]+\\).',
    'It matches (foo), (foo|bar), (\\d+) and ([a-z]+).',
  ],
  ['Between \\( and \\), or \\[ and \\], or \\( or \\).', 'Between ( and ), or [ and ], or ( or ).'],
  [
    '\\[x\\] done, \\[ \\] open, \\[sic\\], \\[Smith 2020\\], \\[...\\]',
    '[x] done, [ ] open, [sic], [Smith 2020], [...]',
  ],
  [
    '\\(file_name\\) and \\[some_option\\] and \\(see the section below\\)',
    '(file_name) and [some_option] and (see the section below)',
  ],
  ['\\[1\\]\n\n\\[optional\\]', '[1]\n[optional]'],
  ['\\[\n\nThe rest of it goes on.', '[\nThe rest of it goes on.'],
  ['\\begin{itemize}\n\\item a\n\\end{itemize}', '\\begin{itemize}⏎\\item a⏎\\end{itemize}'],
  '\\begin{equation}\n\nHere it says no more about it.',
  ['`$a$` and ``\\(b\\)``', '<code>$a$</code> and <code>\\(b\\)</code>'],
];

/** Texts with formulas, and how they are shown. */
const FORMULAS: [text: string, shown: string][] = [
  ['$x$', '⟨x⟩'],
  ['So $E = mc^2$, and ($a_1$) or "$b$".', 'So ⟨E = mc^2⟩, and (⟨a_1⟩) or "⟨b⟩".'],
  ['$\\mathbb{R}$ $\\mathcal{L}$ $\\mathbf{v}$', '⟨\\mathbb{R}⟩ ⟨\\mathcal{L}⟩ ⟨\\mathbf{v}⟩'],
  ['the $n$th of $k$-means, two $x$s', 'the ⟨n⟩th of ⟨k⟩-means, two ⟨x⟩s'],
  ['设$x$为实数，则$x^2 \\ge 0$。', '设⟨x⟩为实数，则⟨x^2 \\ge 0⟩。'],
  ['함수 $f$는', '함수 ⟨f⟩는'],
  [
    'It costs $5, but $3x + 2$ and $2^n$ and $1, 2, \\ldots$ do not.',
    'It costs $5, but ⟨3x + 2⟩ and ⟨2^n⟩ and ⟨1, 2, \\ldots⟩ do not.',
  ],
  [
    '$0 < x < 1$, $[0, 1)$, $100\\%$, $3.14$ and $\\$5$',
    '⟨0 < x < 1⟩, ⟨[0, 1)⟩, ⟨100\\%⟩, ⟨3.14⟩ and ⟨\\$5⟩',
  ],
  ['$a*b$ and $c*d$, $x_1$ and $y_1$', '⟨a*b⟩ and ⟨c*d⟩, ⟨x_1⟩ and ⟨y_1⟩'],
  [
    '\\(a^* b^*\\) and \\( n \\), \\(ABC\\), \\(xy\\), \\(f(x)\\), \\(10\\)',
    '⟨a^* b^*⟩ and ⟨ n ⟩, ⟨ABC⟩, ⟨xy⟩, ⟨f(x)⟩, ⟨10⟩',
  ],
  ['So \\[ D_i \\] here', 'So ⟪D_i⟫ here'],
  ['\\[ x \\].', '⟪x.⟫'],
  ['- Sum: \\[ x \\]\n- Product: $$ y $$', '- Sum: ⟪x⟫\n- Product: ⟪y⟫'],
  ['\\[\nx\n= y\n\\]\n\nthen', '⟪x\n= y⟫\nthen'],
  ['- \\[\n  x\n  - y\n  \\]\n- $$\n  z\n  $$', '- ⟪x\n- y⟫\n- ⟪z⟫'],
  ['> \\[\n> x\n> > y\n> \\]\n\nz', '[quote] ⟪x\n> y⟫\nz'],
  ['- Sum: \\[\n  x\n  + y\n  \\]\n  there', '- Sum:\n⟪x\n+ y⟫\nthere'],
  ['Sum: $$\n    x\n$$, and so on', 'Sum:\n⟪x,⟫\nand so on'],
  ['\\begin{equation}\nx\n\\end{equation}\nthen', '⟪\\begin{equation}\nx\n\\end{equation}⟫\nthen'],
  [
    'So \\begin{align} a &= b \\\\ c &= d \\end{align} here',
    'So ⟪\\begin{align} a &= b \\\\ c &= d \\end{align}⟫ here',
  ],
  [
    '\\begin{cases}\n\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix} & a \\\\\n\\end{cases}.',
    '⟪\\begin{cases}\n\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix} & a \\\\\n\\end{cases}.⟫',
  ],
  ['$$x^2$$', '⟪x^2⟫'],
  ['$$ x^2 $$ where x is real', '⟪x^2⟫ where x is real'],
  [
    '$$\n\\begin{aligned}\na &= b \\\\[4pt]\n&= c\n\\end{aligned}\n$$ where a is **b**',
    '⟪\\begin{aligned}\na &= b \\\\[4pt]\n&= c\n\\end{aligned}⟫\nwhere a is <b>b</b>',
  ],
  ['$$\n\nx\n\n$$', '⟪x⟫'],
  ['$$\na\n$$ so \\[\nb\n\\] and $$\nc\n$$ end', '⟪a⟫\nso\n⟪b⟫\nand\n⟪c⟫\nend'],
  ['$$\na\n$$ so \\[\nbut it has no end', '⟪a⟫\nso [⏎but it has no end'],
  ['$$ x = 1 +\n2 $$', '⟪x = 1 +\n2⟫'],
  ['We get\n$$x$$\nand so on', 'We get⟪x⟫and so on'],
  ['We get\n$$\nx\n$$\nand so on', 'We get\n⟪x⟫\nand so on'],
  ['```math\nx^2\n```\n\n```tex\ny\n```', '⟪x^2⟫\n[tex]\ny'],
  [
    '| a | b |\n|---|---|\n| $|x|$ | `a|b` |\n| \\(|y|\\) | c \\| d |',
    'a ¦ b\n⟨|x|⟩ ¦ <code>a|b</code>\n⟨|y|⟩ ¦ c | d',
  ],
  ['| `a|b` | c |\n|---|---|\n| d | e |', '<code>a|b</code> ¦ c\nd ¦ e'],
  ['# On $x$\n\n**Bold $y$**', '# On ⟨x⟩\n<b>Bold ⟨y⟩</b>'],
  [
    '$$\\text{if } n \\text{ is even, then it holds for all of them}$$',
    '⟪\\text{if } n \\text{ is even, then it holds for all of them}⟫',
  ],
  ['$$Total Cost = Fixed Cost + Variable Cost$$', '⟪Total Cost = Fixed Cost + Variable Cost⟫'],
  ['$面积 = 长 \\times 宽$ 是', '⟨面积 = 长 \\times 宽⟩ 是'],
];

/** Tables in which all bars split cells, and surplus cells, whose text is kept. */
const TABLES: [text: string, shown: string][] = [
  ['| a | b |\n|---|---|\n| $5 | $6 |\n| c ` | ` d |', 'a ¦ b\n$5 ¦ $6\nc ` ¦ ` d'],
  ['| a | b |\n|---|---|\n| c | d | e |', 'a ¦ b\nc ¦ d | e'],
  ['| a | b |\n|---|---|\n| $ | $$ |', 'a ¦ b\n$ ¦ $$'],
];

/** Texts in which punctuation follows a formula. */
const withoutMarks = (formula: string) => formula.replace(/[.,;:!?](?=⟫)/, '');

const lettersOf = (text: string) =>
  text.replace(/<\/?(?:b|code)>|\[(?:tex|quote)\]/g, '').replace(/[^\p{L}\p{N}]/gu, '');

/** Checks each prefix while it streams: formulas stay, and no letter is missing or in the wrong order. */
function expectFormulasToStay(text: string, settled: string): void {
  const known = formulasIn(settled).map(withoutMarks);
  for (const { prefix, shown: live } of shownLive(text).prefixes) {
    const formulas = formulasIn(live).map(withoutMarks);
    expect(formulas, JSON.stringify(prefix)).toEqual(known.slice(0, formulas.length));
    const sofar = lettersOf(prefix);
    const names = text.includes('```') ? 7 : 0; // the language of a fence is not shown
    if (names === 0) expect(sofar.startsWith(lettersOf(live)), live).toBe(true);
    expect(sofar.length - lettersOf(live).length, live).toBeLessThanOrEqual(names);
  }
}

describe('dollars, backslashes and brackets in text', () => {
  it.each(TEXTS.map((row) => [row] as const))('are shown as written: %s', (row) => {
    const [text, expected] = typeof row === 'string' ? [row, row.replace(/\n+/g, '\n')] : row;
    expect(shownSettled(text)).toBe(expected);
    for (const { shown: live } of shownLive(text).prefixes) {
      expect(formulasIn(live)).toEqual([]);
      if (text === row && !/[*`]/.test(text)) expect(expected).toContain(live.trimEnd());
    }
  });
});

describe('formulas', () => {
  it.each(FORMULAS)('are found, and stay: %s', (text, expected) => {
    expect(shownSettled(text)).toBe(expected);
    expectFormulasToStay(text, expected);
  });

  it.each(TABLES)('do not change the cells of tables: %s', (text, expected) => {
    expect(shownSettled(text)).toBe(expected);
    expectFormulasToStay(text, expected);
  });
});

/** Counts the characters that regular expressions read during the action, approximately. */
function charactersRead(action: () => void): number {
  let characters = 0;
  const { exec } = RegExp.prototype;
  const spy = vi.spyOn(RegExp.prototype, 'exec').mockImplementation(function count(
    this: RegExp,
    text: string,
  ) {
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const match = exec.call(this, text);
    const isAnchored = this.sticky || this.source.startsWith('^');
    if (match) characters += match.index + match[0].length - from;
    else characters += isAnchored ? 1 : text.length - from;
    return match;
  });
  action();
  spy.mockRestore();
  return characters;
}

describe('the cost of formulas without an end', () => {
  it.each(['$$\n', '\\[\n'])('does not grow with the length of the open formula: %j', (opener) => {
    const costOfLine = (count: number) => {
      const state = appendMarkdown(EMPTY_MARKDOWN, opener + 'a_1 &= b \\\\\n'.repeat(count));
      return charactersRead(() => void markdownDocument(appendMarkdown(state, 'c = d\ne'), true));
    };
    expect(costOfLine(500)).toBe(costOfLine(5));
  });

  it.each([
    '$$\n',
    '$$ x\n',
    '$$x\n\n',
    '\\[\n',
    '\\[ x\n',
    'Sum: \\[\n',
    '\\begin{matrix}\n',
    '\\begin{align}\n\\begin{gather}\n\\begin{cases}\n',
    '> $$\n> x\n',
    '- $$\n  x\n',
    '| $|x | `a |\n',
    '$$\n\\[\n\\begin{align}\nx\n\n',
  ])('is the same for each line, whatever their number: %j', (part) => {
    const costOf = (count: number) =>
      charactersRead(() => {
        let state = EMPTY_MARKDOWN;
        for (const line of part.repeat(count).split(/(?<=\n)/)) state = appendMarkdown(state, line);
        markdownDocument(state, false);
      });
    expect(costOf(600)).toBeLessThan(costOf(300) * 2.3);
  });

  it.each([
    '$',
    '$$',
    '$$ ',
    '$x ',
    '\\(',
    '\\[',
    '\\( x',
    '${',
    '$\\text{',
    '\\begin{matrix}',
    '`$',
    '$x$ ',
  ])('is the same for each formula of a line, whatever their number: %j', (part) => {
    const costOf = (count: number) => charactersRead(() => void shownSettled(part.repeat(count)));
    expect(costOf(2_000)).toBeLessThan(costOf(1_000) * 2.3);
  });
});
