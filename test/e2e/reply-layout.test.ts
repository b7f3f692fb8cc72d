import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const hub = setUpHub();
const browser = setUpBrowser();

/** Opens a conversation with one reply, and returns the element with its words. */
async function openReply(content: string, width = 1280): Promise<{ page: Page; prose: Locator }> {
  const chat = await openChat(await browser.newContext({ viewport: { width, height: 900 } }), hub.url);
  await chat.textbox.waitFor(); // the browser has its account
  const threadId = await hub.clientOf(chat).createThread([
    { role: 'user', content: 'Tell me.' },
    { role: 'assistant', content },
  ]);
  await chat.page.goto(`${hub.url}/threads/${threadId}`);
  const prose = chat.page.locator('.prose');
  await prose.locator('.section').first().waitFor();
  return { page: chat.page, prose };
}

interface Box {
  left: number;
  right: number;
}

const boxOf = (element: Locator): Promise<Box> =>
  element.evaluate((node) => {
    const range = node.ownerDocument.createRange(); // the words, not their lines
    range.selectNodeContents(node);
    const { left, right } = range.getBoundingClientRect();
    return { left, right };
  });

/** Returns the distances of an element's words from the sides of its container. */
async function gapsOf(words: Locator, container: Locator): Promise<Box> {
  const inner = await boxOf(words);
  const outer = await container.evaluate((node) => {
    const { left, right } = node.getBoundingClientRect();
    return { left, right };
  });
  return { left: inner.left - outer.left, right: outer.right - inner.right };
}

const styleOf = (element: Locator, property: string): Promise<string> =>
  element.evaluate(
    (node, name) => node.ownerDocument.defaultView!.getComputedStyle(node).getPropertyValue(name),
    property,
  );

/** Less than the width of a marker. */
const AT_THE_SIDE = 8;
const ROOM = 15;

describe('a reply in Hebrew or Arabic', () => {
  it.each([
    ['a list', '- שלום\n- עולם'],
    ['a numbered list', '1. مرحبا\n2. بالعالم'],
    ['a list that begins with code', '- `npm` שלום\n- עולם'],
    ['a loose list', '- שלום\n\n- עולם'],
  ])('has the markers at the right: %s', async (_, content) => {
    const { prose } = await openReply(content);
    const list = prose.locator('ul, ol').first();
    const gaps = await gapsOf(list.locator('li p').last(), list);
    expect(gaps.right).toBeGreaterThan(ROOM);
    expect(gaps.right).toBeLessThan(60);
    expect(gaps.left).toBeGreaterThan(200);
  });

  it('aligns an item in another language with its list, in the direction of its own text', async () => {
    const { prose } = await openReply('- שלום\n- Hello, world!');
    const list = prose.locator('ul');
    const english = list.locator('p').last();
    expect((await gapsOf(english, list)).right).toBeLessThan(60);
    expect(await styleOf(english, 'direction')).toBe('ltr');
  });

  it('has the box of a task at the right', async () => {
    const { prose } = await openReply('- [x] שלום');
    const [box, words] = await Promise.all([
      prose.locator('input').evaluate((node) => node.getBoundingClientRect().left),
      boxOf(prose.locator('li p')),
    ]);
    expect(box).toBeGreaterThan(words.right);
  });

  it('has the line of a quotation at the right', async () => {
    const { prose } = await openReply('> שלום\n>\n> עולם');
    const quote = prose.locator('blockquote');
    expect(await styleOf(quote, 'border-left-width')).toBe('0px');
    expect(await styleOf(quote, 'border-right-width')).toBe('2px');
    expect((await gapsOf(quote.locator('p').first(), quote)).right).toBeGreaterThan(AT_THE_SIDE);
  });

  it('has the first column of a table at the right, numbers included', async () => {
    const { prose } = await openReply('| שם | 2 |\n|---|---|\n| 1 | אחת |\n| name | 3 |');
    const cells = prose.locator('tbody td');
    const places = await Promise.all([0, 1].map((index) => boxOf(cells.nth(index))));
    expect(places[0]!.left).toBeGreaterThan(places[1]!.right);
    for (const index of [0, 2]) {
      expect((await gapsOf(cells.nth(index), cells.nth(index))).right).toBeLessThan(AT_THE_SIDE);
    }
  });

  it('has its code and its formulas from left to right', async () => {
    const { prose } = await openReply('שלום `f(x)` עולם\n\n```js\nlet a;\n```\n\n$$\nx = 1\n$$');
    for (const selector of ['p > code', 'pre', 'math']) {
      expect(await styleOf(prose.locator(selector).first(), 'direction'), selector).toBe('ltr');
    }
  });

  it('leaves a reply in English as it is', async () => {
    const { prose } = await openReply('- one\n- two\n\n> three');
    expect((await gapsOf(prose.locator('li p').first(), prose.locator('ul'))).left).toBeLessThan(60);
    expect(await styleOf(prose.locator('blockquote'), 'border-left-width')).toBe('2px');
  });
});

