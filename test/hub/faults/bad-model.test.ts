import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../../src/protocol/message.ts';
import { createHubClient, deltaText, type RecordedEvent } from '../../support/hub-client.ts';
import { startHub, type HubProcess } from '../../support/hub-process.ts';
import { cutAfter, neverAnswer, sendStream, stallAfter } from '../../support/model-answers.ts';
import { startModelServer, type ModelAnswer, type ModelServer } from '../../support/model-server.ts';

const chunk = (content: string) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
const GOOD = chunk('I know ') + chunk('that I ');

let model: ModelServer;
let hub: HubProcess;

beforeAll(async () => {
  model = await startModelServer(neverAnswer());
  hub = await startHub({
    MODEL_BASE_URL: model.url,
    MODEL_NAME: 'test-model',
    MODEL_IDLE_TIMEOUT_SECONDS: '1',
  });
});
afterAll(async () => {
  await hub.stop();
  await model.stop();
});

describe('a model that fails in mid-stream', () => {
  it.each<[string, ModelAnswer, RegExp]>([
    [
      'sends JSON that is no chunk',
      sendStream(`${GOOD}data: {"choices":7}\n\n`),
      /not a chat completion chunk/,
    ],
    ['sends an error', sendStream(`${GOOD}data: {"error":{"message":"out of memory"}}\n\n`), /out of memory/],
    ['falls silent', stallAfter(GOOD), /sent nothing for 1 s/],
    ['breaks off', cutAfter(GOOD), /^Lost the connection to the model\.$/],
  ])('and %s: the run fails with the reason, and keeps the text so far', async (_, answer, why) => {
    model.answerWith(answer);
    const client = createHubClient(hub.url);
    const { id, thread_id } = await client.ask('symposium/assistant/1.0.0', 'What is virtue?');
    const events: RecordedEvent[] = [];
    for await (const event of client.events(thread_id, id)) events.push(event);
    expect(events.map(deltaText).join('')).toBe('I know that I ');
    expect(events.at(-1)?.event).toBe('thread.run.failed');
    const run = await client.run(thread_id, id);
    expect(run).toMatchObject({ status: 'failed', last_error: { message: expect.stringMatching(why) } });
    const [, partial] = await client.messages(thread_id);
    expect(partial).toMatchObject({ status: 'incomplete' });
    expect(textOf(partial!.content)).toBe('I know that I ');
  });

  it('and sends an event that is not JSON: the rest is read, and the run fails with the reason', async () => {
    model.answerWith(sendStream(`${GOOD}data: {"choi\n\n${chunk('know')}data: [DONE]\n\n`));
    const client = createHubClient(hub.url);
    const { id, thread_id } = await client.ask('symposium/assistant/1.0.0', 'What is virtue?');
    const texts: string[] = [];
    for await (const event of client.events(thread_id, id)) texts.push(deltaText(event));
    expect(texts.join('')).toBe('I know that I know');
    const run = await client.run(thread_id, id);
    expect(run).toMatchObject({
      status: 'failed',
      last_error: { message: expect.stringMatching(/is missing/) },
    });
    const [, partial] = await client.messages(thread_id);
    expect(partial).toMatchObject({ status: 'incomplete' });
    expect(textOf(partial!.content)).toBe('I know that I know');
  });
});
