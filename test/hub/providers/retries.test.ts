import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpenAiProvider } from '../../../src/hub/providers/openai-compatible/openai-provider.ts';
import type { RetryClock } from '../../../src/hub/providers/openai-compatible/retry-policy.ts';
import { ProviderError } from '../../../src/hub/providers/provider.ts';
import type { ModelNotice } from '../../../src/protocol/run-notice.ts';
import { freePort } from '../../support/free-port.ts';
import {
  answer,
  chunk,
  cutAfter,
  frame,
  hangUp,
  refuseWith,
  neverAnswer,
} from '../../support/model-answers.ts';
import { startModelServer, type ModelAnswer, type ModelServer } from '../../support/model-server.ts';
import { busy, PUBLIC_PAUSES } from './public-pauses.ts';
import { openAi } from './refusals.ts';
import { WAYS } from './completion-ways.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const MESSAGES = [{ role: 'user', content: 'What is virtue?' }];

let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer(neverAnswer());
});
afterAll(() => server.stop());

/** A provider without waiting, whose pauses are recorded in milliseconds. */
function patient(baseUrl = server.url) {
  const pauses: number[] = [];
  const notices: ModelNotice[] = [];
  const clock: RetryClock = {
    now: () => NOW,
    random: () => 0,
    sleep: async (milliseconds) => void pauses.push(milliseconds),
  };
  const provider = createOpenAiProvider({ baseUrl, apiKey: null, name: null, idleTimeout: 20_000, clock });
  return { provider, pauses, notices, onNotice: (notice: ModelNotice) => void notices.push(notice) };
}

/** Sends comments, as OpenRouter does while it waits, and then these parts one by one; null closes the connection. */
function afterComments(...pieces: (string | null)[]): ModelAnswer {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const piece of [': OPENROUTER PROCESSING\n\n', ': OPENROUTER', ' PROCESSING\n\n', ...pieces]) {
      if (piece === null) return void response.destroy();
      await new Promise<void>((resolve) => response.write(piece, () => setImmediate(resolve)));
    }
    response.end();
  };
}
const limited = (attempt: number, seconds: number) => ({
  type: 'retry',
  code: 'rate_limit_exceeded',
  attempt,
  attempts: 3,
  seconds,
});

