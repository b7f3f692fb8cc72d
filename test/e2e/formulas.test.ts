import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openAnswer } from '../support/open-answer.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const hub = setUpHub();
const browser = setUpBrowser();

const PHONE = { width: 390, height: 844 };
const TERMS = 9;

/** Opens a conversation with this answer, and waits until its formulas are set. */
async function openFormulas(
  answer: string,
  options: Parameters<typeof browser.newContext>[0] = {},
): Promise<Page> {
  const page = await openAnswer(hub, await browser.newContext(options), answer);
  await page.locator('.katex-html').first().waitFor({ state: 'attached' });
  await page.evaluate('document.fonts.ready.then(() => null)');
  return page;
}

const FORMULAS = [
  'Sets: $\\mathbb{R}$, $\\mathcal{L}$, $\\mathbf{v}$, $\\mathfrak{g}$; $\\boxed{E = mc^2}$, $\\cancel{x} + \\sqrt{\\frac{a}{b}}$.',
  '$$\\begin{aligned} a &= b + c \\\\ d + e &= f \\end{aligned}$$',
  'A matrix \\[ A = \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix} \\] and cases',
  '\\begin{equation}\n|x| = \\begin{cases} x & \\text{if } x \\ge 0, \\\\ -x & \\text{otherwise.} \\end{cases}\n\\end{equation}',
  '| norm | code |\n|---|---|\n| $|x|$ | `a|b` |',
].join('\n\n');

it("sets formulas correctly, and breaks no rule of the page's policy", async () => {
  const page = await openFormulas(FORMULAS);
  const fonts = (await page.evaluate(
    `[...document.fonts].filter(({ family, status }) => /KaTeX/.test(family) && status === 'loaded').map(({ family }) => family.replaceAll('"', ''))`,
  )) as string[];
  for (const family of ['KaTeX_Main', 'KaTeX_Math', 'KaTeX_AMS', 'KaTeX_Caligraphic', 'KaTeX_Fraktur']) {
    expect(fonts).toContain(family);
  }
  expect(fonts, 'which nothing here uses').not.toContain('KaTeX_Typewriter');
  const frame = page.locator('.boxpad, .fbox').first();
  await frame.waitFor({ state: 'attached' });
  const bordered = await page.evaluate(
    `[...document.querySelectorAll('.katex-html *')].some((element) => getComputedStyle(element).borderTopStyle === 'solid' && element.style.borderWidth !== '')`,
  );
  expect(bordered, 'the box').toBe(true);
  expect(await page.locator('.katex-html svg line').count(), 'the line through x').toBe(1);
  // The signs of the columns are aligned.
  const signs = (await page.evaluate(
    `[...document.querySelectorAll('.maths')][0] && [...document.querySelectorAll('.maths')[0].querySelectorAll('.mrel')].map((sign) => Math.round(sign.getBoundingClientRect().left))`,
  )) as number[];
  expect(signs).toHaveLength(2);
  expect(signs[0]).toBe(signs[1]);
});

it('makes a long formula scrollable on a phone', async () => {
  const terms = Array.from({ length: TERMS }, (_, index) => `\\alpha_{${index}} x^{${index}}`);
  const text = `The sum $${terms.join(' + ')} = 0$, and $\\sqrt{${terms.join(' + ')}}$ in one.\n\n$$${terms.join(' + ')}$$`;
  const page = await openFormulas(text, { viewport: PHONE });
  const parts = (await page.evaluate(
    `[...document.querySelectorAll('.maths, .formula .katex-base')].map((part) => ({ right: part.getBoundingClientRect().right, isWhole: part.scrollWidth <= part.clientWidth + 1, scrolls: getComputedStyle(part).overflowX === 'auto' }))`,
  )) as { right: number; isWhole: boolean; scrolls: boolean }[];
  expect(parts.length).toBeGreaterThan(TERMS + 1);
  for (const { right, isWhole, scrolls } of parts) {
    expect(right).toBeLessThanOrEqual(PHONE.width);
    expect(isWhole || scrolls).toBe(true);
  }
  expect(
    parts.filter(({ isWhole }) => !isWhole),
    'the root, and what has a line to itself',
  ).toHaveLength(2);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
});

it('aligns a formula with the line of its text', async () => {
  const page = await openFormulas('Here x $x$ x.\n\nHere x x.');
  const lines = (await page.evaluate(
    `[...document.querySelectorAll('.prose p')].map((line) => line.getBoundingClientRect().height)`,
  )) as number[];
  expect(lines[0]! - lines[1]!, 'no line is pushed apart').toBeLessThan(1);
  const below = (await page.evaluate(`(() => {
    const bottomOf = (node) => { const range = document.createRange(); range.selectNodeContents(node); return range.getBoundingClientRect().bottom; };
    const formula = document.querySelector('.katex-strut');
    const baseline = document.createElement('span');
    baseline.style.display = 'inline-block';
    document.querySelector('.prose p').append(baseline);
    return formula.getBoundingClientRect().bottom - baseline.getBoundingClientRect().bottom;
  })()`)) as number;
  expect(Math.abs(below)).toBeLessThan(1);
});

it('clips formulas to their place', async () => {
  const page = await openFormulas(
    'A.\n\nB $\\kern-40em x$ and $\\raisebox{20em}{y}$.\n\n$$\\kern-50em z \\raisebox{30em}{w}$$',
  );
  const clips = (await page.evaluate(
    `[...document.querySelectorAll('.maths, .formula .katex-base')].map((part) => getComputedStyle(part).overflow)`,
  )) as string[];
  expect(clips.length).toBeGreaterThan(2);
  expect(clips.filter((clip) => clip !== 'clip' && clip !== 'auto hidden')).toEqual([]);
});
