import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { showAnswer } from '../support/open-answer.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const hub = setUpHub();
const browser = setUpBrowser();

const VIEW = { width: 1280, height: 900 };
/** Maximum height that a formula adds to a page, in pixels. */
const TALLEST = 1_400;

const nested = (command: string, times: number) => `${command}{`.repeat(times) + 'x' + '}'.repeat(times);

/** Formulas that try to leave their box, or to make it as large as possible. */
const FORMULAS = {
  'raised boxes': String.raw`x\raisebox{-30em}{\colorbox{red}{down}}\raisebox{30em}{\colorbox{red}{up}}`,
  'boxes that raise each other': `x${String.raw`\raisebox{30em}`}{${String.raw`\raisebox{30em}{`.repeat(20)}x${'}'.repeat(20)}}`,
  'negative space': String.raw`x\kern-30em\colorbox{red}{left}\kern60em\colorbox{red}{right}`,
  'much negative space': String.raw`x${String.raw`\kern-30em`.repeat(20)}\colorbox{red}{left}`,
  'a large rule': String.raw`x\rule[-150em]{300em}{300em}`,
  'a rule without a size': String.raw`x\smash{\rule[-15em]{30em}{30em}}`,
  'what overlaps': String.raw`x\rlap{\rule{30em}{3em}}\llap{\rule{30em}{3em}}`,
  'deep braces': nested(String.raw`\overbrace`, 100),
  'braces that are not too deep': nested(String.raw`\overbrace`, 45),
  space: String.raw`x${String.raw`\hspace{300em}`.repeat(30)}\colorbox{red}{right}`,
  'what is not seen': String.raw`x\vphantom{\rule{1em}{300em}}\phantom{\rule{300em}{300em}}`,
  'lines far apart': String.raw`x${String.raw`\\[300em]x`.repeat(40)}`,
  'rows far apart': String.raw`\begin{aligned}x${String.raw`\\[300em]x`.repeat(40)}\end{aligned}`,
  'large letters': String.raw`${String.raw`{\Huge`.repeat(40)}x${'}'.repeat(40)}`,
  'a wide matrix': String.raw`\begin{matrix}${'x & '.repeat(300)}x\end{matrix}`,
} as const;

const CASES = Object.entries(FORMULAS).flatMap(([name, tex]) => [
  [name, `$$\n${tex}\n$$`],
  [`${name}, in a line`, `It is $${tex}$ or so.`],
]);

/** One page for all formulas: loading the client again takes longer than showing a formula. */
let page: Page;
beforeAll(async () => {
  const context = await browser.newContext({ viewport: VIEW, bypassCSP: true });
  page = await context.newPage();
});

async function showFormula(answer: string): Promise<void> {
  await showAnswer(hub, page, answer);
  await page.locator('.prose > .section > p', { hasText: 'After' }).waitFor();
  await page.locator(':is(.formula, .maths) > :is(span, code)').first().waitFor({ state: 'attached' });
  await page.evaluate('document.fonts.ready.then(() => null)');
}

/** Returns the place of the formula's block on the screen. */
const placeOf = () =>
  page.locator('.prose > .section > .maths, .prose > .section > p:has(.formula)').evaluate((block) => {
    const { left, top, right, bottom } = block.getBoundingClientRect();
    return { left, top, right, bottom };
  });

/** Takes a screenshot with this place hidden, and a margin around it for letters that reach beyond it. */
async function screenshotAround(place: Awaited<ReturnType<typeof placeOf>>): Promise<Buffer> {
  const { left, top, right, bottom } = place;
  const cover = { left: left - 4, top: top - 4, width: right - left + 8, height: bottom - top + 8 };
  await page.evaluate(`{
    const cover = document.createElement('div');
    cover.style = 'position: fixed; z-index: 2147483647; background: black';
    for (const [side, at] of Object.entries(${JSON.stringify(cover)})) cover.style[side] = at + 'px';
    document.body.append(cover);
  }`);
  return page.screenshot({ animations: 'disabled' });
}

it.each(CASES)('keeps a formula in its place: %s', async (_, formula) => {
  await showFormula(`Before.\n\n${formula}\n\nAfter.`);
  const place = await placeOf();
  expect(place.bottom - place.top, 'height').toBeLessThan(TALLEST);
  expect(await page.evaluate('document.documentElement.scrollHeight')).toBe(VIEW.height);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(VIEW.width);
  for (const text of ['Before.', 'After.']) {
    const paragraph = page.locator('.prose p', { hasText: text });
    await paragraph.click({ trial: true }); // fails if something covers it
  }
  await page.mouse.move(0, 0);
  const shown = await screenshotAround(await placeOf());
  await page.addStyleTag({ content: '.maths, .formula { visibility: hidden !important }' });
  const hidden = await page.screenshot({ animations: 'disabled' });
  expect(shown.equals(hidden), 'it is seen nowhere else').toBe(true);
});
