import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const MESSAGES = 2_000;
/** Tolerance for positions, in pixels. */
const SAME_PLACE = 2;

/**
 * Scrolls up by a part of the page in each frame until a quarter of all messages is loaded. Returns for each painted frame
 * how many pixels the words in the middle were away from their expected place. An observer tells the places as they are
 * painted: what is read between two frames may be there before the page has corrected it for the next one.
 */
const SCROLL_UP_AND_WATCH = `(async () => {
  const log = document.querySelector('[role="log"]');
  const topOf = (element) => element.getBoundingClientRect().top;
  const paintedTopOf = (element) => new Promise((resolve) => {
    const observer = new IntersectionObserver(([entry]) => {
      observer.disconnect();
      resolve(entry.boundingClientRect.top);
    });
    observer.observe(element);
  });
  const jumps = [];
  let last = null;
  while (log.querySelectorAll('article').length < ${MESSAGES / 4}) {
    const { left, top, width, height } = log.getBoundingClientRect();
    const seen = document.elementFromPoint(left + width / 2, top + height / 2).closest('article') ?? last;
    last = seen; // between two messages there is no article
    const place = topOf(seen);
    const from = log.scrollTop;
    log.scrollTop -= 150;
    const moved = from - log.scrollTop; // less than asked for, at the very start
    let painted;
    do {
      painted = await paintedTopOf(seen);
      jumps.push(painted - place - moved);
    } while (Math.abs(painted - topOf(seen)) > ${SAME_PLACE}); // something was added that is not painted yet
  }
  return jumps;
})()`;

const hub = setUpHub();
const browser = setUpBrowser();

/** Waits for this many frames of the page. */
const FRAMES_LATER = `(async () => {
  for (let frames = 0; frames < 30; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
})()`;

/** Opens a page and creates a conversation of questions and answers, numbered from 1. */
async function goToLongThread(beforeIt?: (page: Page) => Promise<unknown>): Promise<ChatPage> {
  const chat = await openChat(await browser.newContext(), hub.url);
  await chat.textbox.waitFor(); // the browser has its account
  const messages = Array.from({ length: MESSAGES }, (_, index) => {
    const answer = 'It is **living** well, and `that` takes practice. '.repeat(1 + (index % 7) * 2);
    return index % 2 === 0
      ? { role: 'user', content: `Question ${index + 1}. What is a good life?` }
      : {
          role: 'assistant',
          content: `Answer ${index + 1}.\n\n${answer}\n\n- one\n- the end of ${index + 1}`,
        };
  });
  const threadId = await hub.clientOf(chat).createThread(messages);
  await beforeIt?.(chat.page);
  await chat.page.goto(`${hub.url}/threads/${threadId}`);
  return chat;
}

async function openLongThread(): Promise<ChatPage> {
  const chat = await goToLongThread();
  await untilAtTheEnd(chat);
  return chat;
}

async function untilAtTheEnd(chat: ChatPage): Promise<void> {
  const end = chat.articles.getByText(`the end of ${MESSAGES}`);
  await end.waitFor();
  await expect
    .poll(async () => (await end.boundingBox())?.y ?? Infinity)
    .toBeLessThan(chat.page.viewportSize()!.height);
}

it('opens at its end, and loads to its start when the person searches with the browser', async () => {
  const chat = await openLongThread();
  const loaded = chat.page.locator('article');
  expect(await loaded.count(), 'the others are not loaded').toBeLessThan(MESSAGES / 4);

  await chat.page.keyboard.press('Control+f');
  await expect.poll(() => loaded.count(), { timeout: 60_000 }).toBe(MESSAGES);
  await untilAtTheEnd(chat);
  const numbers = (await loaded.allTextContents()).map((text) => Number(/\d+/.exec(text)?.[0]));
  expect(numbers).toEqual(Array.from({ length: MESSAGES }, (_, index) => index + 1));
});

it('requests no earlier messages while the code that shows the last ones is loading', async () => {
  const asked: string[] = [];
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  const chat = await goToLongThread(async (page) => {
    page.on('request', (request) => void asked.push(new URL(request.url()).pathname));
    await page.route('**/assets/markdown-*.js', (route) => released.then(() => route.continue()));
  });
  const pages = () => asked.filter((path) => path.endsWith('/messages'));
  await expect.poll(pages).toHaveLength(1);
  await chat.page.locator('[role="log"][aria-busy="true"]').waitFor();
  await chat.page.evaluate(FRAMES_LATER);
  expect(pages()).toHaveLength(1);
  release();
  await untilAtTheEnd(chat);
});

it('keeps its words in their place while a person scrolls up and earlier messages are added', async () => {
  const chat = await openLongThread();
  const jumps = await chat.page.evaluate<number[]>(SCROLL_UP_AND_WATCH);
  expect(jumps.filter((jump) => Math.abs(jump) > SAME_PLACE)).toEqual([]);
  expect(jumps.length, 'it was watched in many frames').toBeGreaterThan(100);
});
