import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { textOf } from '../../../src/protocol/message.ts';
import { createHubClient, deltaText, type RecordedEvent } from '../../support/hub-client.ts';
import { startHub, type HubProcess } from '../../support/hub-process.ts';
import { ChunkLimit, neverAnswer, streamText } from '../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../support/model-server.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres.ts';
import { hasPython } from '../../support/python.ts';
import { openStream } from '../fan-out/stream-client.ts';

const ASSISTANT = 'symposium/assistant/1.0.0';
const ANSWER = 'I know that I know nothing.';
/** The hub's lock: "sympos" in ASCII. */
const LOCK_KEY = 0x73796d706f73;

let postgres: PostgresServer;
let model: ModelServer;
let hub: HubProcess;
let agents: string;

beforeEach(async () => {
  agents = await mkdtemp(join(tmpdir(), 'symposium-agents-'));
  postgres = await startPostgres();
  model = await startModelServer(neverAnswer());
});
afterEach(async () => {
  await hub?.stop();
  await model?.stop();
  await postgres?.stop();
  await rm(agents, { recursive: true, force: true });
});

async function start(variables: Record<string, string> = {}): Promise<void> {
  hub = await startHub({
    DATABASE_URL: postgres.url,
    MODEL_BASE_URL: model.url,
    MODEL_NAME: 'test-model',
    AGENTS_DIR: agents,
    ...variables,
  });
}

async function untilReady(): Promise<void> {
  while ((await fetch(`${hub.url}/ready`)).status !== 200) await delay(20);
}

/** Reads a run's events to the end, and resolves a promise after this many deltas. */
function follow(threadId: string, runId: string, deltas: number) {
  const events: RecordedEvent[] = [];
  let tell!: () => void;
  const hasBegun = new Promise<void>((resolve) => (tell = resolve));
  const ended = (async () => {
    for await (const event of createHubClient(hub.url).events(threadId, runId)) {
      events.push(event);
      if (events.filter((one) => deltaText(one) !== '').length >= deltas) tell();
    }
    return events;
  })();
  return { hasBegun, ended };
}

it('keeps streams open, postpones new ones, and continues with both', async () => {
  await start({ KEEP_ALIVE_SECONDS: '1' });
  const limit = new ChunkLimit(2);
  model.answerWith(streamText(ANSWER, { limit }));
  const { id, thread_id } = await createHubClient(hub.url).ask(ASSISTANT, 'What do you know?');
  const [run, events] = await Promise.all([
    openStream(`${hub.url}/v1/threads/${thread_id}/stream/${id}`),
    openStream(`${hub.url}/v1/events`),
  ]);
  await run.until(({ text }) => text.includes('w tha'));
  await postgres.kill();
  for (const stream of [run, events]) {
    const seen = stream.text.length;
    await stream.until(({ text }) => /^:/m.test(text.slice(seen)));
  }
  // A browser with a session that is not cached, so the hub must look it up.
  const browser = {
    'sec-fetch-site': 'same-origin',
    cookie: `symposium_${new URL(hub.url).port}=${'a'.repeat(43)}`,
  };
  for (const path of [`/threads/${thread_id}/stream/${id}`, '/events']) {
    const response = await fetch(`${hub.url}/v1${path}`, { headers: browser });
    expect({ path, status: response.status, text: await response.text() }).toEqual({
      path,
      status: 200,
      text: 'retry: 2000\n: the server cannot reach its database at the moment\n',
    });
  }
  expect((await fetch(`${hub.url}/v1/events`)).status, 'nothing is asked of the database').toBe(200);
  limit.raise();
  await postgres.restart();
  await run.readToEnd();
  expect(run.text).toContain('thread.run.completed');
  await events.until(({ text }) => text.includes('hub.run.ended'));
});

