import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { startHub, type HubProcess } from '../support/hub-process.ts';

const FOLDER = fileURLToPath(new URL('../../docs/recording', import.meta.url));
const QUESTION = 'Can virtue be taught?';
const VIEWPORT = { width: 1000, height: 600 };
/** In milliseconds: between two frames, between two keys, and how long the last frame is shown. */
const FRAME_INTERVAL = 140;
const KEY_INTERVAL = 45;
const LAST_FRAME = 2_500;

interface Frame {
  png: Buffer;
  /** When it was taken, in milliseconds. */
  at: number;
}

const browser = setUpBrowser();
let hub: HubProcess;

beforeAll(async () => {
  hub = await startHub({ PRACTICE_TOKENS_PER_SECOND: '90' });
});
afterAll(() => hub.stop());

/** Takes pictures of a page until something has happened. */
async function record(page: Page, until: Promise<void>): Promise<Frame[]> {
  const frames: Frame[] = [];
  const over = new AbortController();
  const end = until.finally(() => over.abort());
  while (!over.signal.aborted) {
    const at = performance.now();
    frames.push({ at, png: await page.screenshot({ caret: 'initial' }) });
    await page.waitForTimeout(Math.max(0, at + FRAME_INTERVAL - performance.now()));
  }
  await end;
  return frames;
}

/** Writes an animated picture. Frames that equal the one before are left out. */
async function save(frames: readonly Frame[], path: string): Promise<void> {
  const different = frames.filter(({ png }, index) => !frames[index - 1]?.png.equals(png));
  const delay = different.map(({ at }, index) => {
    const next = different[index + 1];
    return next ? Math.round(next.at - at) : LAST_FRAME;
  });
  await sharp(
    different.map(({ png }) => png),
    { join: { animated: true } },
  )
    .webp({ lossless: true, effort: 6, minSize: true, loop: 0, delay })
    .toFile(path);
}

it.each(['light', 'dark'] as const)('records a reply in %s', async (colorScheme) => {
  const context = await browser.newContext({ viewport: VIEWPORT, colorScheme });
  const chat = await openChat(context, hub.url);
  await chat.page.getByRole('button', { name: 'Dismiss' }).click();
  await chat.page.getByRole('radio', { name: /Socrates/ }).check({ force: true });
  await chat.page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
  await chat.textbox.focus();

  async function ask(): Promise<void> {
    await chat.textbox.pressSequentially(QUESTION, { delay: KEY_INTERVAL });
    await chat.textbox.press('Enter');
    await chat.untilDeltas(1);
    await chat.untilEnded();
  }

  const path = `${FOLDER}/reply-${colorScheme}.webp`;
  await save(await record(chat.page, ask()), path);
  process.stdout.write(`${path}: ${Math.round((await stat(path)).size / 1024)} KiB\n`);
});
