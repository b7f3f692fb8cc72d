import OpenAI, { APIError } from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOpenAiProvider } from '../../../../src/hub/providers/openai-compatible/openai-provider.ts';
import { freePort } from '../../../support/free-port.ts';
import {
  answerJson,
  chunk,
  cutAfter,
  frame,
  refuse,
  neverAnswer,
  sendStream,
  stallAfter,
} from '../../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../../support/model-server.ts';
import { serveCompletions, type CompletionServer } from './completion-server.ts';

const API_KEY = 'sk-secret-4711';
const MESSAGES = [{ role: 'user' as const, content: 'What is virtue?' }];
const ASK = { model: 'asked-model', messages: MESSAGES, stream: true };

const toolCall = { index: 0, id: 'call_1', function: { name: 'search', arguments: '{"q":"ἀρετή"}' } };
const CHUNKS = [
  chunk({ role: 'assistant', content: '' }),
  { ...chunk({ content: 'ἀρετή — добродетель 徳 🏛️', logprobs: [1] }), system_fingerprint: 'fp_1' },
  chunk({ tool_calls: [toolCall] }),
  chunk({}, 'tool_calls'),
  { ...chunk({}), choices: [], usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 } },
];
/** A stream with a comment, and an event with CRLF over two lines. */
const RECORDING =
  ': warming up\n\n' +
  CHUNKS.map((one) => frame(one, '\r\n')).join('') +
  'event: x\r\ndata: {"choices":\r\ndata: [], "unknown": "\\u2713"}\r\n\r\n' +
  frame('[DONE]');

let model: ModelServer;
let hub: CompletionServer;

beforeEach(async () => {
  model = await startModelServer(neverAnswer());
  hub = await serve();
});

afterEach(async () => {
  await hub.stop();
  await model.stop();
});

function serve({ idleTimeout = 20_000, baseUrl = model.url } = {}): Promise<CompletionServer> {
  return serveCompletions(
    createOpenAiProvider({
      baseUrl,
      apiKey: API_KEY,
      name: 'configured-model',
      idleTimeout,
      answerTimeout: idleTimeout,
    }),
  );
}

async function serveInstead(options: Parameters<typeof serve>[0]): Promise<void> {
  await hub.stop();
  hub = await serve(options);
}

async function errorOf(response: Response) {
  const text = await response.text();
  expect(text).not.toContain(API_KEY);
  return (JSON.parse(text) as { error: { message: string; type: string } }).error;
}

describe('a completion that streams', () => {
  it.each([1, 7, 10_000])('arrives byte for byte, in pieces of %d', async (bytesPerWrite) => {
    model.answerWith(sendStream(RECORDING, bytesPerWrite));
    const response = await hub.post(ASK);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.has('message_id')).toBe(false);
    expect(await response.text()).toBe(RECORDING);
  });

  it('arrives while the model continues', async () => {
    let goOn = () => {};
    const told = new Promise<void>((resolve) => (goOn = resolve));
    model.answerWith(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(frame(CHUNKS[0]!));
      await told;
      response.end(frame('[DONE]'));
    });
    const reader = (await hub.post(ASK)).body!.getReader();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe(frame(CHUNKS[0]!));
    goOn();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe(frame('[DONE]'));
    expect((await reader.read()).done).toBe(true);
  });

  it('never contains the key, however the network splits it', async () => {
    const error = { error: { message: `Out of quota for ${API_KEY}.` } };
    model.answerWith(sendStream(frame(CHUNKS[0]!) + frame(error), 3));
    const text = await (await hub.post(ASK)).text();
    expect(text).toBe(frame(CHUNKS[0]!) + frame({ error: { message: 'Out of quota for [key].' } }));
  });
});

describe('a request', () => {
  it('reaches the model unchanged, with the hub’s key instead of the client’s', async () => {
    model.answerWith(sendStream(RECORDING));
    const body = {
      ...ASK,
      temperature: null,
      tools: [{ type: 'function', function: { name: 'f' } }],
      x: [1],
    };
    await (await hub.post(body)).text();
    const asked = await model.request(0);
    expect(asked.body).toEqual(body);
    expect(asked.path).toBe('/v1/chat/completions');
    expect(asked.headers.authorization).toBe(`Bearer ${API_KEY}`);
  });

  it.each([{}, { model: '' }, { model: null }])(
    'gets the hub’s model if it names none: %j',
    async (named) => {
      model.answerWith(answerJson({ choices: [] }));
      await (await hub.post({ messages: MESSAGES, ...named })).text();
      expect((await model.request(0)).body).toEqual({ messages: MESSAGES, model: 'configured-model' });
    },
  );

  it.each([['[]'], ['"hello"'], ['null'], ['{"messages":']])('must be an object: %s', async (body) => {
    const response = await hub.post(body);
    expect(response.status).toBe(400);
    expect((await errorOf(response)).type).toBe('invalid_request_error');
    expect(model.requests).toHaveLength(0);
  });
});

it('a completion in one piece arrives byte for byte', async () => {
  const answer = '{ "id":"chatcmpl-1",\n "choices":[{"message":{"content":"\\u2713 ✓"}}], "cost": 1.50 }';
  model.answerWith((response) => {
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(answer);
  });
  const response = await hub.post({ ...ASK, stream: false });
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.text()).toBe(answer);
});

