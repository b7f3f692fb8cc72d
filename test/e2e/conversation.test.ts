import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { lettersOf, openChat, type ChatPage } from '../support/chat-page.ts';
import { longAnswer } from '../support/long-answer.ts';
import { ChunkLimit, streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();

const ASSISTANT = '/?agent=symposium/assistant/1.0.0';
const NOT_SENT = 'Waiting to send';

/** Presses Tab until the control of this name has the focus. */
async function tabTo(page: Page, name: string, key = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press(key);
    const focused = await page.evaluate<string>(
      `(() => { const e = document.activeElement; return e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent.trim(); })()`,
    );
    if (focused === name) return;
    passed.push(focused);
  }
  throw new Error(`Tab does not come to “${name}”, but to: ${passed.join(', ')}`);
}

/** The text of an article, without the note that appears after some seconds without a delta. */
async function textOfArticle(chat: ChatPage, index: number): Promise<string> {
  return lettersOf((await chat.articles.nth(index).textContent()) ?? '').replace(/Waiting\d+s$/, '');
}

it('edits a message in a new version, and returns to the unchanged original', async () => {
  const chat = await openChat(await browser.newContext(), hub.url + ASSISTANT);
  const { page } = chat;
  hub.model.answerWith(streamText('It is living well.'), streamText('It is giving each their own.'));
  const original = await chat.ask('What is virtue?');
  await chat.untilEnded();

  await chat.articles.nth(0).hover();
  await page.getByRole('button', { name: 'Edit message' }).click();
  await page.getByRole('textbox', { name: 'Edit message' }).fill('What is justice?');
  await page.keyboard.press('Enter');
  await page.getByText('It is giving each their own.').waitFor();
  expect(page.url()).not.toContain(original);
  expect(await textOfArticle(chat, 0)).toContain('Whatisjustice');
  await chat.untilEnded();

  await page.getByRole('link', { name: 'Previous version' }).click();
  await page.waitForURL(`**/threads/${original}`);
  await page.getByText('It is living well.').waitFor();
  expect(await chat.articles.count()).toBe(2);
  expect(await textOfArticle(chat, 0)).toContain('Whatisvirtue');
  await page.goBack();
  await page.getByText('It is giving each their own.').waitFor();
  await page.reload();
  await page.getByRole('navigation', { name: 'Version 2 of 2' }).waitFor();

  const client = hub.clientOf(chat);
  expect(await client.messages(original)).toHaveLength(2);
});

it('keeps a message that was sent offline, and the draft over a reload, and sends it once when online', async () => {
  browser.allow(/ERR_INTERNET_DISCONNECTED/);
  const context = await browser.newContext();
  const chat = await openChat(context, hub.url + ASSISTANT);
  hub.model.answerWith(streamText('A first answer.'), streamText('It is living well.'));
  const threadId = await chat.ask('A first question.');
  await chat.untilEnded();

  await context.setOffline(true);
  await chat.textbox.fill('What is virtue?');
  await chat.sendButton.click();
  await chat.articles.nth(2).getByText(NOT_SENT).waitFor();
  expect(await chat.textbox.inputValue()).toBe('');
  await chat.textbox.fill('Half a thought');
  await context.setOffline(false);
  await chat.articles.nth(3).getByText('It is living well.').waitFor();
  await chat.untilEnded();
  expect(await chat.articles.nth(2).innerText()).not.toContain(NOT_SENT);
  expect(await hub.clientOf(chat).messages(threadId)).toHaveLength(4);
  await chat.page.reload();
  await chat.articles.nth(3).waitFor();
  expect(await chat.textbox.inputValue()).toBe('Half a thought');
});

