import { devices, type Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { chunk, frame, sendStream, streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();

const SMALL_TEXT = { state: { textSize: 'small', sendKey: 'enter' }, version: 0 };

async function openOnPhone(): Promise<ChatPage> {
  const { defaultBrowserType: _, ...phone } = devices['Pixel 7'];
  const context = await browser.newContext({ ...phone, viewport: { width: 390, height: 844 } });
  const chat = await openChat(context, `${hub.url}/?agent=symposium/assistant/1.0.0`);
  await chat.page.evaluate(`localStorage.setItem('symposium.preferences', '${JSON.stringify(SMALL_TEXT)}')`);
  await chat.page.reload();
  await chat.textbox.waitFor();
  return chat;
}

/** Returns the font sizes of all text fields on the page, in pixels, by their names. */
function sizesOf(page: Page): Promise<Record<string, number>> {
  return page.evaluate(`Object.fromEntries(
    [...document.querySelectorAll('textarea, select, input:not([type=radio], [type=checkbox])')]
      .map((field) => [field.getAttribute('aria-label') ?? field.name, parseFloat(getComputedStyle(field).fontSize)])
  )`);
}

it('Enter makes a new line, whatever the send key is, and the button sends', async () => {
  hub.model.answerWith(streamText('It is living well.'));
  const chat = await openOnPhone();
  expect(await chat.textbox.getAttribute('enterkeyhint')).toBe('enter');
  await chat.textbox.tap();
  await chat.page.keyboard.type('What is virtue?');
  await chat.page.keyboard.press('Enter');
  await chat.page.keyboard.type('In a word.');
  expect(await chat.textbox.inputValue()).toBe('What is virtue?\nIn a word.');
  await chat.sendButton.tap();
  await chat.page.getByText('It is living well.').waitFor();
  await chat.untilEnded();

  await chat.articles.nth(0).getByRole('button', { name: 'Edit message' }).tap();
  const editor = chat.page.getByRole('textbox', { name: 'Edit message' });
  await editor.press('Enter');
  expect(await editor.inputValue()).toBe('What is virtue?\nIn a word.\n');
  expect(await editor.getAttribute('enterkeyhint')).toBe('enter');
});

it('the keyboard stays closed until a field is tapped', async () => {
  const { page } = await openOnPhone();
  expect(await page.evaluate('document.activeElement === document.body')).toBe(true);
});

it('no text field has text so small that the browser zooms in on it', async () => {
  hub.model.answerWith(streamText('It is living well.'));
  const chat = await openOnPhone();
  const { page } = chat;
  await chat.ask('What is virtue?');
  await chat.untilEnded();
  await chat.articles.nth(0).getByRole('button', { name: 'Edit message' }).tap();
  await page.getByRole('textbox', { name: 'Edit message' }).waitFor();
  const sizes = await sizesOf(page);
  await page.getByRole('button', { name: 'Open the conversation list' }).tap();
  const drawer = page.getByRole('dialog', { name: 'Conversation list' });
  await drawer.getByRole('button', { name: /^Actions for/ }).tap();
  await page.getByRole('menuitem', { name: 'Rename' }).tap();
  await page.getByRole('textbox', { name: /^Title of/ }).waitFor();
  Object.assign(sizes, await sizesOf(page));
  await page.goto(`${hub.url}/agents`);
  await page.getByRole('searchbox', { name: 'Search agents' }).waitFor();
  Object.assign(sizes, await sizesOf(page));
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  Object.assign(sizes, await sizesOf(page));
  expect(Object.keys(sizes).length).toBeGreaterThanOrEqual(6);
  for (const [name, size] of Object.entries(sizes)) expect(size, name).toBeGreaterThanOrEqual(16);
});

it('text from right to left is aligned to the right', async () => {
  hub.model.answerWith(streamText('טוב.'));
  const chat = await openOnPhone();
  await chat.textbox.fill('שלום');
  const direction = (name: string) =>
    chat.page
      .getByRole('textbox', { name })
      .evaluate((field) => field.ownerDocument.defaultView!.getComputedStyle(field).direction);
  expect(await direction('Message')).toBe('rtl');
  await chat.sendButton.tap();
  await chat.page.getByText('טוב.').waitFor();
  await chat.untilEnded();
  await chat.articles.nth(0).getByRole('button', { name: 'Edit message' }).tap();
  expect(await direction('Edit message')).toBe('rtl');
});

it('the buttons below a reply stay in one line, however narrow the screen is', async () => {
  hub.model.answerWith(sendStream(frame(chunk({ content: 'It is' })) + frame(chunk({}, 'length'))));
  const chat = await openOnPhone();
  await chat.ask('What is virtue?');
  const reply = chat.articles.nth(1);
  await reply.getByText('Cut off: it reached the maximum length').waitFor();
  for (let width = 320; width <= 420; width += 10) {
    await chat.page.setViewportSize({ width, height: 844 });
    const [copy, regenerate] = await Promise.all(
      ['Copy message', 'Regenerate'].map((name) => reply.getByRole('button', { name }).boundingBox()),
    );
    expect(regenerate!.y, `${width} px`).toBe(copy!.y);
  }
});
