import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const hub = setUpHub();
const browser = setUpBrowser();

/** The largest text and spacing. */
const LARGE = { textSize: 'large', density: 'comfortable', displays: { 'symposium/assistant': 'never' } };

async function open(path: string, viewport: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.addInitScript(
    `localStorage.getItem('symposium.preferences') ??
     localStorage.setItem('symposium.preferences', '${JSON.stringify({ state: LARGE, version: 0 })}');`,
  );
  await page.goto(hub.url + path);
  return page;
}

/** Returns the elements that are wider than the page. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`
    [...document.querySelectorAll('body *')]
      .filter((element) => element.checkVisibility() && !element.closest('.sr-only'))
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 0 && (left < -0.5 || right > innerWidth + 0.5);
      })
      .map((element) => element.outerHTML.slice(0, 120))
  `);
}

describe.each([
  ['320 px wide', { width: 320, height: 640 }],
  ['a wide screen at 200 %', { width: 640, height: 450 }],
])('with large text, %s', (_, viewport) => {
  it('the settings fit, and so does the dialog that confirms deleting everything', async () => {
    const page = await open('/settings', viewport);
    await page.getByRole('region', { name: 'About' }).waitFor();
    expect(await cutOff(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete everything' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Delete everything' }).scrollIntoViewIfNeeded();
    expect(await cutOff(page)).toEqual([]);
  });

  it('the palette and the shortcuts fit', async () => {
    const page = await open('/', viewport);
    await page.getByRole('textbox', { name: 'Message' }).press('ControlOrMeta+k');
    await page.getByRole('option', { name: 'New conversation' }).waitFor();
    expect(await cutOff(page)).toEqual([]);
    await page.keyboard.type('shortcuts');
    await page.keyboard.press('Enter');
    const list = page.getByRole('dialog', { name: 'Shortcuts' });
    await list.getByText('Edit last message').scrollIntoViewIfNeeded();
    expect(await cutOff(page)).toEqual([]);
  });
});

it('applies the preferences from the first paint', async () => {
  const page = await open('/', { width: 1440, height: 900 });
  await page.route('**/assets/*.js', () => new Promise(() => {})); // the client never loads
  await page.evaluate(`
    localStorage.setItem('symposium.preferences',
      JSON.stringify({ state: { theme: 'dark', density: 'compact', textSize: 'small' }, version: 0 }))
  `);
  await page.reload({ waitUntil: 'commit' });
  await page.locator('#root').waitFor({ state: 'attached' });
  const shown = () =>
    page.evaluate(`({
      ground: getComputedStyle(document.documentElement).backgroundColor,
      scale: getComputedStyle(document.documentElement).getPropertyValue('--text-scale'),
      row: getComputedStyle(document.documentElement).getPropertyValue('--spacing-row'),
    })`);
  await expect.poll(shown).toEqual({ ground: 'rgb(25, 22, 19)', scale: '.92', row: '1.875rem' });
});

it('hides the sidebar, and moves the focus to the button that shows it', async () => {
  const page = await open('/', { width: 1440, height: 900 });
  const threads = page.getByRole('navigation', { name: 'Threads' });
  const isFocused = (name: string) =>
    page.getByRole('button', { name }).evaluate((button) => button === button.ownerDocument.activeElement);
  await page.getByRole('button', { name: 'Hide the sidebar' }).click();
  expect(await threads.isVisible()).toBe(false);
  expect(await isFocused('Open the conversation list')).toBe(true);
  await page.reload();
  await page.getByRole('button', { name: 'Open the conversation list' }).click();
  expect(await threads.isVisible()).toBe(true);
  expect(await isFocused('Hide the sidebar')).toBe(true);
});
