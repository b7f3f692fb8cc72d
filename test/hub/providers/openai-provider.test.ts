import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CompletionChunk } from '../../../src/agents/agent.ts';
import { chunkText } from '../../../src/agents/stream-handler.ts';
import { createOpenAiProvider } from '../../../src/hub/providers/openai-compatible/openai-provider.ts';
import { ProviderError, type Provider } from '../../../src/hub/providers/provider.ts';
import { NO_WAITING } from '../../support/no-waiting.ts';
import { freePort } from '../../support/free-port.ts';
import {
  answerJson,
  chunk,
  cutAfter,
  frame,
  refuse,
  neverAnswer,
  sendStream,
  stallAfter,
  streamText,
} from '../../support/model-answers.ts';
import { startModelServer, type ModelAnswer, type ModelServer } from '../../support/model-server.ts';

const API_KEY = 'sk-secret-4711';
const PATIENT = 20_000;
const IMPATIENT = 50;
const HELLO = frame(chunk({ content: 'Hello' }));
const END = frame(chunk({}, 'stop')) + frame('[DONE]');

let server: ModelServer;

beforeEach(async () => {
  server = await startModelServer(neverAnswer());
});

afterEach(() => server.stop());

function provider({ idleTimeout = PATIENT, baseUrl = server.url } = {}): Provider {
  const times = { idleTimeout, answerTimeout: idleTimeout, clock: NO_WAITING };
  return createOpenAiProvider({ baseUrl, apiKey: API_KEY, name: 'configured-model', ...times });
}

function request(signal: AbortSignal = new AbortController().signal) {
  return { model: 'asked-model', messages: [{ role: 'user' as const, content: 'What is virtue?' }], signal };
}

async function readAll(stream: AsyncIterable<CompletionChunk>): Promise<CompletionChunk[]> {
  const chunks: CompletionChunk[] = [];
  for await (const one of stream) chunks.push(one);
  return chunks;
}

/** The error of the call, which must not contain the key. */
async function failureOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => new Error('did not fail'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProviderError);
  const { message } = error as ProviderError;
  expect(message).not.toContain(API_KEY);
  return message;
}