describe('a refusal', () => {
  it('arrives as the model server sent it, without the key', async () => {
    model.answerWith(refuse(401, `Incorrect API key: ${API_KEY}`));
    const response = await hub.post(ASK);
    expect(response.status).toBe(401);
    expect(await errorOf(response)).toEqual({
      message: 'Incorrect API key: [key]',
      type: 'server_error',
      param: null,
      code: null,
    });
  });

  it.each([
    ['plain text', `upstream down for ${API_KEY}`, 'upstream down for [key]'],
    ['an error of one word', '{"error":"quota exceeded"}', 'quota exceeded'],
    ['a detail', '{"detail":"Not Found"}', 'Not Found'],
    ['other JSON', '{"status":"down"}', '{"status":"down"}'],
    ['nothing', '', 'Service Unavailable'],
    ['a very long text', 'x'.repeat(1_000_000), 'x'.repeat(500)],
  ])('with %s becomes an error in OpenAI’s form', async (_, said, message) => {
    model.answerWith((response) => void response.writeHead(503, { 'retry-after': '7' }).end(said));
    const response = await hub.post(ASK);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(await errorOf(response)).toEqual({ message, type: 'server_error', param: null, code: null });
  });
});

describe('a model server that fails', () => {
  it('by being unreachable is a 502', async () => {
    await serveInstead({ baseUrl: `http://127.0.0.1:${await freePort()}/v1` });
    const response = await hub.post(ASK);
    expect(response.status).toBe(502);
    expect((await errorOf(response)).message).toContain('cannot be reached (ECONNREFUSED)');
  });

  it('by a connection that breaks before the first byte is a 502', async () => {
    model.answerWith(cutAfter(''));
    expect((await hub.post(ASK)).status).toBe(502);
  });

  it.each([
    ['from the start', neverAnswer()],
    ['after its headers', stallAfter('')],
  ])('by silence %s is a 504; the request to it ends', async (_, answer) => {
    model.answerWith(answer);
    await serveInstead({ idleTimeout: 1_000 }); // on a busy machine the request arrives late
    const response = await hub.post(ASK);
    expect(response.status).toBe(504);
    expect((await errorOf(response)).message).toBe('The model server sent nothing for 1 s.');
    await (
      await model.request(0)
    ).ended;
  });

  /** Reads the data before the failure, then calls `onRead`, and returns the client's error. */
  async function failureAfterFirst(onRead = () => {}): Promise<unknown> {
    const reader = (await hub.post(ASK)).body!.getReader();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe(frame(CHUNKS[0]!));
    onRead();
    return reader.read().catch((error: unknown) => error);
  }

  it('in mid-stream, by a broken connection, gives the client no complete answer', async () => {
    let onRead = () => {};
    const read = new Promise<void>((resolve) => (onRead = resolve));
    model.answerWith(cutAfter(frame(CHUNKS[0]!), read));
    expect(await failureAfterFirst(onRead)).toMatchObject({ message: 'terminated' });
    expect(hub.problems).toEqual([expect.stringContaining('Lost the connection to the model')]);
  });

  it('in mid-stream, by silence, gives the client no complete answer', async () => {
    model.answerWith(stallAfter(frame(CHUNKS[0]!)));
    await serveInstead({ idleTimeout: 1_000 });
    expect(await failureAfterFirst()).toMatchObject({ message: 'terminated' });
    expect(hub.problems).toEqual([expect.stringContaining('sent nothing for 1 s')]);
  });
});

describe('a client that disconnects ends the request to the model', () => {
  it.each([
    ['before the answer', neverAnswer()],
    ['before the first byte', stallAfter('')],
  ])('%s', async (_, answer) => {
    model.answerWith(answer);
    const controller = new AbortController();
    const response = hub.post(ASK, controller.signal);
    const asked = await model.request(0);
    controller.abort();
    await expect(response).rejects.toThrow('aborted');
    await asked.ended;
    expect(asked.isAborted).toBe(true);
  });

  it('in mid-stream', async () => {
    model.answerWith(stallAfter(frame(CHUNKS[0]!)));
    const reader = (await hub.post(ASK)).body!.getReader();
    await reader.read();
    await reader.cancel();
    const asked = await model.request(0);
    await asked.ended;
    expect(asked.isAborted).toBe(true);
    expect(hub.problems).toEqual([]);
  });
});

describe('OpenAI’s own client', () => {
  const client = () => new OpenAI({ baseURL: hub.url, apiKey: 'of-the-client', maxRetries: 0 });

  it('streams', async () => {
    model.answerWith(sendStream(RECORDING));
    const stream = await client().chat.completions.create({ ...ASK, stream: true });
    const chunks = [];
    for await (const one of stream) chunks.push(one);
    expect(chunks.slice(0, -1)).toEqual(CHUNKS);
    expect(chunks.at(-1)).toEqual({ choices: [], unknown: '✓' });
  });

  it('gets an answer in one piece', async () => {
    const choices = [{ index: 0, message: { role: 'assistant', content: 'Yes.' }, finish_reason: 'stop' }];
    model.answerWith(answerJson({ id: 'chatcmpl-1', choices }));
    const answer = await client().chat.completions.create({ ...ASK, stream: false });
    expect(answer.choices[0]?.message.content).toBe('Yes.');
  });

  it('reads a refusal', async () => {
    model.answerWith(refuse(429, 'Slow down.'));
    const failure = await client()
      .chat.completions.create({ ...ASK, stream: true })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(APIError);
    expect(failure).toMatchObject({ status: 429, message: expect.stringContaining('Slow down.') });
  });
});
