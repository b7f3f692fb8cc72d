import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();

const ASSISTANT = '/?agent=symposium/assistant/1.0.0';

async function open(path = ASSISTANT): Promise<ChatPage> {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const chat = await openChat(context, hub.url + path);
  await chat.page.getByRole('heading').first().waitFor();
  return chat;
}

/** Opens a page with two conversations, of which the second is open. */
async function openWithThreads(): Promise<ChatPage> {
  const chat = await open();
  hub.model.answerWith(streamText('One.'), streamText('Two.'));
  await chat.ask('First question');
  await chat.untilEnded();
  await chat.page.getByRole('button', { name: 'New conversation' }).click();
  await chat.ask('Second question');
  await chat.untilEnded();
  return chat;
}

const thread = (page: Page, name: RegExp) =>
  page.getByRole('navigation', { name: 'Threads' }).getByRole('link', { name });

async function blur(page: Page): Promise<void> {
  await page.evaluate('document.activeElement.blur()');
}

/** Types without a click, and expects the whole text in the message box. */
async function expectTyped({ page, textbox }: ChatPage, text: string): Promise<void> {
  await page.keyboard.type(text);
  await expect.poll(() => textbox.inputValue()).toBe(text);
}

describe('typed text', () => {
  it('goes to the message box from the first letter on, after the page has loaded', async () => {
    const chat = await open();
    await expectTyped(chat, 'how can you tell?');
  });

  it('… after a click on a conversation', async () => {
    const chat = await openWithThreads();
    await thread(chat.page, /First question/).click();
    await chat.page.getByText('One.').waitFor();
    await expectTyped(chat, 'why?');
  });

  it('… after a conversation was opened by the keyboard', async () => {
    const chat = await openWithThreads();
    await thread(chat.page, /First question/).focus();
    await chat.page.keyboard.press('Enter');
    await chat.page.getByText('One.').waitFor();
    await expectTyped(chat, 'can it be taught?');
    await chat.textbox.fill('');
    await chat.page.keyboard.press('Alt+ArrowUp');
    await chat.page.getByText('Two.').waitFor();
    await expectTyped(chat, 'can it?');
  });

  it('… after going back, and after coming from another page', async () => {
    const chat = await openWithThreads();
    const { page } = chat;
    await thread(page, /First question/).click();
    await page.getByText('One.').waitFor();
    await page.goBack();
    await page.getByText('Two.').waitFor();
    await expectTyped(chat, 'can we go on?');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.goBack();
    await page.getByText('Two.').waitFor();
    await page.keyboard.type(' Yes.');
    await expect.poll(() => chat.textbox.inputValue()).toBe('can we go on? Yes.');
  });

  it.each<[string, (page: Page) => Promise<unknown>]>([
    ['the shortcuts, by their keys', (page) => page.keyboard.press('ControlOrMeta+/')],
    ['the shortcuts, by their button', (page) => page.getByRole('button', { name: 'Shortcuts' }).click()],
    ['the palette', (page) => page.keyboard.press('ControlOrMeta+k')],
  ])('… after a dialog was closed: %s', async (_, openDialog) => {
    const chat = await open();
    await openDialog(chat.page);
    const dialog = chat.page.getByRole('dialog');
    await dialog.waitFor();
    await chat.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expectTyped(chat, 'can you?');
  });

  it('… after the shortcuts were opened from the palette', async () => {
    const chat = await open();
    const { page } = chat;
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('option', { name: 'New conversation' }).waitFor();
    await page.keyboard.type('shortcuts');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Shortcuts' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expectTyped(chat, 'can you?');
  });

  it('… after a click on the page, and where a button has the focus', async () => {
    const chat = await openWithThreads();
    await chat.page.getByText('Two.').click();
    await expectTyped(chat, 'can you?');
    await chat.textbox.fill('');
    await chat.page.getByRole('button', { name: 'New conversation' }).focus();
    await expectTyped(chat, 'why?');
    expect(chat.page.url()).toContain('/threads/');
  });

  it('… with a dead key, an input method, and a paste', async () => {
    const chat = await open();
    const { page, textbox } = chat;
    const session = await page.context().newCDPSession(page);
    const isFocused = () => textbox.evaluate((field) => field === field.ownerDocument.activeElement);
    for (const key of [{ key: 'Dead' }, { key: 'Process', windowsVirtualKeyCode: 229 }]) {
      await blur(page);
      await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
      expect(await isFocused()).toBe(true);
    }
    await session.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 });
    await session.send('Input.insertText', { text: '日本' });
    await expect.poll(() => textbox.inputValue()).toBe('日本');
    await page.evaluate("navigator.clipboard.writeText(' and pasted')");
    await blur(page);
    await page.keyboard.press('ControlOrMeta+v');
    await expect.poll(() => textbox.inputValue()).toBe('日本 and pasted');
  });
});

describe('a pressed key', () => {
  it('operates the focused control: Space and Enter', async () => {
    const chat = await openWithThreads();
    const { page } = chat;
    const button = page.getByRole('button', { name: 'New conversation' });
    await button.focus();
    await page.keyboard.press('Space');
    await page.waitForURL(/\/$/);
    expect(await chat.textbox.inputValue()).toBe('');
  });

  it('stays in a field, a menu and a dialog that is open', async () => {
    const chat = await openWithThreads();
    const { page, textbox } = chat;
    await page.getByRole('searchbox', { name: 'Search conversations' }).focus();
    await page.keyboard.type('can');
    expect(await page.getByRole('searchbox', { name: 'Search conversations' }).inputValue()).toBe('can');
    await page.keyboard.press('Escape');
    const row = page.getByRole('navigation', { name: 'Threads' }).getByRole('listitem').first();
    await row.hover();
    await row.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menu').waitFor();
    await page.keyboard.type('z');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.keyboard.press('ControlOrMeta+/');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('c?');
    await blur(page);
    await page.keyboard.type('c?');
    expect(await page.getByRole('dialog').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await textbox.inputValue()).toBe('');
  });

  it('scrolls the conversation by a page from an empty message box', async () => {
    hub.model.answerWith(streamText('A paragraph.\n\n'.repeat(100)));
    const chat = await open();
    await chat.ask('Tell me a lot');
    await chat.untilEnded();
    const log = chat.page.getByRole('log', { name: 'Conversation' });
    const top = () => log.evaluate((scroller) => scroller.scrollTop);
    await expect.poll(() => log.getByText('A paragraph.').count()).toBe(100); // the code for markdown loads with the first reply
    await expect.poll(top).toBeGreaterThan(1_000);
    await chat.textbox.focus();
    const end = await top();
    await chat.page.keyboard.press('PageUp');
    await expect.poll(top).toBeLessThan(end - 200);
    await chat.page.keyboard.press('PageDown');
    await expect.poll(top).toBe(end);
  });

  it('of the browser is left to the browser', async () => {
    const chat = await open();
    await blur(chat.page);
    await chat.page.keyboard.press('ControlOrMeta+c');
    await chat.page.keyboard.press('F2');
    expect(await chat.page.evaluate('document.activeElement === document.body')).toBe(true);
  });
});
