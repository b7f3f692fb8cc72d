import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openAnswer } from '../support/open-answer.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const hub = setUpHub();
const browser = setUpBrowser();

const VIEW = { width: 1280, height: 900 };
/** The most that a formula adds to the height of a page, in pixels. */
const TALLEST = 1_400;

const nested = (command: string, times: number) => `${command}{`.repeat(times) + 'x' + '}'.repeat(times);

/** Formulas that leave their place, or make it as large as they can. */
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

async function openFormula(answer: string): Promise<Page> {
  const context = await browser.newContext({ viewport: VIEW, bypassCSP: true });
  const page = await openAnswer(hub, context, answer);
  await page.locator('.prose > .section > p', { hasText: 'After' }).waitFor();
  await page.locator(':is(.formula, .maths) > :is(span, code)').first().waitFor({ state: 'attached' });
  await page.evaluate('document.fonts.ready.then(() => null)');
  return page;
}

/** Where the block of the formula is on the screen. */
const placeOf = (page: Page) =>
  page.locator('.prose > .section > .maths, .prose > .section > p:has(.formula)').evaluate((block) => {
    const { left, top, right, bottom } = block.getBoundingClientRect();
    return { left, top, right, bottom };
  });

/** Tells whether what is seen outside the block changes when the formula is hidden, and where first. */
async function changedOutside(page: Page, place: Awaited<ReturnType<typeof placeOf>>): Promise<unknown> {
  await page.mouse.move(0, 0);
  const before = (await page.screenshot({ animations: 'disabled' })).toString('base64');
  await page.addStyleTag({ content: '.maths, .formula { visibility: hidden !important }' });
  const after = (await page.screenshot({ animations: 'disabled' })).toString('base64');
  return page.evaluate(`(${COMPARE})(${JSON.stringify([before, after])}, ${JSON.stringify(place)})`);
}

/** Compares two images in the page, which can read them. It has no types: those of browsers are not there for tests in Node. */
const COMPARE = `async (images, box) => {
  const [one, other] = await Promise.all(
    images.map(async (image) => {
      const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,' + image)).blob());
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      context.drawImage(bitmap, 0, 0);
      return context.getImageData(0, 0, bitmap.width, bitmap.height);
    }),
  );
  for (let at = 0; at < one.data.length; at += 4) {
    const [x, y] = [(at / 4) % one.width, Math.floor(at / 4 / one.width)];
    const isInside = x >= box.left - 4 && x <= box.right + 4 && y >= box.top - 4 && y <= box.bottom + 4;
    const isSame = [0, 1, 2].every((channel) => one.data[at + channel] === other.data[at + channel]);
    if (!isInside && !isSame) return { x, y, box };
  }
  return null;
}`;

it.each(CASES)('keeps a formula in its place: %s', async (_, formula) => {
  const page = await openFormula(`Before.\n\n${formula}\n\nAfter.`);
  const place = await placeOf(page);
  expect(place.bottom - place.top, 'height').toBeLessThan(TALLEST);
  expect(await page.evaluate('document.documentElement.scrollHeight')).toBe(VIEW.height);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(VIEW.width);
  for (const text of ['Before.', 'After.']) {
    const paragraph = page.locator('.prose p', { hasText: text });
    await paragraph.click({ trial: true }); // fails where something covers it
  }
  expect(await changedOutside(page, await placeOf(page))).toBeNull();
});
