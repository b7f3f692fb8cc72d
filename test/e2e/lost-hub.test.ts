import { expect, it } from 'vitest';
import { textOf } from '../../src/protocol/message.ts';
import { setUpBrowser } from '../support/browser.ts';
import { lettersOf, openChat } from '../support/chat-page.ts';
import { deltaText, type RecordedEvent } from '../support/hub-client.ts';
import { longAnswer } from '../support/long-answer.ts';
import { ChunkLimit, streamText } from '../support/model-answers.ts';
import { setUpOwnHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpOwnHubWithModel();
const browser = setUpBrowser();

it('keeps everything that was shown when the hub is killed, and offers a retry', async () => {
  browser.allow(/net::ERR_/);
  hub.model.answerWith(streamText(longAnswer(), { perSecond: 500, limit: new ChunkLimit(3_000) }));
  const chat = await openChat(await browser.newContext(), `${hub.url}/?agent=symposium/assistant/1.0.0`);
  const inBrowser = await chat.recordEvents();
  const threadId = await chat.ask('Tell me all of it.');
  const { id: runId } = await hub.clientOf(chat).newestRun(threadId);
  const onWire: RecordedEvent[] = [];
  const broken = (async () => {
    for await (const event of hub.clientOf(chat).events(threadId, runId)) onWire.push(event);
  })();
  const lost = expect(broken).rejects.toThrow();

  const seen = await chat.untilDeltas(1_500);
  await hub.process.kill('SIGKILL');
  await lost;
  const seenInBrowser = [...inBrowser];
  await hub.process.restart();

  const served: RecordedEvent[] = [];
  for await (const event of hub.clientOf(chat).events(threadId, runId)) served.push(event);
  expect(seenInBrowser.length).toBeGreaterThan(seen);
  expect(served.slice(0, onWire.length)).toEqual(onWire);
  expect(served.slice(0, seenInBrowser.length)).toEqual(seenInBrowser);
  expect(served.map(({ id }) => Number(id.split('-')[1]))).toEqual(served.map((_, at) => at + 1));
  expect(served.at(-1)?.event).toBe('thread.run.failed');

  await chat.retryButton.waitFor();
  await expect.poll(() => inBrowser.length).toBe(served.length);
  expect(inBrowser, 'each event once, over both connections').toEqual(served);
  expect(await chat.text()).toContain('The server stopped during this reply.');
  const streamed = served.map(deltaText).join('');
  const [, partial] = await hub.clientOf(chat).messages(threadId);
  expect(partial?.status).toBe('incomplete');
  expect(textOf(partial?.content ?? [])).toBe(streamed);
  const shown = lettersOf((await chat.articles.nth(1).textContent()) ?? '');
  expect(shown).toContain(lettersOf('Can virtue be taught, part 2 asks'));
  expect(await chat.deltas()).toBe(served.filter((event) => deltaText(event) !== '').length);
});
