import { expect, it } from 'vitest';
import { textOf } from '../../src/protocol/message.ts';
import { setUpBrowser } from '../support/browser.ts';
import { lettersOf, openChat, type ChatPage } from '../support/chat-page.ts';
import { deltaText, type RecordedEvent } from '../support/hub-client.ts';
import { longAnswer } from '../support/long-answer.ts';
import { ChunkLimit, streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

/** A length that two texts do not share by chance. */
const LETTERS = 24;
const CHARACTERS_PER_CHUNK = 5;
const PLAN = 'First say what virtue is, then who could teach it, and where they would be found. '.repeat(2);
const PLAN_DELTAS = Math.ceil(PLAN.length / CHARACTERS_PER_CHUNK);
const ANSWER = longAnswer().slice(0, 2_000);

const hub = setUpHubWithModel();
const browser = setUpBrowser();

/** Asks the quiet agent, and records the events meanwhile. `continueTo` continues the run up to this many deltas. */
async function askQuietly(deltas: number) {
  const limits = [new ChunkLimit(0), new ChunkLimit(0)] as const;
  const continueTo = (all: number) => {
    limits[0].raise(all < PLAN_DELTAS ? all : Infinity);
    limits[1].raise(Math.max(0, all - PLAN_DELTAS));
  };
  continueTo(deltas);
  hub.model.answerWith(
    streamText(PLAN, { charactersPerChunk: CHARACTERS_PER_CHUNK, limit: limits[0] }),
    streamText(ANSWER, { charactersPerChunk: CHARACTERS_PER_CHUNK, limit: limits[1] }),
  );
  const context = await browser.newContext();
  const chat = await openChat(context, `${hub.url}/?agent=symposium/quiet-example/1.0.0`);
  const threadId = await chat.ask('What is virtue?');
  const { id: runId } = await hub.clientOf(chat).newestRun(threadId);
  const wire: RecordedEvent[] = [];
  const finished = (async () => {
    for await (const event of hub.clientOf(chat).events(threadId, runId)) wire.push(event);
  })();
  finished.catch(() => {}); // not awaited if the test fails earlier
  return { chat, threadId, wire, finished, continueTo };
}

/** Counts the parts of the streamed text that are anywhere in the page, attributes included. */
async function lettersShown(chat: ChatPage, wire: readonly RecordedEvent[]): Promise<number> {
  const streamed = lettersOf(wire.map(deltaText).join(''));
  const page = lettersOf((await chat.text()) + (await chat.page.content()));
  let shown = 0;
  for (let at = 0; at + LETTERS <= streamed.length; at++) {
    if (page.includes(streamed.slice(at, at + LETTERS))) shown += 1;
  }
  return shown;
}

function deltasIn(wire: readonly RecordedEvent[]): number {
  return wire.filter((event) => deltaText(event) !== '').length;
}

it('counts every delta of an agent that does not show them, and contains none of their text until the end', async () => {
  const { chat, threadId, wire, finished, continueTo } = await askQuietly(0);
  for (const mark of [20, 60, 100, 140]) {
    continueTo(mark);
    await chat.untilDeltas(mark);
    await expect.poll(() => deltasIn(wire)).toBeGreaterThanOrEqual(mark);
    expect(await lettersShown(chat, wire)).toBe(0);
  }
  continueTo(Infinity);
  await finished;
  await chat.untilEnded();
  expect(await chat.deltas()).toBe(deltasIn(wire));

  const [, answer, ...others] = await hub.clientOf(chat).messages(threadId);
  expect(others).toEqual([]);
  const shown = lettersOf(await chat.articles.nth(1).innerText());
  expect(shown).toContain(lettersOf(textOf(answer?.content ?? [])));
});

it('shows the text with Always and hides it with Never, during a run, and loses no delta', async () => {
  const { chat, threadId, wire, finished, continueTo } = await askQuietly(30);
  await chat.untilDeltas(30);
  await expect.poll(() => deltasIn(wire)).toBeGreaterThanOrEqual(30);
  expect(await lettersShown(chat, wire)).toBe(0);

  await chat.showStreaming('Always');
  await expect.poll(() => lettersShown(chat, wire)).toBeGreaterThan(0);
  await chat.showStreaming('Never');
  await expect.poll(() => lettersShown(chat, wire)).toBe(0);
  continueTo(50);
  await chat.untilDeltas(50);
  await expect.poll(() => deltasIn(wire)).toBeGreaterThanOrEqual(50);
  expect(await lettersShown(chat, wire)).toBe(0);
  await chat.showStreaming('Always');

  continueTo(Infinity);
  await finished;
  await chat.untilEnded();
  expect(await chat.deltas()).toBe(deltasIn(wire));
  expect(await chat.articles.count(), 'the plan has gone').toBe(2);
  const [, answer] = await hub.clientOf(chat).messages(threadId);
  const shown = lettersOf(await chat.articles.nth(1).innerText());
  expect(shown.split(lettersOf(textOf(answer?.content ?? [])))).toHaveLength(2);
});
