import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';
import { SCREENS } from './screens.ts';
import { prepare, SIZES } from './stage.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));

const hub = setUpHubWithModel();
const browser = setUpBrowser();

beforeAll(() => rm(FOLDER, { recursive: true, force: true }));

describe.each(Object.entries(SIZES))('%s', (size, viewport) => {
  const screens = SCREENS.filter(({ only }) => only === undefined || only === size);

  it.each(screens)('$name', async ({ name, enter, complaint }) => {
    if (complaint) browser.allow(complaint);
    const context = await browser.newContext({ viewport, colorScheme: 'light', reducedMotion: 'reduce' });
    const chat = await openChat(context, 'about:blank');
    const stage = { chat, page: chat.page, hub };
    await prepare(stage);
    await enter(stage);
    for (const colorScheme of ['light', 'dark'] as const) {
      await chat.page.emulateMedia({ colorScheme });
      await chat.page.screenshot({ path: `${FOLDER}/${name}-${viewport.width}-${colorScheme}.png` });
    }
  });
});
