import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../bench/streaming/random.ts';
import { textOf, type Message } from '../../../src/protocol/message.ts';
import type { Run } from '../../../src/protocol/run.ts';
import type { Thread } from '../../../src/protocol/thread.ts';
import { createHubClient, deltaText, type RecordedEvent } from '../../support/hub-client.ts';
import { runHub, startHub, type HubProcess } from '../../support/hub-process.ts';
import { neverAnswer, streamText } from '../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../support/model-server.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres.ts';

const KILLS = 20;
const ANSWER = 'Ἓν οἶδα ὅτι οὐδὲν οἶδα. 🏛️ '.repeat(60);
const CHARACTERS_PER_CHUNK = 5;
const DELTAS = Math.ceil([...ANSWER].length / CHARACTERS_PER_CHUNK);
const VIEWERS = 2;
const ASSISTANT = 'symposium/assistant/1.0.0';
/** The hub's lock: "sympos" in ASCII. */
const LOCK_KEY = 0x73796d706f73;

let postgres: PostgresServer;
let model: ModelServer;
let hub: HubProcess;

beforeAll(async () => {
  postgres = await startPostgres();
  model = await startModelServer(neverAnswer());
  hub = await startHub({
    DATABASE_URL: postgres.url,
    MODEL_BASE_URL: model.url,
    MODEL_NAME: 'test-model',
    MAX_RUNS_PER_ACCOUNT: '100',
  });
});
afterAll(async () => {
  await hub?.stop();
  await model?.stop();
  await postgres?.stop();
});

async function untilReady(): Promise<void> {
  while ((await fetch(`${hub.url}/ready`)).status !== 200) await delay(20);
}

/** Repeats a POST until it is acknowledged, with an idempotency key. */
async function insist<T>(path: string, body: object, key: string): Promise<T> {
  for (;;) {
    const response = await fetch(`${hub.url}/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    if (response.ok) return (await response.json()) as T;
    expect(response.status, await response.text()).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    await untilReady();
  }
}

/**
 * Reads a run's events to the terminal one, like an EventSource. A connection that has brought events must never be
 * lost.
 */
async function watch({ thread_id, id }: Run, onEvent: (count: number) => void): Promise<RecordedEvent[]> {
  const seen: RecordedEvent[] = [];
  while (seen.length === 0) {
    for await (const event of createHubClient(hub.url).events(thread_id, id)) {
      seen.push(event);
      onEvent(seen.length);
    }
  }
  return seen;
}

async function isLocked(): Promise<boolean> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
    LOCK_KEY,
  ]);
  await client.end();
  return rows[0]?.taken === false;
}

it(`loses and duplicates nothing when Postgres is killed ${KILLS} times at random points of ${KILLS} runs`, async () => {
  const random = createRandom(17);
  const client = createHubClient(hub.url);
  model.answerWith(streamText(ANSWER, { charactersPerChunk: CHARACTERS_PER_CHUNK, perSecond: 400 }));
  const { id: notes } = await insist<Thread>('/threads', {}, 'notes');
  const kept: { run: Run; question: string; views: Promise<RecordedEvent[]>[] }[] = [];
  const notesKept: Message[] = [];

  for (let kill = 0; kill < KILLS; kill++) {
    const question = `Question ${kill}`;
    const body = { assistant_id: ASSISTANT, thread: { messages: [{ role: 'user', content: question }] } };
    /** After how many of the run's events to kill: some at its start, some near its end. */
    const point = Math.floor(random() * DELTAS * 1.1) - 0.05 * DELTAS;
    let killing: Promise<void> | undefined;
    const killOnce = () => (killing ??= postgres.kill());

    const asking = insist<Run>('/threads/runs', body, `run ${kill}`);
    const noting = insist<Message>(
      `/threads/${notes}/messages`,
      { role: 'user', content: question },
      `note ${kill}`,
    );
    if (point <= 0) {
      await killOnce();
      await postgres.restart();
    }
    const run = await asking;
    let views: Promise<RecordedEvent[]>[] = [];
    await new Promise<void>((resolve) => {
      const onEvent = (count: number) => {
        if (count < point) return;
        void killOnce();
        resolve();
      };
      views = Array.from({ length: VIEWERS }, () => watch(run, onEvent));
      void Promise.all(views).then(() => resolve());
    });
    kept.push({ run, question, views });
    notesKept.push(await noting);
    if (point > 0) {
      await killOnce();
      expect((await fetch(`${hub.url}/health`)).status, `the hub lives after kill ${kill}`).toBe(200);
      expect((await fetch(`${hub.url}/ready`)).status).toBe(503);
      await postgres.restart();
    }
    await untilReady();
    expect(await isLocked(), `a second hub is refused after kill ${kill}`).toBe(true);
  }

  for (const { run, question, views } of kept) {
    const [events, ...others] = await Promise.all(views);
    for (const other of others) expect(other, question).toEqual(events);
    expect(
      events!.map(({ id }) => id),
      question,
    ).toEqual(events!.map((_, at) => `1-${at + 1}`));
    expect(events!.at(-1)?.event, question).toBe('thread.run.completed');
    expect(events!.map(deltaText).join(''), question).toBe(ANSWER);
    const messages = await client.messages(run.thread_id);
    expect(messages.map(({ content }) => textOf(content))).toEqual([question, ANSWER]);
  }
  expect(new Set(kept.map(({ run }) => run.id)).size).toBe(KILLS);
  const notesNow = await client.messages(notes);
  expect(notesNow.map(({ id }) => id)).toEqual(notesKept.map(({ id }) => id));

  const second = await runHub({ DATABASE_URL: postgres.url }, tmpdir());
  expect(second.stderr).toContain('Another hub is using the database in DATABASE_URL');
}, 180_000);
