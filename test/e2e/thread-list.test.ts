import axe, { type AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { longAnswer } from '../support/long-answer.ts';
import { streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Opens a browser whose account has conversations with these titles, newest last. */
async function openWith(titles: readonly string[], context: BrowserContext): Promise<ChatPage> {
  const page = await context.newPage();
  await page.goto(`${hub.url}/v1/account`);
  const client = hub.clientOf({ page });
  for (const title of titles) {
    const id = await client.createThread([{ role: 'user', content: `We talk of ${title}, and of virtue.` }]);
    await client.rename(id, title);
  }
  await page.close();
  const chat = await openChat(context, `${hub.url}/?agent=symposium/assistant/1.0.0`);
  await chat.textbox.waitFor();
  return chat;
}

const nav = (page: Page) => page.getByRole('navigation', { name: 'Threads' }).filter({ visible: true });
const row = (page: Page, name: string | RegExp) => nav(page).getByRole('link', { name });
const titles = (page: Page) => nav(page).locator('a [title]').allInnerTexts();
const undo = (page: Page) => page.getByRole('button', { name: 'Undo' });

async function choose(page: Page, title: string, item: string): Promise<void> {
  await nav(page)
    .getByRole('button', { name: `Actions for ${title}` })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ failureSummary }) => `${id}: ${failureSummary}`));
}

/** Returns the controls of the list that are smaller than 24 by 24 pixels. */
function smallTargets(page: Page): Promise<string[]> {
  return nav(page)
    .locator('a, button, input')
    .evaluateAll((controls) =>
      controls
        .filter((control) => {
          const { width, height } = control.getBoundingClientRect();
          return width < 24 || height < 24;
        })
        .map((control) => control.outerHTML),
    );
}

describe('a conversation', () => {
  it('is renamed in the list, and keeps its title after a reload', async () => {
    const { page } = await openWith(['Recipes', 'The cave'], await browser.newContext());
    await row(page, /Recipes/).focus();
    await page.keyboard.press('F2');
    await page.keyboard.type('Recipes for winter');
    await page.keyboard.press('Enter');
    await row(page, /winter/)
      .and(page.locator(':focus'))
      .waitFor();
    await choose(page, 'The cave', 'Rename');
    await page.keyboard.type('The shadows');
    const saved = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.keyboard.press('Enter');
    expect((await saved).ok()).toBe(true);
    await page.reload();
    await row(page, /shadows/).waitFor();
    expect((await titles(page)).toSorted()).toEqual(['Recipes for winter', 'The shadows']);
  });

  it('is deleted while it is open, and is restored unchanged', async () => {
    const { page } = await openWith(['Recipes', 'The cave'], await browser.newContext());
    await row(page, /cave/).click();
    await page.getByRole('article').waitFor();
    const address = page.url();
    await choose(page, 'The cave', 'Delete');
    await undo(page).waitFor();
    expect(await titles(page)).toEqual(['Recipes']);
    expect(new URL(page.url()).pathname).toBe('/');
    await row(page, /Recipes/)
      .and(page.locator(':focus'))
      .waitFor();
    const toast = await page.getByRole('dialog', { name: 'Deleted “The cave”' }).boundingBox();
    const textbox = await page.getByRole('textbox', { name: 'Message' }).boundingBox();
    expect(toast!.y + toast!.height, 'the toast lies above the composer').toBeLessThanOrEqual(textbox!.y);
    await undo(page).click();
    await page.waitForURL(address);
    expect(await page.getByRole('article').innerText()).toContain('We talk of The cave');
    expect(await titles(page)).toEqual(['The cave', 'Recipes']);
  });

  it('is deleted on the hub when its toast disappears, which waits while the mouse is over it', async () => {
    const { page } = await openWith(['Recipes', 'The cave'], await browser.newContext());
    await page.clock.install();
    await choose(page, 'The cave', 'Delete');
    await undo(page).hover();
    await page.clock.runFor(60_000);
    expect(await undo(page).isVisible()).toBe(true);
    const gone = page.waitForRequest((request) => request.method() === 'DELETE');
    await page.mouse.move(0, 0);
    await page.clock.runFor(9_000);
    await gone;
    await undo(page).waitFor({ state: 'detached' });
    await page.reload();
    await row(page, /Recipes/).waitFor();
    expect(await titles(page)).toEqual(['Recipes']);
  });

  it('is deleted on the hub when the page is closed before the toast disappears', async () => {
    const context = await browser.newContext();
    const { page } = await openWith(['Recipes', 'The cave'], context);
    await choose(page, 'The cave', 'Delete');
    await undo(page).waitFor();
    await page.goto('about:blank');
    const again = await context.newPage();
    await again.goto(hub.url);
    await expect.poll(() => titles(again)).toEqual(['Recipes']);
  });
});