describe('a streamed completion', () => {
  it('yields each chunk unchanged, including tool calls and unknown fields', async () => {
    const sent = [
      chunk({ role: 'assistant' }),
      { ...chunk({ content: 'Hello', logprobs: [1] }), system_fingerprint: 'fp_1' },
      chunk({ tool_calls: [{ index: 0, id: 'call_1', function: { name: 'search', arguments: '{"q"' } }] }),
      chunk({ content: null }, 'tool_calls'),
      { ...chunk({}), choices: [], usage: { total_tokens: 12 } },
    ];
    server.answerWith(sendStream(sent.map((one) => frame(one)).join('') + frame('[DONE]')));
    expect(await readAll(provider().stream(request()))).toEqual(sent);
  });

  it('sends the model, the messages and the limits of the request, and the key', async () => {
    server.answerWith(sendStream(END));
    await readAll(provider().stream({ ...request(), maxTokens: 40, temperature: 0.5 }));
    const { path, headers, body } = await server.request(0);
    expect(path).toBe('/v1/chat/completions');
    expect(headers.authorization).toBe(`Bearer ${API_KEY}`);
    expect(body).toEqual({
      model: 'asked-model',
      messages: [{ role: 'user', content: 'What is virtue?' }],
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 40,
      temperature: 0.5,
    });
  });

  it('sends only the fields of messages that models accept', async () => {
    server.answerWith(sendStream(END));
    const messages = [{ id: 'msg_1', role: 'user' as const, content: 'What is virtue?' }];
    await readAll(provider().stream({ ...request(), messages }));
    expect((await server.request(0)).body?.messages).toEqual([{ role: 'user', content: 'What is virtue?' }]);
  });

  it('sends no key if there is none', async () => {
    server.answerWith(sendStream(END));
    const { url: baseUrl } = server;
    const keyless = createOpenAiProvider({ baseUrl, apiKey: null, name: null, idleTimeout: PATIENT });
    await readAll(keyless.stream(request()));
    expect((await server.request(0)).headers.authorization).toBeUndefined();
  });

  it('decodes characters that the network splits', async () => {
    const text = 'ἀρετή — добродетель 徳 🏛️';
    server.answerWith(sendStream(frame(chunk({ content: text })) + END, 1));
    const [first] = await readAll(provider().stream(request()));
    expect(first?.choices[0]?.delta.content).toBe(text);
  });

  it('accepts CRLF and comments', async () => {
    const crlf = [chunk({ content: 'Hello' }), chunk({}, 'stop'), '[DONE]'].map((one) => frame(one, '\r\n'));
    server.answerWith(sendStream(`: warming up\r\n\r\n${crlf.join('')}`));
    expect(await readAll(provider().stream(request()))).toHaveLength(2);
  });

  it.each([
    ['a finish reason, without [DONE]', frame(chunk({}, 'stop'))],
    ['[DONE], without a finish reason', frame('[DONE]')],
  ])('ends with %s', async (_, end) => {
    server.answerWith(sendStream(HELLO + end));
    const [first] = await readAll(provider().stream(request()));
    expect(first?.choices[0]?.delta.content).toBe('Hello');
  });

  it('ends its request when the run is aborted, with the reason of the abort', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped by the person');
    server.answerWith(stallAfter(HELLO));
    const stream = provider().stream(request(controller.signal));
    const read = (async () => {
      for await (const _ of stream) controller.abort(reason);
    })();
    await expect(read).rejects.toBe(reason);
    const asked = await server.request(0);
    await asked.ended;
    expect(asked.isAborted).toBe(true);
  });

  it('ends its request when its reader stops', async () => {
    server.answerWith(stallAfter(HELLO));
    for await (const _ of provider().stream(request())) break;
    const asked = await server.request(0);
    await asked.ended;
    expect(asked.isAborted).toBe(true);
  });

  it('may last longer than the idle timeout while the server sends data', async () => {
    server.answerWith(streamText('x'.repeat(40), { charactersPerChunk: 1, perSecond: 13 }));
    const chunks = await readAll(provider({ idleTimeout: 2_000 }).stream(request()));
    expect(chunks).toHaveLength(42);
  });
});

it.each([
  ['a role of null', { choices: [{ index: 0, delta: { role: null, content: 'x' } }] }],
  ['a choice without an index', { choices: [{ delta: { content: 'x' } }] }],
  ['a choice without a delta', { choices: [{ index: 0, content_filter_offsets: {} }] }],
  ['a delta of null', { choices: [{ index: 0, delta: null, finish_reason: null }] }],
])('%s is not an error', async (_, odd) => {
  server.answerWith(sendStream(frame(odd) + HELLO + END));
  const chunks = await readAll(provider().stream(request()));
  expect(chunks.map(chunkText).join('')).toContain('Hello');
});

