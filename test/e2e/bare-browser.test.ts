import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const hub = setUpHub(() => ({ PRACTICE_TOKENS_PER_SECOND: '2000' }));
const browser = setUpBrowser();

const throwing = (name: string) => `() => { throw new DOMException('It cannot be done.', '${name}'); }`;

it.each([
  ['no segmenter', 'delete Intl.Segmenter'],
  ['no channels', 'delete globalThis.BroadcastChannel'],
  ['forbidden channels', `globalThis.BroadcastChannel = function () { (${throwing('SecurityError')})(); }`],
  [
    'channels that deliver nothing',
    `BroadcastChannel.prototype.postMessage = ${throwing('InvalidStateError')}`,
  ],
  ['no locks', `Object.defineProperty(navigator, 'locks', { value: undefined })`],
  [
    'forbidden locks',
    `if (globalThis.LockManager) LockManager.prototype.request = ${throwing('SecurityError')}`,
  ],
  ['no random ids', 'delete Crypto.prototype.randomUUID'],
  ['no databases', 'delete globalThis.indexedDB'],
  ['a full storage', `Storage.prototype.setItem = ${throwing('QuotaExceededError')}`],
  [
    'a forbidden storage',
    `Object.defineProperty(globalThis, 'localStorage', { get: ${throwing('SecurityError')} })`,
  ],
])('a browser with %s holds a conversation', async (_, script) => {
  const context = await browser.newContext();
  await context.addInitScript(script);
  const chat = await openChat(context, `${hub.url}/?agent=symposium/streaming-example/latest`);
  await chat.ask('What is virtue?');
  await chat.untilDeltas(20);
  await chat.untilEnded();
  await expect.poll(() => chat.articles.count()).toBeGreaterThanOrEqual(2);
  expect(await chat.deltas()).toBeGreaterThan(20);
});

it('a browser whose storage is full applies a preference at once, and says that it cannot keep it', async () => {
  const context = await browser.newContext();
  await context.addInitScript(`Storage.prototype.setItem = ${throwing('QuotaExceededError')}`);
  const { page } = await openChat(context, `${hub.url}/settings`);
  await page.getByRole('radio', { name: 'Dark' }).click();
  await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
  await page.getByText('last until you close this page').waitFor();
});

it('a browser that keeps no cookies says so, and continues once it keeps them', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setDocumentCookieDisabled', { disabled: true });
  await page.goto(hub.url);
  await page.getByRole('heading', { name: 'Cookies are blocked' }).waitFor();
  expect(await page.getByRole('main').innerText()).toContain(`Allow cookies for ${new URL(hub.url).host}`);
  await session.send('Emulation.setDocumentCookieDisabled', { disabled: false });
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
});
