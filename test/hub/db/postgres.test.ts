import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { textOf } from '../../../src/protocol/message.ts';
import { createHubClient, deltaText, type RecordedEvent } from '../../support/hub-client.ts';
import { runHub, startHub, type HubProcess } from '../../support/hub-process.ts';
import { startPostgres } from '../../support/postgres.ts';

const STREAMING_EXAMPLE = 'symposium/streaming-example/0.0.3';

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let hub: HubProcess;

beforeAll(async () => {
  postgres = await startPostgres();
  hub = await startHub({ DATABASE_URL: postgres.url, PRACTICE_TOKENS_PER_SECOND: '2000' });
});

afterAll(async () => {
  await hub?.stop();
  await postgres?.stop();
});

async function follow(threadId: string, runId: string): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of createHubClient(hub.url).events(threadId, runId)) events.push(event);
  return events;
}

it('stores a whole conversation: the streamed text is kept, even after the hub closes', async () => {
  const client = createHubClient(hub.url);
  const { thread_id: threadId, id: runId } = await client.ask(STREAMING_EXAMPLE, 'What is virtue?');
  const events = await follow(threadId, runId);
  expect(events.at(-1)?.event).toBe('thread.run.requires_action');

  const messages = await client.messages(threadId);
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'assistant']);
  const streamed = events.map(deltaText).join('');
  expect(
    messages
      .slice(1)
      .map(({ content }) => textOf(content))
      .join(''),
  ).toBe(streamed);

  await hub.kill('SIGTERM');
  await hub.restart();
  expect(await client.messages(threadId)).toEqual(messages);
  expect(await follow(threadId, runId)).toEqual(events);
  const health = await (await fetch(`${hub.url}/health`)).json();
  expect(health).toMatchObject({ database: 'postgres' });
});

it('handles many messages, runs, renames and deletions at once, without a deadlock', async () => {
  const base = `${hub.url}/v1/threads`;
  const ask = async (method: string, path = '', body?: object) => {
    const response = await fetch(base + path, { method, ...(body && { body: JSON.stringify(body) }) });
    return { status: response.status, body: (await response.json()) as { id: string } };
  };
  const message = { role: 'user', content: 'And?' };
  const made = await Promise.all(Array.from({ length: 8 }, () => ask('POST', '', { messages: [message] })));
  const ids = made.map(({ body: { id } }) => id);
  const busy = (id: string) => [
    ask('POST', `/${id}/runs`, { assistant_id: STREAMING_EXAMPLE, additional_messages: [message] }),
    ask('POST', `/${id}/messages`, message),
    ask('POST', `/${id}`, { metadata: { topic: 'Renamed' } }),
    ask('POST', `/${id}/messages`, message),
  ];
  const answers = await Promise.all(ids.flatMap(busy));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const meanwhile = ids.flatMap(busy);
  const deleted = await ask('DELETE');
  expect(deleted.status).toBe(200);
  for (const { status } of await Promise.all(meanwhile)) expect([200, 404, 409]).toContain(status);
});

it('finds words in any spelling, whatever its locale and its extensions', async () => {
  const base = `${hub.url}/v1/threads`;
  for (const content of ['Ünïcode in der **Straße**', 'C:\\users [1] (a|b)']) {
    const body = { messages: [{ role: 'user', content }], metadata: { topic: 'Untitled' } };
    await fetch(base, { method: 'POST', body: JSON.stringify(body) });
  }
  for (const [search, match] of [
    ['STRASSE unicode', 'Ünïcode in der Straße'],
    ['[1] \\users (a|b)', 'C:\\users [1] (a|b)'],
  ] as const) {
    const answer = await fetch(`${base}?search=${encodeURIComponent(search)}`);
    const { data } = (await answer.json()) as { data: { match: string }[] };
    expect(data.map((thread) => thread.match)).toEqual([match]);
  }
});

it('is used by one hub at a time', async () => {
  const { code, stderr } = await runHub({ DATABASE_URL: postgres.url }, tmpdir());
  expect(stderr).toContain('Another hub is using the database in DATABASE_URL');
  expect(code).toBe(1);
});

it('ends the active run of a crashed hub', async () => {
  const client = createHubClient(hub.url);
  const { thread_id: threadId, id: runId } = await client.ask(STREAMING_EXAMPLE, 'What is courage?');
  const seen: RecordedEvent[] = [];
  for await (const event of client.events(threadId, runId)) {
    seen.push(event);
    if (event.event === 'thread.message.delta') break;
  }
  await hub.kill('SIGKILL');
  await hub.restart();
  const events = await follow(threadId, runId);
  expect(events.slice(0, seen.length)).toEqual(seen);
  expect(events.at(-1)?.event).toBe('thread.run.failed');
});
