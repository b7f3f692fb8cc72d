import { afterAll, beforeAll, expect, it } from 'vitest';
import { textOf } from '../../../src/protocol/message.ts';
import type { RunStep } from '../../../src/protocol/run-step.ts';
import { createHubClient, deltaText, type RecordedEvent } from '../../support/hub-client.ts';
import { startHub, type HubProcess } from '../../support/hub-process.ts';
import { chunk, frame, neverAnswer, stallAfter, streamText } from '../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../support/model-server.ts';

const KILLS = 20;
const ANSWER = 'Ἓν οἶδα ὅτι οὐδὲν οἶδα. 🏛️ '.repeat(200);
const MOST_EVENTS = 900;

let model: ModelServer;
let hub: HubProcess;

beforeAll(async () => {
  model = await startModelServer(neverAnswer());
  hub = await startHub({ MODEL_BASE_URL: model.url, MODEL_NAME: 'test-model' });
});
afterAll(async () => {
  await hub.stop();
  await model.stop();
});

/** Reads events until the connection breaks or `enough` returns true. */
async function watch(
  events: AsyncIterable<RecordedEvent>,
  enough: (seen: RecordedEvent[]) => void = () => {},
): Promise<RecordedEvent[]> {
  const seen: RecordedEvent[] = [];
  try {
    for await (const event of events) {
      seen.push(event);
      enough(seen);
    }
  } catch (error) {
    expect((error as Error).message).toMatch(/terminated|fetch failed/); // the hub has been killed
  }
  return seen;
}

const tool = (piece: object) => frame(chunk({ tool_calls: [{ index: 0, ...piece }] }));

it('keeps the steps and the streamed text of a run after a kill in the middle of a call', async () => {
  const client = createHubClient(hub.url);
  const called = tool({ id: 'call_1', function: { name: 'weather', arguments: '{"city":' } });
  const begun =
    frame(chunk({ content: 'Let me look.' })) + called + tool({ function: { arguments: '"Athens"' } });
  model.answerWith(stallAfter(begun));
  const run = await client.ask('symposium/assistant/1.0.0', 'Is it raining?');
  await watch(client.events(run.thread_id, run.id), (seen) => {
    if (JSON.stringify(seen.at(-1)).includes('Athens')) void hub.kill('SIGKILL');
  });
  await hub.restart();
  const steps = `${hub.url}/v1/threads/${run.thread_id}/runs/${run.id}/steps`;
  const { data } = (await (await fetch(`${steps}?order=asc`)).json()) as { data: RunStep[] };
  expect(data.map(({ type, status }) => [type, status])).toEqual([
    ['message_creation', 'failed'],
    ['tool_calls', 'failed'],
  ]);
  const call = { id: 'call_1', function: { name: 'weather', arguments: '{"city":"Athens"' } };
  expect(data[1]!.step_details).toMatchObject({ tool_calls: [call] });
  expect(await (await fetch(`${steps}/${data[1]!.id}`)).json()).toEqual(data[1]);
  const [, partial] = await client.messages(run.thread_id);
  expect(textOf(partial!.content)).toBe('Let me look.');
  expect(partial!.incomplete_details?.reason).toBe('run_failed');
});

it(`serves all events that clients saw, once each, after each of ${KILLS} kills at random points of a stream`, async () => {
  const client = createHubClient(hub.url);
  const runs: { threadId: string; runId: string; served: RecordedEvent[] }[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const point = 1 + Math.floor(Math.random() * MOST_EVENTS);
    const about = `kill ${kill}, after ${point} events`;
    model.answerWith(streamText(ANSWER, { perSecond: 2_000 }));
    const run = await client.ask('symposium/assistant/1.0.0', about);
    let killed: Promise<unknown> | null = null;
    const [one, other] = await Promise.all([
      watch(client.events(run.thread_id, run.id), (seen) => {
        if (seen.length >= point) killed ??= hub.kill('SIGKILL');
      }),
      watch(client.events(run.thread_id, run.id)),
    ]);
    await (killed ?? hub.kill('SIGKILL'));
    await hub.restart();

    const served = await watch(client.events(run.thread_id, run.id));
    expect(served.slice(0, one.length), about).toEqual(one);
    expect(served.slice(0, other.length), about).toEqual(other);
    expect(served.map(({ id }) => Number(id.split('-')[1]), about)).toEqual(served.map((_, at) => at + 1));
    expect(served.at(-1)?.event, about).toMatch(/^thread\.run\.(failed|requires_action|completed)$/);
    const resumed = await watch(client.events(run.thread_id, run.id, one.at(-1)?.id ?? null));
    expect([...one, ...resumed], about).toEqual(served);

    const [question, answer] = await client.messages(run.thread_id);
    expect(textOf(question!.content), 'what was acknowledged').toBe(about);
    expect(textOf(answer?.content ?? []), about).toBe(served.map(deltaText).join(''));
    runs.push({ threadId: run.thread_id, runId: run.id, served });
  }
  for (const { threadId, runId, served } of runs) {
    expect(await watch(client.events(threadId, runId)), 'at the end').toEqual(served);
  }
}, 300_000);