describe('the list of conversations', () => {
  it('is searched by titles and messages', async () => {
    const { page } = await openWith(['Recipes', 'The cave'], await browser.newContext());
    const field = nav(page).getByRole('searchbox', { name: 'Search conversations' });
    await page.getByRole('textbox', { name: 'Message' }).focus();
    await field.fill('CAVE virtue');
    await nav(page).getByText('1 conversation').waitFor();
    expect(await titles(page)).toEqual(['The cave']);
    const marks = nav(page).locator('mark'); // the code that marks them loads with the first search
    await expect.poll(() => marks.allInnerTexts()).toEqual(['cave', 'cave', 'virtue']);
    await field.fill('xyzzy');
    await nav(page).getByText('No results for').waitFor();
    await page.keyboard.press('Escape');
    await row(page, /Recipes/).waitFor();
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Message');
  });

  it('counts several runs at the same time, and marks those that ended unseen', async () => {
    hub.model.answerWith(
      streamText(longAnswer(), { perSecond: 100 }),
      streamText(longAnswer(), { perSecond: 100 }),
    );
    const context = await browser.newContext();
    const one = await openChat(context, `${hub.url}/?agent=symposium/assistant/1.0.0`);
    const { page } = one;
    await one.ask('The first question');
    await one.untilDeltas(20);
    await page.getByRole('button', { name: 'New conversation' }).click();
    await one.ask('The second question');
    await one.untilDeltas(20);
    const counts = () =>
      nav(page)
        .locator('a .tabular-nums:not(time)')
        .allInnerTexts()
        .then((texts) => texts.map(Number));
    const [second = 0, first = 0] = await counts();
    await expect
      .poll(async () => (await counts()).every((count, at) => count > [second, first][at]! + 50))
      .toBe(true);
    await one.stopButton.click();
    const client = hub.clientOf(one);
    const left = await row(page, /first/).getAttribute('href');
    const { id, thread_id } = await client.newestRun(left!.split('/')[2]!);
    await page.evaluate(
      ([path]) => fetch(path!, { method: 'POST' }).then(() => null),
      [`/v1/threads/${thread_id}/runs/${id}/cancel`],
    );
    await row(page, /first.*Unread/s).waitFor();
    expect(await page.title()).toMatch(/^\(1\) /);
    expect(await row(page, /second/).innerText()).not.toContain('Unread');
    await row(page, /first/).click();
    await expect.poll(() => page.title()).not.toMatch(/^\(/);
  });

  it.each([
    ['a wide screen', { viewport: { width: 1440, height: 900 } }],
    ['a phone', PHONE],
  ])('is whole on %s, dark or light: axe finds nothing, targets are large enough', async (_, options) => {
    const context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
    const long = 'On virtue and whether it can be taught to anyone at all by anybody'.repeat(3);
    const { page } = await openWith(['مرحبا كيف حالك', long, 'Recipes', 'The cave'], context);
    if (options === PHONE) await page.getByRole('button', { name: 'Open the conversation list' }).click();
    await row(page, /Recipes/).waitFor();
    const both = async (state: string) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await findings(page), `${state}, ${colorScheme}`).toEqual([]);
      }
    };
    expect(await smallTargets(page)).toEqual([]);
    await both('the list');
    await nav(page).getByRole('button', { name: 'Actions for Recipes' }).click();
    await page.getByRole('menu').waitFor();
    await both('the menu');
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Enter');
    await nav(page).getByRole('alert').waitFor();
    await both('a title that is refused');
    await page.keyboard.press('Escape');
    await choose(page, 'The cave', 'Delete');
    await undo(page).waitFor();
    await both('a toast');
    await nav(page).getByRole('searchbox').fill('virtue');
    await nav(page)
      .getByText(/^\d+ conversations$/)
      .waitFor();
    await both('what was found');
  });

  it('fits into a drawer of 320 pixels, where a deletion is undone', async () => {
    const context = await browser.newContext({ ...PHONE, viewport: { width: 320, height: 640 } });
    const { page } = await openWith(
      ['Pneumonoultramicroscopicsilicovolcanoconiosis'.repeat(3), 'Recipes'],
      context,
    );
    await page.getByRole('button', { name: 'Open the conversation list' }).tap();
    await choose(page, 'Recipes', 'Delete');
    await undo(page).tap();
    await row(page, /Recipes/).waitFor();
    expect(await page.getByRole('dialog', { name: 'Conversation list' }).count(), 'the drawer stays').toBe(1);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    expect(
      await nav(page).evaluate(
        (list) =>
          [...list.querySelectorAll('*')].filter((node) => node.getBoundingClientRect().right > 320).length,
      ),
    ).toBe(0);
  });
});
