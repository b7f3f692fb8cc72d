import { afterEach, beforeEach, expect, it } from 'vitest';
import { textOf } from '../../src/protocol/message.ts';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { startCuttingProxy, type CuttingProxy } from '../support/cutting-proxy.ts';
import { longAnswer } from '../support/long-answer.ts';
import { ChunkLimit, cut, streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const ANSWER = longAnswer();
const CHUNKS = cut(ANSWER, 5).length;
const PARTS = ANSWER.match(/^## Part/gm)?.length ?? 0;
const ASSISTANT = '/?agent=symposium/assistant/1.0.0';

const hub = setUpHubWithModel();
const browser = setUpBrowser();
let proxy: CuttingProxy;

beforeEach(async () => {
  proxy = await startCuttingProxy(hub.url);
});

afterEach(() => proxy.stop());

async function expectWholeAnswer(chat: ChatPage, threadId: string): Promise<void> {
  await chat.untilEnded();
  expect(hub.model.requests.at(-1)?.chunksWithText).toBe(CHUNKS);
  expect(await chat.deltas(), 'each chunk that carried text, once').toBe(CHUNKS);
  const [, answer] = await hub.clientOf(chat).messages(threadId);
  expect(textOf(answer?.content ?? [])).toBe(ANSWER);
  const article = chat.articles.nth(1);
  for (let part = 1; part <= PARTS; part++) {
    const heading = article.getByRole('heading', { name: `Part ${part}`, exact: true });
    expect(await heading.count(), `part ${part}, once`).toBe(1);
  }
}

it('counts all chunks of a long and fast answer, and keeps it byte for byte', async () => {
  hub.model.answerWith(streamText(ANSWER, { perSecond: 500 }));
  const chat = await openChat(await browser.newContext(), hub.url + ASSISTANT);
  const threadId = await chat.ask('Tell me all of it.');
  await expectWholeAnswer(chat, threadId);
});

it('resumes after a reload in the middle', async () => {
  const limit = new ChunkLimit(CHUNKS - 1);
  hub.model.answerWith(streamText(ANSWER, { perSecond: 500, limit }));
  const chat = await openChat(await browser.newContext(), hub.url + ASSISTANT);
  const threadId = await chat.ask('Tell me all of it.');
  const before = await chat.untilDeltas(CHUNKS / 3);
  await chat.page.reload();
  await chat.untilDeltas(before);
  expect(await chat.stopButton.isVisible(), 'the run goes on').toBe(true);
  limit.raise();
  await expectWholeAnswer(chat, threadId);
});

it('resumes each time that the connection is cut', async () => {
  browser.allow(/net::ERR_/);
  const limit = new ChunkLimit(0);
  hub.model.answerWith(streamText(ANSWER, { perSecond: 500, limit }));
  const chat = await openChat(await browser.newContext(), proxy.url + ASSISTANT);
  const threadId = await chat.ask('Tell me all of it.');
  let seen = 0;
  for (let cuts = 0; cuts < 10; cuts++) {
    limit.raise(seen + 200);
    await chat.untilDeltas(seen + 100);
    expect(await chat.stopButton.isVisible(), 'the run goes on').toBe(true);
    proxy.cut();
    await chat.page.getByText('Reconnecting').waitFor();
    seen = await chat.deltas(); // what arrived before the cut counts as seen, even if the page shows it later
  }
  limit.raise();
  await expectWholeAnswer(chat, threadId);
  expect(await chat.articles.nth(1).innerText()).toContain('10 reconnects');
});
