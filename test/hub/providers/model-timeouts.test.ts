import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, chunk, frame, neverAnswer, stallAfter } from '../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../support/model-server.ts';
import { createTestProvider, type TestProviderOptions } from './create-test-provider.ts';
import { WAYS } from './completion-ways.ts';

const MESSAGES = [{ role: 'user', content: 'What is virtue?' }];

let model: ModelServer;

beforeAll(async () => {
  model = await startModelServer(neverAnswer());
});
afterAll(() => model.stop());

const provider = (options?: TestProviderOptions) => createTestProvider(model.url, options);

describe.each(WAYS)('the timeouts of a completion that is %s', (_, ask) => {
  it('do not count pauses before the first byte', async () => {
    model.answerWith(async (response, request) => {
      await delay(400);
      await answer('Yes.')(response, request);
    });
    expect(await ask(provider({ idleTimeout: 100 }), { messages: MESSAGES })).toBe('Yes.');
  });

  it('do not count the time between headers and the first byte', async () => {
    model.answerWith(async (response, request) => {
      response.flushHeaders();
      await delay(400);
      const { stream } = request.body!;
      const whole = JSON.stringify({ choices: [{ index: 0, message: { content: 'Yes.' } }] });
      response.end(stream ? frame(chunk({ content: 'Yes.' }, 'stop')) + frame('[DONE]') : whole);
    });
    expect(await ask(provider({ idleTimeout: 100 }), { messages: MESSAGES })).toBe('Yes.');
  });

  it('end with the run', async () => {
    model.answerWith(neverAnswer());
    const slow = provider({ idleTimeout: 20, answerTimeout: 200 });
    await expect(ask(slow, { messages: MESSAGES })).rejects.toThrow('sent nothing for 0.2 s');
  });
});

it('a stalled stream is aborted, but an answer in one piece is not', async () => {
  model.answerWith(stallAfter(frame(chunk({ content: 'I know' }))));
  const [[, streamed], [, whole]] = WAYS as [(typeof WAYS)[0], (typeof WAYS)[0]];
  await expect(streamed(provider({ idleTimeout: 100 }), { messages: MESSAGES })).rejects.toThrow(
    'sent nothing for 0.1 s',
  );
  model.answerWith(async (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('\n');
    await delay(400);
    response.end(JSON.stringify({ choices: [{ index: 0, message: { content: 'Yes.' } }] }));
  });
  expect(await whole(provider({ idleTimeout: 100 }), { messages: MESSAGES })).toBe('Yes.');
});
