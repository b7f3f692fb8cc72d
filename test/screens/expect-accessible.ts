import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { TestBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { prepare, SIZES, type Screen, type Stage } from './stage.ts';

/** The narrowest screen that needs no horizontal scrolling: https://www.w3.org/TR/WCAG22/#reflow */
const NARROWEST = { width: 320, height: 640 };

/** The rules that a theme can break, because it changes only colours. */
const OF_COLOUR = { runOnly: ['color-contrast', 'link-in-text-block'] };

/** Checks a screen in each size and theme, and that it fits the narrowest screen. */
export async function expectAccessible(
  screen: Screen,
  browser: TestBrowser,
  hub: Stage['hub'],
): Promise<void> {
  if (screen.complaint) browser.allow(screen.complaint);
  const viewport = SIZES[screen.only ?? 'wide'];
  const context = await browser.newContext({ viewport, colorScheme: 'light', reducedMotion: 'reduce' });
  const chat = await openChat(context, 'about:blank');
  const { page } = chat;
  const stage = { chat, page, hub };
  await prepare(stage);
  await screen.enter(stage);
  await page.evaluate(axe.source);
  const sizes = screen.only === undefined ? Object.entries(SIZES) : [[screen.only, viewport] as const];
  for (const [size, sized] of sizes) {
    await page.setViewportSize(sized);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await findings(page), `${size}, light`).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findings(page, OF_COLOUR), `${size}, dark`).toEqual([]);
  }
  await page.setViewportSize(NARROWEST);
  expect(await overflow(page), 'sideways').toBeLessThanOrEqual(0);
}

async function findings(page: Page, rules: Pick<RunOptions, 'runOnly'> = {}): Promise<string[]> {
  const options: RunOptions = { ...rules, resultTypes: ['violations'] };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}\n${target.join(' ')}\n${failureSummary}`),
  );
}

/** Returns how many pixels the content of the page, or of a part that must not scroll, is wider than its box. */
async function overflow(page: Page): Promise<number> {
  return page.evaluate<number>(
    `Math.max(...[document.documentElement, ...document.querySelectorAll('main, nav, [role="log"], [role="dialog"]')].map((element) => element.scrollWidth - element.clientWidth))`,
  );
}
