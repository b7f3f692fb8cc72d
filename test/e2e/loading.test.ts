import { gzipSync } from 'node:zlib';
import type { Page, Response } from 'playwright-core';
import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { setUpHub } from '../support/set-up-hub.ts';

/** Compressed, in bytes. */
const MAX_SCRIPT = 160_000;

const WATCH_SHIFTS = `
  globalThis.shift = 0;
  const add = (entries) => entries.forEach(({ value }) => (globalThis.shift += value));
  globalThis.shifts = new PerformanceObserver((list) => add(list.getEntries()));
  globalThis.shifts.observe({ type: 'layout-shift', buffered: true });
`;
/** Returns the layout shift of the page after the next frames. */
const CUMULATIVE_SHIFT = `(async () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
  for (let frames = 0; frames < 3; frames += 1) await frame();
  return globalThis.shifts.takeRecords().reduce((sum, { value }) => sum + value, globalThis.shift);
})()`;

const hub = setUpHub();
const browser = setUpBrowser();

/** Opens a browser that has an account with a conversation for each answer, and none of the client's files. */
async function openBlank(answers: readonly string[] = []): Promise<{ page: Page; threads: string[] }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${hub.url}/v1/account`);
  const threads: string[] = [];
  for (const answer of answers) {
    const id = await hub.clientOf({ page }).createThread([
      { role: 'user', content: 'What is a good life?' },
      { role: 'assistant', content: answer },
    ]);
    threads.push(`/threads/${id}`);
  }
  return { page, threads };
}

function isScript(response: Response): boolean {
  return new URL(response.url()).pathname.endsWith('.js');
}

async function sizeOf(responses: readonly Response[]): Promise<number> {
  const sizes = responses.map(async (response) => gzipSync(await response.body(), { level: 9 }).length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

it('breaks no rule of its content security policy', async () => {
  const { page } = await openBlank();
  const broken: string[] = [];
  await page.exposeFunction('onBroken', (rule: string) => broken.push(rule));
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => onBroken(violatedDirective + ' ' + blockedURI))`,
  );
  await page.goto(hub.url);
  await page.getByRole('heading', { name: 'What is on your mind?' }).waitFor();
  expect(broken).toEqual([]);
});

it('shows the first screen with at most 160 KB of JavaScript', async () => {
  const { page } = await openBlank();
  const scripts: Response[] = [];
  page.on('response', (response) => {
    if (isScript(response)) scripts.push(response);
  });
  const document = await page.goto(hub.url);
  await page.getByRole('heading', { name: 'What is on your mind?' }).waitFor();
  expect(await sizeOf(scripts)).toBeLessThanOrEqual(MAX_SCRIPT);
  const named = [...((await document?.text()) ?? '').matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)];
  expect(scripts.map((script) => new URL(script.url()).pathname).toSorted()).toEqual(
    named.map(([, path]) => path).toSorted(),
  );
});

it('sends the data of the first screen and the cookie of the account with the page', async () => {
  const { page } = await openBlank();
  const context = page.context();
  await context.clearCookies();
  const asked: string[] = [];
  page.on('request', (request) => void asked.push(new URL(request.url()).pathname));
  const answer = await page.goto(hub.url);
  expect(await answer?.headerValue('cache-control')).toBe('no-store');
  await page.getByRole('heading', { name: 'What is on your mind?' }).waitFor();
  await page.getByRole('radio').first().waitFor();
  expect(asked.filter((path) => /^\/health|^\/v1\/(account|assistants)$/.test(path))).toEqual([]);
  expect(await context.cookies(hub.url)).toHaveLength(1);

  const thread = await hub
    .clientOf({ page })
    .createThread([{ role: 'user', content: 'What is a good life?' }]);
  await page.goto(`${hub.url}/threads/${thread}`);
  await page.getByRole('article').getByText('What is a good life?').waitFor();
});

it('loads the modules for code and maths when some is shown, and not before', async () => {
  const { page, threads } = await openBlank(['Living well.', '```js\nconst life = 1;\n```', '$$\nx^2\n$$']);
  const seen = new Set<string>();
  page.on('response', (response) => void seen.add(response.url()));
  const [prose, code, maths] = threads.map((path) => hub.url + path) as [string, string, string];
  await page.goto(prose);
  await page.getByText('Living well.').waitFor();
  const ofFormulas = () => [...seen].filter((url) => /KaTeX|formula/.test(url));
  for (const path of [code, maths]) {
    expect(ofFormulas()).toEqual([]);
    const before = new Set(seen);
    const isNew = (response: Response) => isScript(response) && !before.has(response.url());
    await Promise.all([page.waitForResponse(isNew), page.goto(path)]);
  }
  await page.locator('.katex-html').first().waitFor();
  await page.evaluate('document.fonts.ready.then(() => null)');
  const fonts = () => ofFormulas().flatMap((url) => /KaTeX_\w+-\w+(?=-)/.exec(url)?.[0] ?? []);
  await expect
    .poll(() => new Set(fonts()), { message: 'only those of x and 2' })
    .toEqual(new Set(['KaTeX_Main-Regular', 'KaTeX_Math-Italic']));
});

it.each([
  ['the first screen', () => '/', 'What is on your mind?'],
  ['a thread', (path: string) => path, 'Living well'],
])('moves nothing of %s when its fonts come late', async (_, pathOf, shown) => {
  const { page, threads } = await openBlank(['Living well, and *that* takes **practice**. '.repeat(20)]);
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/*.woff2', async (route) => {
    await released;
    await route.continue();
  });
  await page.addInitScript(WATCH_SHIFTS);
  await page.goto(hub.url + pathOf(threads[0]!), { waitUntil: 'commit' });
  await page.getByText(shown).first().waitFor();
  expect(await page.evaluate(CUMULATIVE_SHIFT), 'without its fonts').toBe(0);

  const fonts = page.waitForResponse(/literata-latin-wght-normal/);
  release();
  await (await fonts).finished();
  await page.evaluate('document.fonts.ready.then(() => null)');
  expect(await page.evaluate(CUMULATIVE_SHIFT), 'with its fonts').toBe(0);
});