it('continues a stream after a reload, and after a visit to another conversation', async () => {
  const text = longAnswer().slice(0, 6_000);
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const chat = await openChat(context, hub.url + ASSISTANT);
  const { page } = chat;
  hub.model.answerWith(streamText('A short answer.'));
  await chat.ask('Another thread.');
  await chat.untilEnded();
  await page.getByRole('button', { name: 'New conversation' }).click();
  const limit = new ChunkLimit(300);
  hub.model.answerWith(streamText(text, { limit }));
  const threadId = await chat.ask('What is virtue?');
  expect(await chat.untilDeltas(300)).toBe(300);
  await page.reload();
  expect(await chat.untilDeltas(300)).toBe(300);
  const before = await textOfArticle(chat, 1);
  await page
    .getByRole('navigation', { name: 'Threads' })
    .getByRole('link', { name: /Another thread/ })
    .click();
  await page.getByText('A short answer.').waitFor();
  await page.goBack();
  await page.waitForURL(`**/threads/${threadId}`);
  expect(await chat.untilDeltas(300)).toBe(300);
  await expect.poll(() => textOfArticle(chat, 1)).toBe(before);
  limit.raise();
  await chat.untilEnded();
  expect(await chat.deltas()).toBe(Math.ceil([...text].length / 5));
  expect(await textOfArticle(chat, 1)).toContain(lettersOf(text));

  await chat.articles.nth(1).hover();
  await chat.articles.nth(1).getByRole('button', { name: 'Copy message' }).click();
  await page.getByRole('button', { name: 'Copied message' }).waitFor();
  const copied = await page.evaluate<string>('navigator.clipboard.readText()');
  expect(lettersOf(copied), 'with what is out of view').toContain(lettersOf(text));
});

it('allows a whole conversation by keyboard', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const chat = await openChat(context, hub.url + ASSISTANT);
  const { page } = chat;
  const limit = new ChunkLimit(200);
  hub.model.answerWith(
    streamText('It is living well.'),
    streamText(longAnswer(), { limit }),
    streamText('It is a mean.'),
  );
  const { keyboard } = page;

  await chat.textbox.waitFor();
  await tabTo(page, 'Message');
  await keyboard.type('What is virtue?');
  await keyboard.press('Shift+Enter');
  await keyboard.type('In a word.');
  await keyboard.press('Enter');
  await page.getByText('It is living well.').waitFor();
  await chat.untilEnded();
  expect(await textOfArticle(chat, 0)).toContain('WhatisvirtueInaword');

  await keyboard.type('And courage?');
  await keyboard.press('Enter');
  await chat.untilDeltas(200);
  await keyboard.press('Escape');
  await chat.untilEnded();
  await page.getByText('Stopped', { exact: true }).waitFor();

  await keyboard.press('ArrowUp');
  await page.getByRole('textbox', { name: 'Edit message' }).waitFor();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('And temperance?');
  await keyboard.press('Enter');
  await page.getByText('It is a mean.').waitFor();
  await chat.untilEnded();
  expect(await chat.textbox.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(
    true,
  );

  await tabTo(page, 'Previous version', 'Shift+Tab');
  await keyboard.press('Enter');
  await page.getByText('And courage?').waitFor();
  limit.raise();
});

describe('at a zoom of 200 %, and on the narrowest screen', () => {
  it.each([
    ['1280 by 800 pixels at 200 %', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
    ['320 by 640 pixels', { viewport: { width: 320, height: 640 } }],
  ])('%s: nothing is cut, and everything can be used', async (_, options) => {
    const chat = await openChat(await browser.newContext(options), hub.url + ASSISTANT);
    const { page } = chat;
    const wide = `| ${'a column | '.repeat(12)}\n| ${'- | '.repeat(12)}\n| ${'a cell | '.repeat(12)}\n\n\`\`\`js\n${'x'.repeat(300)}\n\`\`\`\n\n${'Donaudampfschiff'.repeat(20)}`;
    hub.model.answerWith(streamText(`${longAnswer().slice(0, 3_000)}\n\n${wide}`));
    await expectNoSidewaysScroll(page, 'welcome');
    await chat.ask(`What is virtue? ${'Donaudampfschiff'.repeat(20)}`);
    await chat.untilEnded();
    await expectNoSidewaysScroll(page, 'conversation');
    for (const control of [chat.textbox, chat.sendButton]) {
      const box = await control.boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(options.viewport.width);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(options.viewport.height);
    }
    const log = await page.getByRole('log').boundingBox();
    expect(log?.height, 'there is room to read').toBeGreaterThan(options.viewport.height / 4);
    for (const path of ['/settings', '/agents']) {
      await page.goto(hub.url + path);
      await page.getByRole('heading').first().waitFor();
      await expectNoSidewaysScroll(page, path);
    }
  });

  async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
    const excess = await page.evaluate<number>(
      `Math.max(...[document.documentElement, ...document.querySelectorAll('main, [role="log"]')].map((e) => e.scrollWidth - e.clientWidth))`,
    );
    expect(excess, where).toBeLessThanOrEqual(0);
  }
});