describe('the error of a streamed completion describes', () => {
  const failures: [string, ModelAnswer, string][] = [
    ['a wrong key', refuse(401, `Incorrect API key: ${API_KEY}`), 'answered 401: Incorrect API key: [key]'],
    ['a server error', refuse(500, 'The model is overloaded.'), 'answered 500: The model is overloaded.'],
    [
      'an error in plain text',
      (response) => void response.writeHead(503).end('upstream down'),
      'answered 503: upstream down',
    ],
    [
      'an error without a body',
      (response) => void response.writeHead(502).end(),
      'answered 502: Bad Gateway',
    ],
    [
      'a chunk that is not JSON',
      sendStream(`${HELLO}data: <html>\n\n${END}`),
      'A part of the answer is missing',
    ],
    [
      'a chunk of another shape',
      sendStream(HELLO + frame({ choices: 'none' })),
      'not a chat completion chunk',
    ],
    [
      'an error in the stream',
      sendStream(HELLO + frame({ error: { message: `Out of quota for ${API_KEY}.` } })),
      'failed: Out of quota for [key].',
    ],
    ['an error that is a string', sendStream(HELLO + frame({ error: 'quota exceeded' })), 'quota exceeded'],
    [
      'JSON instead of a stream',
      (response) =>
        void response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"error":{"message":"the real reason"}}'),
      'failed: the real reason',
    ],
    ['an end before the answer is complete', sendStream(HELLO), 'ended its answer before it was complete'],
    ['an empty answer', sendStream(''), 'sent nothing'],
    ['a connection that breaks', cutAfter(HELLO), 'Lost the connection to the model.'],
  ];

  it.each(failures)('%s', async (_, answer, message) => {
    server.answerWith(answer);
    expect(await failureOf(readAll(provider().stream(request())))).toContain(message);
  });

  it('a server that cannot be reached', async () => {
    const baseUrl = `http://127.0.0.1:${await freePort()}/v1`;
    const message = await failureOf(readAll(provider({ baseUrl }).stream(request())));
    expect(message).toContain(
      `The model server at ${new URL(baseUrl).origin} cannot be reached (ECONNREFUSED)`,
    );
    expect(message).toContain('check MODEL_BASE_URL');
  });

  it('a missing model name', async () => {
    const message = await failureOf(readAll(provider().stream({ ...request(), model: null })));
    expect(message).toContain('MODEL_NAME');
    expect(server.requests).toHaveLength(0);
  });
});

describe('a whole completion', () => {
  it('returns the text, and does not request a stream', async () => {
    server.answerWith(
      answerJson({ choices: [{ index: 0, message: { role: 'assistant', content: 'Yes.' } }] }),
    );
    expect(await provider().complete(request())).toMatchObject({ text: 'Yes.' });
    expect((await server.request(0)).body?.stream).toBe(false);
  });

  it.each([
    [
      'a refusal',
      refuse(429, `Too many requests with ${API_KEY}`),
      'answered 429: Too many requests with [key]',
    ],
    ['no completion', answerJson({ choices: [] }), 'sent no chat completion'],
    ['a page', sendStream('<html>'), 'sent a web page'],
    ['a broken connection', cutAfter('{"choices":'), 'Lost the connection to the model.'],
  ])('reports %s', async (_, answer, message) => {
    server.answerWith(answer);
    expect(await failureOf(provider().complete(request()))).toContain(message);
  });

  it('ends with the idle timeout, and with an abort', async () => {
    const message = await failureOf(provider({ idleTimeout: IMPATIENT }).complete(request()));
    expect(message).toContain('sent nothing for 0.05 s');
    const controller = new AbortController();
    const completion = provider().complete(request(controller.signal));
    const asked = await server.request(1);
    controller.abort(new Error('stopped'));
    await expect(completion).rejects.toThrow('stopped');
    await asked.ended;
  });
});

describe('the list of models', () => {
  it('contains their names', async () => {
    server.answerListingsWith(answerJson({ data: [{ id: 'small' }, { id: 'large' }] }));
    expect(await provider().listModels(new AbortController().signal)).toEqual(['small', 'large']);
    expect(server.listings[0]?.path).toBe('/v1/models');
  });

  it.each([
    ['a refusal', refuse(401, `No access with ${API_KEY}`), 'answered 401: No access with [key]'],
    ['no list', answerJson({ names: [] }), 'sent no list of models'],
    ['a broken connection', cutAfter('{"data":'), 'Lost the connection to the model.'],
  ])('reports %s', async (_, answer, message) => {
    server.answerListingsWith(answer);
    expect(await failureOf(provider().listModels(new AbortController().signal))).toContain(message);
  });

  it('reports a silent server', async () => {
    server.answerListingsWith(neverAnswer());
    const models = provider({ idleTimeout: IMPATIENT }).listModels(new AbortController().signal);
    expect(await failureOf(models)).toContain('sent nothing for 0.05 s');
  });
});
