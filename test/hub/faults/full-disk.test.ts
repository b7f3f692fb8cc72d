import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { textOf, type Message } from '../../../src/protocol/message.ts';
import { createHubClient, type RecordedEvent } from '../../support/hub-client.ts';
import { startHub, type HubProcess } from '../../support/hub-process.ts';
import { ChunkLimit, sayNothing, streamText } from '../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../support/model-server.ts';

/** In kilobytes. More than a file of a new database takes, and less than the answer. */
const LARGEST_FILE = 20_000;
/** Random, so that the database cannot make it small. */
const ANSWER = randomBytes(24_000_000).toString('base64');
const CHUNK = 100_000;
/** The last of them is not sent: the answer ends when the hub lets go of it, and not before. */
const CHUNKS = ANSWER.length / CHUNK;

let model: ModelServer;
let hub: HubProcess;

beforeAll(async () => {
  model = await startModelServer(sayNothing());
  hub = await startHub(
    { MODEL_BASE_URL: model.url, MODEL_NAME: 'test-model' },
    { limits: { largestFile: LARGEST_FILE } },
  );
});
afterAll(async () => {
  await hub.stop();
  await model.stop();
});

/**
 * A disk is full when a file cannot grow: here by a limit of the process, which takes no root and no disk of
 * its own. The database gets an error of the same kind from the same call.
 */
it('ends the run with its text when the disk is full, goes on serving, and loses nothing that it has told', async () => {
  const client = createHubClient(hub.url);
  const limit = new ChunkLimit(CHUNKS - 1);
  model.answerWith(streamText(ANSWER, { charactersPerChunk: CHUNK, perSecond: 100, limit }));
  const run = await client.ask('symposium/assistant/1.0.0', 'Fill it.');
  const told: RecordedEvent[] = [];
  for await (const event of client.events(run.thread_id, run.id)) told.push(event);
  const asked = await model.request(0);
  await asked.ended;
  expect(asked.isAborted, 'the model is let go').toBe(true);
  expect(told.at(-1)?.event).toBe('thread.run.failed');
  expect(told.at(-1)?.data).toContain('disk is full');
  const said = told.findLast(({ event }) => event === 'thread.message.incomplete');
  const text = textOf((JSON.parse(said!.data) as { data: Message }).data.content);
  expect(text.length).toBeGreaterThan(10 * CHUNK);
  expect(ANSWER.startsWith(text)).toBe(true);
  expect((await fetch(`${hub.url}/health`)).status).toBe(200);

  // What was told of the end could not be written. The next hub ends the run in its own words.
  const written = told.slice(
    0,
    told.findIndex(({ event }) => event === 'thread.message.incomplete'),
  );
  await hub.kill('SIGKILL');
  await hub.restart({ largestFile: null });
  const served: RecordedEvent[] = [];
  for await (const event of client.events(run.thread_id, run.id)) served.push(event);
  expect(written.length).toBeGreaterThan(10);
  expect(served.slice(0, written.length).map(({ id }) => id)).toEqual(written.map(({ id }) => id));
  expect(served.map(({ data }) => data).slice(0, written.length)).toEqual(written.map(({ data }) => data));
  expect(served.at(-1)?.event).toBe('thread.run.failed');
}, 120_000);
