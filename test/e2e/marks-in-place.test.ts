import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const hub = setUpHub();
const browser = setUpBrowser();

const MARKS = '\u0301\u0316\u0489'.repeat(400);

it.each([
  ['the right', `Z${MARKS}`, 1_120],
  ['the left', `ש${MARKS}`, 280],
])('keeps a letter with very many marks in its place: nothing is seen of it at %s', async (_, letter, x) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(`${hub.url}/v1/account`);
  const thread = await hub.clientOf({ page }).createThread([
    { role: 'user', content: letter },
    { role: 'assistant', content: `${letter}\n\n# ${letter}\n\n\`${letter}\`\n\nAfter.` },
  ]);
  await page.goto(`${hub.url}/threads/${thread}`);
  await page.locator('.prose p', { hasText: 'After' }).waitFor();
  await page.evaluate('document.fonts.ready.then(() => null)');
  await page.addStyleTag({ content: 'h2, time { visibility: hidden }' });
  const beside = { x, y: 60, width: 80, height: 700 };
  const before = await page.screenshot({ clip: beside, animations: 'disabled' });
  await page.addStyleTag({ content: 'article p, article h3 { visibility: hidden }' });
  const after = await page.screenshot({ clip: beside, animations: 'disabled' });
  expect(before.equals(after)).toBe(true);
});