describe.each(WAYS)('a completion that is %s', (_, ask) => {
  it.each<[string, ModelAnswer, number]>([
    ['429 with retry-after', busy({ 'retry-after': '3' }), 3_000],
    ['429 with retry-after-ms', busy({ 'retry-after-ms': '1500', 'retry-after': '2' }), 1_500],
    ['429 with a date', busy({ 'retry-after': 'Mon, 30 Nov 2026 12:00:07 GMT' }), 7_000],
    ['429 with a date that has passed', busy({ 'retry-after': 'Mon, 30 Nov 2026 11:00:00 GMT' }), 0],
    ['429 without a time', busy(), 500],
    ...PUBLIC_PAUSES,
    // https://github.com/earendil-works/pi/issues/6673
    ['520 of Cloudflare', refuseWith(520, '<!DOCTYPE html><title>520</title>'), 500],
    // https://github.com/earendil-works/pi/issues/2537
    ['500 without a body', refuseWith(500, ''), 500],
    [
      '429 of a token limit per minute',
      refuseWith(429, { message: 'Too many tokens, please wait before trying again.' }),
      500,
    ],
    ['429 with a minute', busy({ 'retry-after': '60' }), 60_000],
    ['503', refuseWith(503, { error: { message: 'Overloaded.' } }, { 'retry-after': '1' }), 1_000],
    ['500', refuseWith(500, { error: { message: 'The server had an error.' } }), 500],
    ['502 of a proxy', refuseWith(502, '<html>Bad Gateway</html>'), 500],
    ['504', refuseWith(504, ''), 500],
    [
      '529 of Anthropic',
      refuseWith(529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
      500,
    ],
    ['408', refuseWith(408, ''), 500],
    [
      '400 that asks for a retry',
      refuseWith(400, { error: { message: 'Later.' } }, { 'x-should-retry': 'true' }),
      500,
    ],
    ['a connection that is closed before the headers', hangUp(), 500],
    ['a connection that is closed after the headers', cutAfter(''), 500],
    [
      '200 with 429 inside',
      refuseWith(200, { error: { message: 'Rate limited upstream.', code: 429 } }),
      500,
    ],
    [
      'a stream that begins with 503',
      (response) =>
        void response
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .end(`: waiting\n\n${frame({ error: { message: 'No capacity.', code: 503 } })}`),
      500,
    ],
    [
      'comments, and only then 503',
      afterComments(frame({ error: { message: 'No capacity.', code: 503 } })),
      500,
    ],
    ['comments, and then a closed connection', afterComments(null), 500],
    [
      'an error that arrives in pieces',
      afterComments('data: {"error":{"code":503,"mess', 'age":"No"}}\n\n'),
      500,
    ],
  ])('is retried after %s, with a notice', async (_row, refusal, pause) => {
    server.answerWith(refusal, refusal, answer('Yes.'));
    const before = server.requests.length;
    const { provider, pauses, notices, onNotice } = patient();
    expect(await ask(provider, { messages: MESSAGES, onNotice })).toBe('Yes.');
    expect(server.requests.length - before).toBe(3);
    expect(pauses).toEqual([pause, pause === 500 ? 1_000 : pause]);
    expect(notices).toMatchObject([
      { type: 'retry', attempt: 2, attempts: 3, seconds: pauses[0]! / 1_000 },
      { type: 'retry', attempt: 3, attempts: 3, seconds: pauses[1]! / 1_000 },
    ]);
  });

  it('distinguishes rate limits from errors of the server in its notices', async () => {
    server.answerWith(busy({ 'retry-after': '3' }), refuseWith(503, ''), answer('Yes.'));
    const { provider, notices, onNotice } = patient();
    await ask(provider, { messages: MESSAGES, onNotice });
    expect(notices).toEqual([limited(2, 3), { ...limited(3, 1), code: 'server_error' }]);
  });

  it.each<[string, ModelAnswer, RegExp]>([
    ['an invalid request', refuseWith(400, { error: { message: 'No.' } }), /No\./],
    ['no key', refuseWith(401, { error: { message: 'Wrong key.' } }), /Wrong key\./],
    [
      'no money',
      refuseWith(429, {
        error: {
          message: 'You exceeded your current quota, please check your plan and billing details.',
          type: 'insufficient_quota',
          code: 'insufficient_quota',
        },
      }),
      /quota/,
    ],
    ['not implemented', refuseWith(501, { error: { message: 'Cannot.' } }), /Cannot\./],
    [
      'a server that forbids it',
      refuseWith(500, { error: { message: 'Broken.' } }, { 'x-should-retry': 'false' }),
      /Broken\./,
    ],
    ['a pause that is too long', busy({ 'retry-after': '3600' }), /Rate limit/],
    // https://github.com/anomalyco/opencode/pull/48185
    ['a pause of minutes', busy({ 'retry-after': '2m59.56s' }), /Rate limit/],
    ['an infinite pause', busy({ 'retry-after': 'Infinity' }), /Rate limit/],
    ['a pause that overflows', busy({ 'retry-after': '9'.repeat(400) }), /Rate limit/],
    // https://github.com/tingly-dev/tingly-box/issues/233
    [
      'a model that is not a chat model',
      refuseWith(
        404,
        openAi(
          'This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to use v1/completions?',
          'model',
        ),
      ),
      /not a chat model/,
    ],
    // https://github.com/can1357/oh-my-pi/issues/9569
    [
      'no credit at all',
      refuseWith(402, {
        error: { message: 'This request requires more credits. You can only afford 0.', code: 402 },
      }),
      /only afford 0/,
    ],
  ])('is not retried after %s', async (_row, refusal, message) => {
    server.answerWith(refusal);
    const before = server.requests.length;
    const { provider, notices, onNotice } = patient();
    await expect(ask(provider, { messages: MESSAGES, onNotice })).rejects.toThrow(message);
    expect(server.requests.length - before).toBe(1);
    expect(notices).toEqual([]);
  });

  it('is not retried if the run would end before', async () => {
    server.answerWith(busy({ 'retry-after': '30' }));
    const { provider, pauses } = patient();
    await expect(ask(provider, { messages: MESSAGES, deadline: NOW + 20_000 })).rejects.toThrow('Rate limit');
    expect(pauses).toEqual([]);
  });

  it('fails after two retries', async () => {
    server.answerWith(busy());
    const before = server.requests.length;
    const { provider } = patient();
    const failure = await ask(provider, { messages: MESSAGES }).catch((reason: unknown) => reason);
    expect(server.requests.length - before).toBe(3);
    if (failure instanceof ProviderError) expect(failure.code).toBe('rate_limit_exceeded');
    expect(String(failure)).toContain('Rate limit reached.');
  });

  it('ends at once with the run while it waits', async () => {
    server.answerWith(busy({ 'retry-after': '50' }));
    const run = new AbortController();
    const provider = createOpenAiProvider({
      baseUrl: server.url,
      apiKey: null,
      name: null,
      idleTimeout: 20_000,
    });
    const reason = new Error('stopped');
    const asked = ask(provider, {
      messages: MESSAGES,
      signal: run.signal,
      onNotice: () => run.abort(reason),
    });
    await expect(asked).rejects.toBe(reason);
  });

  it('is retried if the server is not listening yet', async () => {
    const { provider, pauses } = patient(`http://127.0.0.1:${await freePort()}/v1`);
    await expect(ask(provider, { messages: MESSAGES })).rejects.toThrow('ECONNREFUSED');
    expect(pauses).toEqual([500, 1_000]);
  });
});

it('a completion is not retried once text has arrived', async () => {
  server.answerWith(cutAfter(frame(chunk({ content: 'I know' }))));
  const before = server.requests.length;
  const { provider, notices, onNotice } = patient();
  const [[, streamed]] = WAYS as [(typeof WAYS)[0]];
  await expect(streamed(provider, { messages: MESSAGES, onNotice })).rejects.toThrow('Lost the connection');
  expect(server.requests.length - before).toBe(1);
  expect(notices).toEqual([]);
});

describe('a request that belongs to no run', () => {
  const options = { signal: new AbortController().signal, isOfRun: false };

  it('is retried once if the server had closed the connection', async () => {
    server.answerWith(hangUp(), answer('Yes.'));
    const before = server.requests.length;
    expect((await patient().provider.forward({ model: 'm', messages: MESSAGES }, options)).status).toBe(200);
    expect(server.requests.length - before).toBe(2);
  });

  it('is otherwise not retried, because its client retries by itself', async () => {
    server.answerWith(busy({ 'retry-after': '3' }));
    const before = server.requests.length;
    const refused = await patient().provider.forward({ model: 'm', messages: MESSAGES }, options);
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '3' } });
    expect(server.requests.length - before).toBe(1);
  });
});
