import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunStep } from '../../../src/protocol/run-step.ts';
import { startHub, type HubProcess } from '../../support/hub-process.ts';
import { streamCall, streamText } from '../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../support/model-server.ts';

const KILLS = 5;
/** Each run waits for outputs at each kill: 20 pauses in all. */
const RUNS = 4;

let model: ModelServer;
let hub: HubProcess;

beforeAll(async () => {
  model = await startModelServer(streamText(''));
  hub = await startHub({ MODEL_BASE_URL: model.url, MODEL_NAME: 'test-model' });
});
afterAll(async () => {
  await hub.stop();
  await model.stop();
});

interface RunJson {
  id: string;
  thread_id: string;
  status: string;
  required_action: { submit_tool_outputs: { tool_calls: { id: string }[] } } | null;
}

async function call<T>(path: string, body?: object): Promise<T> {
  const response = await fetch(`${hub.url}/v1${path}`, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  expect(response.status, path).toBe(200);
  return (await response.json()) as T;
}

/** Reads a run's stream until this text arrives. */
async function until(path: string, expected: string): Promise<void> {
  const response = await fetch(`${hub.url}/v1${path}`);
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    if (text.includes(expected)) return;
  }
  throw new Error(`The stream ended without ${expected}.`);
}

it(`runs continue after each of ${KILLS} kills between their calls and the outputs, and use each output once`, async () => {
  const tools = [{ type: 'function', function: { name: 'weather' } }];
  const assistant = await call<{ id: string }>('/assistants', { model: 'test-model', tools });
  model.answerWith(streamCall('call_0', 'weather'));
  const runs = await Promise.all(
    Array.from({ length: RUNS }, async (_, index) => {
      const thread = { messages: [{ role: 'user', content: `Run ${index}` }] };
      const run = await call<RunJson>('/threads/runs', { assistant_id: assistant.id, thread });
      const { id, thread_id } = run;
      return { path: `/threads/${thread_id}/runs/${id}`, stream: `/threads/${thread_id}/stream/${id}` };
    }),
  );
  for (let kill = 0; kill < KILLS; kill++) {
    const isWaiting = `"submit_tool_outputs":{"tool_calls":[{"id":"call_${kill}"`;
    await Promise.all(runs.map(({ stream }) => until(stream, isWaiting)));
    await hub.kill('SIGKILL');
    await hub.restart();
    model.answerWith(kill + 1 < KILLS ? streamCall(`call_${kill + 1}`, 'weather') : streamText('It rains.'));
    for (const { path } of runs) {
      const waiting = await call<RunJson>(path);
      expect(waiting.status).toBe('requires_action');
      expect(waiting.required_action?.submit_tool_outputs.tool_calls).toMatchObject([{ id: `call_${kill}` }]);
      const outputs = [{ tool_call_id: `call_${kill}`, output: `output ${kill}` }];
      await call(`${path}/submit_tool_outputs`, { tool_outputs: outputs });
    }
  }
  const outputs = Array.from({ length: KILLS }, (_, kill) => `output ${kill}`);
  for (const { path, stream } of runs) {
    await until(stream, '{"event":"thread.run.completed"');
    const { data } = await call<{ data: RunStep[] }>(`${path}/steps?order=asc&limit=100`);
    expect(
      data.flatMap(({ step_details: details }) =>
        details.type === 'tool_calls' ? details.tool_calls.map((one) => one.function.output) : [],
      ),
    ).toEqual(outputs);
    expect(data.map(({ status }) => status)).toEqual(Array(KILLS + 1).fill('completed'));
  }
  expect(model.requests).toHaveLength(RUNS * (KILLS + 1));
  for (const { body } of model.requests.slice(-RUNS)) {
    const messages = body!.messages as { role: string; content: string }[];
    expect(messages.filter(({ role }) => role === 'tool').map(({ content }) => content)).toEqual(outputs);
  }
}, 120_000);
