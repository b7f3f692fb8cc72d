import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Agent, CompletionChunk } from '../../../src/agents/agent.ts';
import { findRun } from '../../../src/hub/db/runs.ts';
import type { Message } from '../../../src/protocol/message.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { stateOf } from './state-of.ts';

const MENO = { url: 'https://plato.example/meno', title: 'Meno' };
const WIKI = { url: 'https://wiki.example/virtue', title: '' };
/** The part before `so` has a character of two code units. */
const TEXT = ['🏛️ It is ', 'so.'];
const PLACE = { start_index: 9, end_index: 11 };

let hub: TestHub;
beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

const assistant: Agent = (env) => env.addReply(env.completion([], { stream: true }));

function cite(page: object, place: object = {}): CompletionChunk {
  const annotations = [{ type: 'url_citation', url_citation: { ...page, ...place } }];
  return { choices: [{ index: 0, delta: { annotations } }] };
}

/** A model that answers in two chunks, and then cites two pages in two chunks. */
async function answerAndCite(...texts: string[]): Promise<void> {
  const completion = await hub.provider.nextCompletion();
  completion.push(...(texts.length > 0 ? texts : TEXT));
  completion.pushChunk(cite(MENO, PLACE));
  completion.pushChunk(cite(WIKI));
  completion.end();
}

async function lastMessage(threadId: string): Promise<Message> {
  const { body } = await hub.call<{ data: Message[] }>(`/threads/${threadId}/messages?limit=1`);
  return body.data[0]!;
}

const annotationsOf = ({ content }: Message) => content[0]?.text?.['annotations'];
const CITED = [
  { type: 'url_citation', text: 'so', ...PLACE, url_citation: MENO },
  { type: 'url_citation', text: WIKI.url, url_citation: WIKI },
];

it('are deltas of their own, and are stored with the message', async () => {
  const { path, threadId, runId } = await hub.run(assistant);
  await answerAndCite();
  const events = await hub.events(path);
  const { id } = events.find(({ event }) => event === 'thread.message.created')!.data;
  const object = 'hub.message.annotations';
  expect(events.filter(({ event }) => event === object).map(({ data }) => data)).toEqual([
    { id, object, delta: { annotations: [{ type: 'url_citation', ...PLACE, url_citation: MENO }] } },
    { id, object, delta: { annotations: [{ type: 'url_citation', url_citation: WIKI }] } },
  ]);
  const state = stateOf(events);
  expect(state).toMatchObject({ deltas: 4, messages: [{ streamed: TEXT.join(''), deltas: 4 }] });
  expect((await findRun(hub.db, threadId, runId))?.deltas).toBe(4);
  expect(annotationsOf(state.messages[0]!.message!)).toEqual(CITED);
  expect(annotationsOf(await lastMessage(threadId))).toEqual(CITED);
  const deltas = events.filter(({ event }) => event === 'thread.message.delta');
  expect(deltas.map(({ data }) => data['delta'])).toEqual(
    TEXT.map((value) => ({ content: [{ index: 0, type: 'text', text: { value } }] })),
  );
});

it('come before the text if the model searches first, and a snapshot has them', async () => {
  const { path } = await hub.run(assistant);
  const completion = await hub.provider.nextCompletion();
  completion.pushChunk(cite(WIKI));
  completion.push('It is ');
  await hub.untilLogged(path.split('/').at(-1)!, 'It is ');
  const data = await hub.snapshot(path);
  const annotations = [{ type: 'url_citation', url_citation: WIKI }];
  expect(data).toMatchObject({ deltas: 2, drafts: [{ text: 'It is ', annotations, deltas: 2 }] });
  completion.end();
  await hub.events(path);
});

it('are kept when the hub is killed, and when the thread is copied', async () => {
  const { path, threadId } = await hub.run(assistant);
  const completion = await hub.provider.nextCompletion();
  completion.push(...TEXT);
  completion.pushChunk(cite(MENO, PLACE));
  await hub.untilLogged(path.split('/').at(-1)!, 'Meno');
  hub = await hub.restart();
  const state = stateOf(await hub.events(path));
  expect(state).toMatchObject({ deltas: 3, status: 'failed' });
  const { body: copy } = await hub.call<{ id: string }>(`/threads/${threadId}/fork`, {});
  for (const id of [threadId, copy.id]) {
    const message = await lastMessage(id);
    expect(message).toMatchObject({ status: 'incomplete' });
    expect(annotationsOf(message)).toEqual([CITED[0]]);
  }
});

it('lose their places if the agent changes the text, and are not those of another answer', async () => {
  const { path, threadId } = await hub.run(async (env) => {
    const answer = env.completion([], { stream: true });
    await env.addReply(`${await answer.text()} Or not.`, { of: answer });
  });
  await answerAndCite();
  await hub.events(path);
  expect(annotationsOf(await lastMessage(threadId))).toEqual([
    { type: 'url_citation', text: MENO.url, url_citation: MENO },
    CITED[1],
  ]);
});

it('are kept with an answer in one piece', async () => {
  const { path, threadId } = await hub.run(async (env) => env.addReply(await env.completion([])));
  await answerAndCite();
  await hub.events(path);
  expect(annotationsOf(await lastMessage(threadId))).toEqual(CITED);
});

it('have no place if it is outside of the text', async () => {
  const { path, threadId } = await hub.run(assistant);
  await answerAndCite('So.');
  await hub.events(path);
  expect(annotationsOf(await lastMessage(threadId))).toEqual([
    { type: 'url_citation', text: MENO.url, url_citation: MENO },
    CITED[1],
  ]);
});
