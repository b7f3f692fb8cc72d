import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Provider } from '../../../src/hub/providers/provider.ts';
import type { ModelNotice } from '../../../src/protocol/run-notice.ts';
import { answer, refuseWith, neverAnswer } from '../../support/model-answers.ts';
import { startModelServer, type ModelAnswer, type ModelServer } from '../../support/model-server.ts';
import { createTestProvider } from './create-test-provider.ts';
import { openAi } from './refusals.ts';
import { WAYS } from './completion-ways.ts';

let server: ModelServer;
let models = 0;
const others: Server[] = [];

beforeAll(async () => {
  server = await startModelServer(neverAnswer());
});
afterEach(() => {
  for (const other of others.splice(0)) {
    other.closeAllConnections();
    other.close();
  }
});
afterAll(() => server.stop());

function provider(baseUrl = server.url): Provider {
  return createTestProvider(baseUrl);
}

const MESSAGES = [
  { role: 'system', content: 'S' },
  { role: 'user', content: 'A' },
];
const GOOD = { messages: MESSAGES, maxTokens: 40, temperature: 0.5 };

async function listen(answering: RequestListener): Promise<number> {
  const other = createServer(answering);
  others.push(other);
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  return (other.address() as AddressInfo).port;
}

describe.each(WAYS)('a mistake of one agent does not change the requests of others: %s', (_, ask) => {
  it.each<[string, ModelAnswer]>([
    [
      'a value that is too large',
      refuseWith(
        400,
        openAi(
          "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 5 instead.",
          'temperature',
          'decimal_above_max_value',
        ),
      ),
    ],
    [
      'an unsupported value',
      refuseWith(
        400,
        openAi(
          "Unsupported value: 'temperature' does not support 5 with this model. Supported values are: 0.5 and 1.",
          'temperature',
          'unsupported_value',
        ),
      ),
    ],
    [
      'a value of the wrong type',
      refuseWith(
        400,
        openAi(
          "Invalid type for 'temperature': expected a decimal, but got a string instead.",
          'temperature',
          'invalid_type',
        ),
      ),
    ],
  ])('%s', async (_row, refusal) => {
    const model = `wrong-value-${(models += 1)}`;
    const shared = provider();
    server.answerWith(refusal, answer('Yes.'));
    expect(await ask(shared, { ...GOOD, temperature: 5, model })).toBe('Yes.');
    expect(await ask(shared, { ...GOOD, model })).toBe('Yes.');
    expect(server.requests.at(-1)?.body).toMatchObject({ temperature: 0.5, max_tokens: 40 });
  });

  it.each<[string, ModelAnswer]>([
    [
      'a schema that names a parameter',
      refuseWith(
        400,
        openAi(
          "Invalid schema for function 'f': In context=('properties', 'temperature'), extra fields are not permitted.",
        ),
      ),
    ],
    [
      'the name of a function',
      refuseWith(400, [
        {
          error: {
            code: 400,
            message:
              '* GenerateContentRequest.tools[0].function_declarations[0].name: Invalid function name. Must start with a letter or an underscore.',
            status: 'INVALID_ARGUMENT',
          },
        },
      ]),
    ],
    ['a last turn that is always refused', refuseWith(400, openAi('The last message is no question.'))],
  ])('%s, which is refused in any form', async (_row, refusal) => {
    const model = `wrong-${(models += 1)}`;
    const shared = provider();
    server.answerWith(refusal);
    const before = server.requests.length;
    await expect(ask(shared, { ...GOOD, model })).rejects.toThrow();
    expect(server.requests.length - before).toBeLessThanOrEqual(3);
    server.answerWith(answer('Yes.'));
    await ask(shared, { ...GOOD, model });
    expect(server.requests.at(-1)?.body).toMatchObject({
      messages: MESSAGES,
      max_tokens: 40,
      temperature: 0.5,
    });
  });

  it('two concurrent requests both learn from their refusals', async () => {
    const model = `at-once-${(models += 1)}`;
    const shared = provider();
    server.answerWith((response, request) => {
      const refused = ['max_tokens', 'temperature'].find((name) => request.body && name in request.body);
      return (refused ? refuseWith(400, openAi(`Unknown parameter: '${refused}'`, refused)) : answer('Yes.'))(
        response,
        request,
      );
    });
    await Promise.all([
      ask(shared, { messages: MESSAGES, model, maxTokens: 40 }),
      ask(shared, { messages: MESSAGES, model, temperature: 0.5 }),
    ]);
    const before = server.requests.length;
    await ask(shared, { ...GOOD, model });
    expect(server.requests.length - before).toBe(1);
  });
});

it.each([503, 401])(
  'a gateway that answers every path with %i does not decide the address',
  async (status) => {
    let isUp = false;
    const port = await listen((request, response) => {
      request.resume();
      if (!isUp) response.writeHead(status).end();
      else if (request.url === '/models') response.writeHead(200).end('[{"id":"small"}]');
      else response.writeHead(404).end('404 page not found');
    });
    const asked = provider(`http://127.0.0.1:${port}`);
    const { signal } = new AbortController();
    await expect(asked.listModels(signal)).rejects.toThrow(String(status));
    isUp = true;
    expect(await asked.listModels(signal)).toEqual(['small']);
  },
);

it('200 retried requests leave no connection open', async () => {
  let open = 0;
  let most = 0;
  let requests = 0;
  const port = await listen((request, response) => {
    request.resume();
    requests += 1;
    if (requests % 2 === 0)
      return void response.writeHead(200).end('{"choices":[{"message":{"content":"Yes."}}]}');
    // a body without an end: if it is not read, the request has to be aborted
    response.writeHead(503, { 'content-type': 'text/plain' }).write('x'.repeat(100_000));
  });
  others.at(-1)!.on('connection', (socket) => {
    most = Math.max(most, (open += 1));
    socket.on('close', () => (open -= 1));
  });
  const asked = provider(`http://127.0.0.1:${port}/v1`);
  const { signal } = new AbortController();
  const messages = [{ role: 'user' as const, content: 'A' }];
  for (let at = 0; at < 200; at += 1) await asked.complete({ model: 'a-model', messages, signal });
  expect(requests).toBe(400);
  expect(most).toBeLessThanOrEqual(5);
});

// https://github.com/nodejs/node/issues/47130
it('a connection that the server has closed meanwhile does not count as an attempt, and causes no notice', async () => {
  const requests = new WeakMap<object, number>();
  const port = await listen((request, response) => {
    request.resume();
    const { socket } = request;
    requests.set(socket, (requests.get(socket) ?? 0) + 1);
    if (requests.get(socket) === 2) return void socket.destroy();
    response.writeHead(200).end('{"choices":[{"message":{"content":"Yes."}}]}');
  });
  const asked = provider(`http://127.0.0.1:${port}/v1`);
  const notices: ModelNotice[] = [];
  const request = {
    model: 'a-model',
    messages: [{ role: 'user' as const, content: 'A' }],
    signal: new AbortController().signal,
    onNotice: (notice: ModelNotice) => void notices.push(notice),
  };
  for (let turn = 0; turn < 3; turn += 1) expect((await asked.complete(request)).text).toBe('Yes.');
  expect(notices).toEqual([]);
});

// https://github.com/ollama/ollama-js/issues/102
it('a server that only listens at 127.0.0.1 is found as localhost', async () => {
  const port = await listen((request, response) => {
    request.resume();
    response.writeHead(200).end('["small"]');
  });
  const asked = provider(`http://localhost:${port}/v1`);
  expect(await asked.listModels(new AbortController().signal)).toEqual(['small']);
});
