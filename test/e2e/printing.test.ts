import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const hub = setUpHub();
const browser = setUpBrowser();

const WIDE = `const wide = '${'0123456789'.repeat(30)}';`;
const REPLY = [
  '# A heading',
  ...Array.from(
    { length: 12 },
    (_, at) => `## Part ${at}\n\n${'It is living well, and doing so. '.repeat(30)}`,
  ),
  `\`\`\`js\n${WIDE}\n\`\`\``,
  'See [the docs](https://example.com/docs), https://example.org/bare and [mail](mailto:a@example.com).',
  `| ${'a very long cell '.repeat(12)} | b |\n| - | - |\n| ${'x'.repeat(200)} | y |`,
].join('\n\n');

/** Returns the number of pages of a PDF. */
function pagesOf(pdf: Buffer): number {
  const counts = [...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b(?!s)/g)];
  return counts.length;
}

it.each(['light', 'dark'] as const)(
  'the whole conversation is printed, without the shell (%s)',
  async (colorScheme) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme });
    const first = await context.newPage();
    await first.goto(`${hub.url}/v1/account`);
    const said = (role: string, content: string) => ({ role, content });
    const turns = Array.from({ length: 15 }, (_, at) => [
      said('user', `Question ${at}`),
      said('assistant', REPLY),
    ]);
    const id = await hub.clientOf({ page: first }).createThread(turns.flat());
    const { page, articles, agentButton } = await openChat(context, `${hub.url}/threads/${id}`);
    await articles.nth(29).locator('table').waitFor();
    await agentButton.waitFor();

    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 718, height: 1000 }); // a page of A4 between its margins
    const measured = await page.evaluate<Record<string, unknown>>(`(() => {
    const isShown = (element) => element.checkVisibility() && element.getBoundingClientRect().height > 0;
    const clipped = [...document.querySelectorAll('body *')].filter((element) => {
      const { overflowX, overflowY, position } = getComputedStyle(element);
      const clips = overflowX !== 'visible' || overflowY !== 'visible';
      return isShown(element) && clips && position !== 'absolute';
    });
    const last = [...document.querySelectorAll('article')].at(-1).getBoundingClientRect();
    const log = document.querySelector('[role="log"]').getBoundingClientRect();
    return {
      clipped: clipped.map((element) => element.outerHTML.slice(0, 120)),
      isWhole: log.height >= last.bottom - log.top && document.documentElement.scrollHeight >= last.bottom,
      isLong: log.height > 10_000,
      width: document.documentElement.scrollWidth,
      shell: [...document.querySelectorAll('aside, header, button, textarea, [role="radiogroup"], nav')].filter(isShown).length,
      ink: getComputedStyle(document.querySelector('article p')).color,
      paper: getComputedStyle(document.documentElement).colorScheme,
      addresses: [...document.querySelectorAll('article:last-of-type .prose p a')].slice(-3).map((link) => getComputedStyle(link, '::after').content),
      skipped: document.querySelectorAll('.section').length && [...document.querySelectorAll('.section, [data-part]')].filter((one) => getComputedStyle(one).contentVisibility !== 'visible').length,
    };
  })()`);
    expect(measured).toEqual({
      clipped: [],
      isWhole: true,
      isLong: true,
      width: 718,
      shell: 0,
      ink: expect.stringMatching(/^rgb\((\d|[1-5]\d), /),
      paper: 'light',
      addresses: ['" (https://example.com/docs)"', '""', '" (mailto:a@example.com)"'],
      skipped: 0,
    });
    expect(pagesOf(await page.pdf({ format: 'A4' }))).toBeGreaterThan(20);
  },
);

it('prints the complete settings', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 400 } });
  const { page } = await openChat(context, `${hub.url}/settings`);
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.getByRole('heading', { name: 'About' }).waitFor();
  await page.emulateMedia({ media: 'print' });
  const bottom = await page.evaluate<number>(
    `[...document.querySelectorAll('h2')].at(-1).getBoundingClientRect().bottom`,
  );
  expect(await page.evaluate('document.documentElement.scrollHeight')).toBeGreaterThan(bottom);
});
