import { randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { textOf, type Message } from '../../../src/protocol/message.ts';
import { createHubClient, type RecordedEvent } from '../../support/hub-client.ts';
import { startHub, type HubProcess } from '../../support/hub-process.ts';
import { ChunkLimit, neverAnswer, streamText } from '../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../support/model-server.ts';

/** Maximum size of a file. It is more than any file of a new database has. */
const MAX_FILE_KILOBYTES = 20_000;
/** Size of one answer: close to the maximum of a draft with its events. */
const LENGTH = 900_000;
const CHUNK = 20_000;
/** The last one is not sent: the answer ends only when the hub ends the request. */
const CHUNKS = LENGTH / CHUNK;

/** Random, so that the database cannot compress it. */
function newAnswer(length = LENGTH): string {
  return randomBytes(length).toString('base64').slice(0, length);
}

let model: ModelServer;
let hub: HubProcess;

beforeAll(async () => {
  model = await startModelServer(neverAnswer());
  hub = await startHub(
    { MODEL_BASE_URL: model.url, MODEL_NAME: 'test-model' },
    { limits: { largestFile: MAX_FILE_KILOBYTES } },
  );
});
afterAll(async () => {
  await hub.stop();
  await model.stop();
});

/** The size of the largest table's file, in kilobytes. */
async function largestFile(): Promise<number> {
  const folder = join(hub.dataDir, 'pglite', 'base');
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = files.map(async (file) =>
    file.isFile() ? (await stat(join(file.parentPath, file.name))).size : 0,
  );
  return Math.max(...(await Promise.all(sizes))) / 1024;
}

/** Streams answers to runs until one does not fit. Each is written twice: as deltas, and as a message. */
async function fillUp(): Promise<void> {
  const client = createHubClient(hub.url);
  for (;;) {
    const left = 1024 * (MAX_FILE_KILOBYTES - (await largestFile()));
    if (left < 0.75 * LENGTH) return;
    const answer = newAnswer(left > 3 * LENGTH ? LENGTH : LENGTH / 5);
    model.answerWith(streamText(answer, { charactersPerChunk: CHUNK }));
    const run = await client.ask('symposium/assistant/1.0.0', 'Fill it.');
    for await (const { event } of client.events(run.thread_id, run.id)) expect(event).not.toMatch(/failed/);
  }
}

/**
 * Simulates a full disk by a file size limit of the process, which needs neither root nor a separate disk. The
 * database gets an error of the same kind from the same call.
 */
it('ends the run with its text when the disk is full, keeps serving, and loses nothing that it has sent', async () => {
  await fillUp();
  const client = createHubClient(hub.url);
  const answer = newAnswer();
  const limit = new ChunkLimit(CHUNKS - 1);
  model.answerWith(streamText(answer, { charactersPerChunk: CHUNK, perSecond: 100, limit }));
  const before = model.requests.length;
  const run = await client.ask('symposium/assistant/1.0.0', 'Fill it.');
  const told: RecordedEvent[] = [];
  for await (const event of client.events(run.thread_id, run.id)) told.push(event);
  const asked = await model.request(before);
  await asked.ended;
  expect(asked.isAborted, 'the model is let go').toBe(true);
  expect(told.at(-1)?.event).toBe('thread.run.failed');
  expect(told.at(-1)?.data).toContain('disk is full');
  const said = told.findLast(({ event }) => event === 'thread.message.incomplete');
  const text = textOf((JSON.parse(said!.data) as { data: Message }).data.content);
  expect(text.length).toBeGreaterThan(10 * CHUNK);
  expect(answer.startsWith(text)).toBe(true);
  expect((await fetch(`${hub.url}/health`)).status).toBe(200);

  // The published end could not be written. The next hub ends the run with its own message.
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