const LONG_LINE = `const virtue = ${JSON.stringify('knowledge '.repeat(40))};`;
const WIDE_TABLE = `|${' column of words |'.repeat(20)}\n|${'---|'.repeat(20)}\n|${' word |'.repeat(20)}`;

/** Returns the pixels at the edge of an element, below its words and above its round corners. */
async function edgeOf(page: Page, element: Locator, side: 'left' | 'right'): Promise<string> {
  const box = (await element.boundingBox())!;
  const x = side === 'left' ? Math.ceil(box.x) + 1 : Math.floor(box.x + box.width) - 6;
  const clip = { x, y: Math.floor(box.y + box.height) - 9, width: 5, height: 2 };
  return (await page.screenshot({ clip })).toString('base64');
}

async function scrollTo(page: Page, element: Locator, left: number): Promise<void> {
  await element.evaluate((node, place) => (node.scrollLeft = place), left);
  await page.evaluate(
    'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))',
  );
}

describe('content that is wider than its box', () => {
  it.each([
    ['code', `\`\`\`\n${LONG_LINE}\n\`\`\``, 'pre'],
    ['a table', WIDE_TABLE, '.table-scroller'],
  ])('is shaded at the edge beyond which there is more: %s', async (_, content, selector) => {
    for (const width of [390, 1280]) {
      const { page, prose } = await openReply(content, width);
      const scroller = prose.locator(selector);
      const hidden = await scroller.evaluate((node) => node.scrollWidth - node.clientWidth);
      expect(hidden).toBeGreaterThan(100);
      const start = [await edgeOf(page, scroller, 'left'), await edgeOf(page, scroller, 'right')];
      await scrollTo(page, scroller, hidden);
      const end = [await edgeOf(page, scroller, 'left'), await edgeOf(page, scroller, 'right')];
      expect(start[0], 'nothing more at the left').not.toBe(end[0]);
      expect(start[1], 'more at the right').not.toBe(end[1]);
      expect(end[1], 'the edge of what fits has no shade').toBe(start[0]);
    }
  });

  it('can be wrapped if it is code, in all blocks from then on', async () => {
    const { page, prose } = await openReply(
      `\`\`\`\n${LONG_LINE}\n\`\`\`\n\nThen\n\n\`\`\`js\n${LONG_LINE}\n\`\`\``,
    );
    const overflows = () =>
      prose.locator('pre').evaluateAll((nodes) => nodes.map((node) => node.scrollWidth > node.clientWidth));
    expect(await overflows()).toEqual([true, true]);
    const wrap = prose.getByRole('button', { name: 'Wrap lines' }).first();
    expect(await wrap.getAttribute('aria-pressed')).toBe('false');
    await wrap.focus();
    await page.keyboard.press('Enter');
    expect(await wrap.getAttribute('aria-pressed')).toBe('true');
    expect(await overflows()).toEqual([false, false]);
    await page.reload();
    await prose.locator('pre').first().waitFor();
    await expect.poll(overflows).toEqual([false, false]);
    await prose.getByRole('button', { name: 'Wrap lines' }).last().click();
    expect(await overflows()).toEqual([true, true]);
  });

  it('scrolls by the keyboard', async () => {
    const { page, prose } = await openReply(`\`\`\`\n${LONG_LINE}\n\`\`\``);
    const code = prose.locator('pre');
    await code.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => code.evaluate((node) => node.scrollLeft)).toBeGreaterThan(0);
  });
});
