import type { BrowserContext } from 'playwright-core';
import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { ChunkLimit, streamText } from '../support/model-answers.ts';
import { setUpOwnHubWithModel } from '../support/set-up-hub.ts';

const TABS = 8;
const AGENT = 'symposium/assistant/1.0.0';
const NUMBERS = Array.from({ length: 1_000 }, (_, index) => String(10_000 + index));
/** A text with a number in each chunk and several numbers in a paragraph. */
const ANSWER = NUMBERS.map((number, index) => `${number}${index % 20 === 19 ? '\n\n' : ', '}`).join('');
const PACE = { charactersPerChunk: 7, perSecond: 100 };

const hub = setUpOwnHubWithModel();
const browser = setUpBrowser();

/** Records the requests for streams of runs that the tabs of a browser make from now on. */
function watchStreams(context: BrowserContext): string[] {
  const requested: string[] = [];
  context.on('request', (request) => {
    if (/\/v1\/threads\/[^/]+\/stream\//.test(request.url())) requested.push(request.url());
  });
  return requested;
}

/** Returns the number of open streams of runs on the hub. */
async function openAtHub(context: BrowserContext): Promise<number> {
  const metrics = await (await context.request.get(`${hub.url}/metrics`)).text();
  return Number(/^symposium_streams_open\{kind="run"\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
}

/** Returns the numbers in the answer that a page shows. */
async function numbersIn(chat: ChatPage): Promise<string[]> {
  const paragraphs = await chat.articles.nth(1).locator('p').allTextContents();
  return paragraphs.join('\n').match(/\b\d{5}\b/g) ?? [];
}

async function expectWhole(chat: ChatPage): Promise<void> {
  await chat.untilEnded();
  await expect.poll(() => numbersIn(chat), { message: 'none is missing, none comes twice' }).toEqual(NUMBERS);
  expect(await chat.deltas()).toBe(NUMBERS.length);
  expect(await chat.text()).not.toMatch(/reconnect/i);
}

it('follows one run in eight tabs over one stream, which continues when the tab that holds it closes', async () => {
  const context = await browser.newContext();
  const streams = watchStreams(context);
  const limit = new ChunkLimit(600);
  hub.model.answerWith(streamText(ANSWER, { ...PACE, limit }));
  const leader = await openChat(context, `${hub.url}/?agent=${AGENT}`);
  const threadId = await leader.ask('Count for me.');
  await leader.untilDeltas(50);
  const others = await Promise.all(
    Array.from({ length: TABS - 1 }, () => openChat(context, `${hub.url}/threads/${threadId}`)),
  );
  await Promise.all(others.map((chat) => chat.untilDeltas(300)));
  expect(streams).toHaveLength(1);
  expect(await openAtHub(context)).toBe(1);

  await leader.page.close();
  await Promise.all(others.map((chat) => chat.untilDeltas(600)));
  await expect.poll(() => openAtHub(context)).toBe(1);
  limit.raise();
  await Promise.all(others.map(expectWhole));
  expect(streams).toHaveLength(2);
  expect(streams[1]).toMatch(/[?&]last_event_id=1-\d+$/);
});

it('follows eight runs in eight tabs within the connections of a browser, and sends from the last tab', async () => {
  const context = await browser.newContext();
  const limit = new ChunkLimit(800);
  hub.model.answerWith(streamText(ANSWER, { ...PACE, limit }));
  const tabs: ChatPage[] = [];
  for (let tab = 0; tab < TABS; tab++) {
    const chat = await openChat(context, `${hub.url}/?agent=${AGENT}`);
    await chat.ask(`Count for me, tab ${tab}.`);
    tabs.push(chat);
  }
  // No run ends before all have come this far.
  for (const deltas of [200, 400, 800]) await Promise.all(tabs.map((chat) => chat.untilDeltas(deltas)));
  limit.raise();
  await Promise.all(tabs.map(expectWhole));
});