it.skipIf(!hasPython)('goes on with an agent in Python that replies while it is away', async () => {
  const folder = join(agents, 'acme/guide/1.0.0');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'metadata.json'), JSON.stringify({ name: 'guide', version: '1.0.0' }));
  await writeFile(
    join(folder, 'agent.py'),
    `
reply = env.completion(env.list_messages(), stream=True)
env.add_reply(reply)
env.add_reply("%d messages" % len(env.list_messages()))
`,
  );
  await start();
  const limit = new ChunkLimit(2);
  model.answerWith(streamText(ANSWER, { limit }));
  const client = createHubClient(hub.url);
  const run = await client.ask('acme/guide/1.0.0', 'What do you know?');
  const { hasBegun, ended } = follow(run.thread_id, run.id, 2);
  await hasBegun;
  await postgres.kill();
  limit.raise();
  await (
    await model.request(0)
  ).ended; // the agent has the whole answer, and replies
  expect((await fetch(`${hub.url}/ready`)).status).toBe(503);
  await postgres.restart();
  expect((await ended).at(-1)?.event).toBe('thread.run.completed');
  const messages = await client.messages(run.thread_id);
  expect(messages.map(({ content }) => textOf(content))).toEqual(['What do you know?', ANSWER, '2 messages']);
});

it('exits if another hub has taken the database, and leaves the runs to that hub', async () => {
  await start();
  const limit = new ChunkLimit(2);
  model.answerWith(streamText(ANSWER, { limit }));
  const run = await createHubClient(hub.url).ask(ASSISTANT, 'What do you know?');
  const { hasBegun, ended } = follow(run.thread_id, run.id, 2);
  const broken = expect(ended).rejects.toThrow();
  await hasBegun;
  const other = new Client({ connectionString: postgres.url });
  await other.connect();
  const taken = other.query('select pg_advisory_lock($1)', [LOCK_KEY]);
  const operator = new Client({ connectionString: postgres.url });
  await operator.connect();
  const locks = () =>
    operator.query<{ pid: number; granted: boolean }>(
      `select pid, granted from pg_locks where locktype = 'advisory' order by granted`,
    );
  while ((await locks()).rows[0]?.granted !== false);
  await operator.query('select pg_terminate_backend($1)', [(await locks()).rows.at(-1)?.pid]);
  await taken;
  const { code, stderr } = await hub.ended();
  expect(code).toBe(1);
  expect(stderr).toContain('Another hub has taken the database in DATABASE_URL');
  const { rows } = await operator.query('select status, attempt from runs');
  expect(rows).toEqual([{ status: 'in_progress', attempt: 1 }]);
  await Promise.all([operator.end(), other.end()]);
  await broken;
});

/** Starts a hub with a run in the middle of its answer. */
async function startHalfway() {
  await start();
  model.answerWith(streamText(ANSWER, { limit: new ChunkLimit(2) }));
  const client = createHubClient(hub.url);
  const run = await client.ask(ASSISTANT, 'What do you know?');
  const { hasBegun, ended } = follow(run.thread_id, run.id, 2);
  await hasBegun;
  return { client, run, ended };
}

it('does not block the exit of a hub while it is unavailable', async () => {
  const { client, run, ended } = await startHalfway();
  await postgres.kill();
  const broken = expect(ended).rejects.toThrow();
  expect((await hub.kill('SIGTERM')).code).toBe(0);
  await broken;
  await postgres.restart();
  await hub.restart();
  await untilReady();
  expect(await client.run(run.thread_id, run.id)).toMatchObject({ status: 'failed' });
});

it('lets a killed hub end its runs at once when it starts again, while their leases are valid', async () => {
  const { client, run, ended } = await startHalfway();
  const broken = expect(ended).rejects.toThrow();
  await hub.kill('SIGKILL');
  await broken;
  await hub.restart();
  expect(await client.run(run.thread_id, run.id)).toMatchObject({ status: 'failed' });
  const operator = new Client({ connectionString: postgres.url });
  await operator.connect();
  const { rows } = await operator.query('select lease_until > ended_at as leased from runs');
  expect(rows).toEqual([{ leased: true }]);
  await operator.end();
});
