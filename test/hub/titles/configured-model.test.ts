import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHubClient } from '../../support/hub-client.ts';
import { startHub, type HubProcess } from '../../support/hub-process.ts';
import { answerJson, streamText } from '../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../support/model-server.ts';

let model: ModelServer;
let hub: HubProcess;

beforeAll(async () => {
  model = await startModelServer(streamText('It is knowledge.'));
  hub = await startHub({ MODEL_BASE_URL: model.url, MODEL_NAME: 'test-model', MODEL_TITLES: 'on' });
});
afterAll(async () => {
  await hub.stop();
  await model.stop();
});

/** Resolves when the account's events contain this. */
async function untilTold(events: Response, what: RegExp): Promise<void> {
  let told = '';
  for await (const bytes of events.body!) {
    told += new TextDecoder().decode(bytes);
    if (what.test(told)) return;
  }
}

it('writes the title of a thread, which counts like any completion', async () => {
  const choices = [{ index: 0, message: { role: 'assistant', content: 'On virtue' } }];
  model.answerWith(streamText('It is knowledge.'), answerJson({ choices }));
  const client = createHubClient(hub.url);
  const events = await fetch(`${hub.url}/v1/events`);
  const { thread_id } = await client.ask('symposium/assistant/1.0.0', 'What is virtue?');
  const { body } = await model.request(1);
  expect(body).toMatchObject({ model: 'test-model', stream: false });
  await untilTold(events, /hub\.run\.ended[^]*hub\.thread\.changed/);
  const thread: unknown = await (await fetch(`${hub.url}/v1/threads/${thread_id}`)).json();
  expect(thread).toMatchObject({ metadata: { topic: 'On virtue', topic_by: 'model' } });
  const metrics = await (await fetch(`${hub.url}/metrics`)).text();
  expect(metrics).toContain('symposium_model_requests_total{outcome="completed"} 2');
});
