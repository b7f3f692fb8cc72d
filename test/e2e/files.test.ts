import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const hub = setUpHub();
const browser = setUpBrowser();

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'symposium-drop-'));
  file = join(folder, 'notes.html');
  await writeFile(file, '<h1>Another page</h1>');
});

afterAll(() => rm(folder, { recursive: true }));

async function open(path = '/'): Promise<ChatPage> {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const chat = await openChat(context, hub.url + path);
  await chat.page.getByRole('heading').first().waitFor();
  return chat;
}

interface Dragged {
  files?: string[];
  items?: { mimeType: string; data: string }[];
}

/** Drags data from outside the browser to the middle of an element, and drops it. */
async function drop(onto: Locator, { files = [], items = [] }: Dragged): Promise<void> {
  const box = (await onto.boundingBox())!;
  const session = await onto.page().context().newCDPSession(onto.page());
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { files, items, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  }
}

const notice = (page: Page) => page.getByRole('dialog', { name: "Files can't be sent yet." });

/** Puts a small picture on the clipboard, with text if given, and pastes. */
async function pastePicture(page: Page, text: string | null): Promise<void> {
  await page.evaluate(`(async (text) => {
    const canvas = new OffscreenCanvas(1, 1);
    canvas.getContext('2d');
    const item = { 'image/png': await canvas.convertToBlob({ type: 'image/png' }) };
    if (text !== null) item['text/plain'] = new Blob([text], { type: 'text/plain' });
    await navigator.clipboard.write([new ClipboardItem(item)]);
  })(${JSON.stringify(text)})`);
  await page.keyboard.press('ControlOrMeta+v');
}

describe('a dropped file', () => {
  it.each<[string, (chat: ChatPage) => Locator]>([
    ['the message box', ({ textbox }) => textbox],
    ['the page', ({ page }) => page.getByRole('heading').first()],
    ['the sidebar', ({ page }) => page.getByRole('navigation', { name: 'Threads' })],
  ])('on %s leaves the page where it is, with the reason', async (_, place) => {
    const chat = await open();
    await chat.textbox.fill('Half a thought');
    const url = chat.page.url();
    await drop(place(chat), { files: [file] });
    await notice(chat.page).waitFor();
    expect(chat.page.url()).toBe(url);
    expect(await chat.textbox.inputValue()).toBe('Half a thought');
    await drop(place(chat), { files: [file] });
    await expect.poll(() => notice(chat.page).count(), { message: 'it is said once' }).toBe(1);
  });

  it('leaves other pages where they are', async () => {
    const { page } = await open('/settings');
    await page.getByRole('heading', { level: 2 }).first().waitFor(); // the page has replaced its placeholder
    await drop(page.getByRole('heading', { name: 'Settings' }), { files: [file] });
    await notice(page).waitFor();
    expect(page.url()).toBe(`${hub.url}/settings`);
  });
});

it('a link that is dropped on the page does not replace the page', async () => {
  const { page } = await open();
  const link = [{ mimeType: 'text/uri-list', data: `${hub.url}/health` }];
  await drop(page.getByRole('heading').first(), { items: link });
  await page.getByRole('textbox', { name: 'Message' }).fill('Still here');
  expect(page.url()).toBe(`${hub.url}/`);
});

it('text that is dropped on the message box is inserted', async () => {
  const { page, textbox } = await open();
  await drop(textbox, { items: [{ mimeType: 'text/plain', data: 'What is virtue?' }] });
  await expect.poll(() => textbox.inputValue()).toBe('What is virtue?');
  expect(await notice(page).count()).toBe(0);
});

describe('a pasted picture', () => {
  it('alone is not sent, and the reason is given', async () => {
    const { page, textbox } = await open();
    await textbox.fill('Look: ');
    await pastePicture(page, null);
    await notice(page).waitFor();
    expect(await textbox.inputValue()).toBe('Look: ');
  });

  it('with a text beside it inserts the text, without a note', async () => {
    const { page, textbox } = await open();
    await textbox.click();
    await pastePicture(page, 'A table');
    await expect.poll(() => textbox.inputValue()).toBe('A table');
    expect(await notice(page).count()).toBe(0);
  });
});
