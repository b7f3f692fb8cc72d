import { createServer as createHttpServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, answerJson, refuseWith, neverAnswer } from '../../support/model-answers.ts';
import { startModelServer, type ModelAnswer, type ModelServer } from '../../support/model-server.ts';
import { setUpListening } from '../../support/set-up-listening.ts';
import { createTestProvider, type TestProviderOptions } from './create-test-provider.ts';
import { WAYS } from './completion-ways.ts';

const MESSAGES = [{ role: 'user', content: 'What is virtue?' }];

let model: ModelServer;
/** Such as `http://127.0.0.1:41234`. */
let origin: string;

beforeAll(async () => {
  model = await startModelServer(neverAnswer());
  origin = new URL(model.url).origin;
});
afterAll(() => model.stop());

const provider = (options?: TestProviderOptions) => createTestProvider(model.url, options);

const listen = setUpListening();

/** Answers at these paths, and with another answer at all others. */
function onlyAt(path: RegExp, elsewhere: ModelAnswer): ModelAnswer {
  return (response, request) => (path.test(request.path) ? answer('Yes.') : elsewhere)(response, request);
}

const nothingHere = refuseWith(404, '404 page not found');
const page: ModelAnswer = (response) =>
  void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Chat</title>');

describe.each(WAYS)('the address of a model server, for a completion that is %s', (_, ask) => {
  it.each<[string, string, ModelAnswer, string]>([
    ['with /v1', '/v1', onlyAt(/^\/v1\/chat/, nothingHere), '/v1/chat/completions'],
    ['with a slash at its end', '/v1/', onlyAt(/^\/v1\/chat/, nothingHere), '/v1/chat/completions'],
    [
      'with /chat/completions',
      '/v1/chat/completions',
      onlyAt(/^\/v1\/chat/, nothingHere),
      '/v1/chat/completions',
    ],
    ['without /v1', '', onlyAt(/^\/v1\/chat/, nothingHere), '/v1/chat/completions'],
    ['without /v1, if there is none', '', onlyAt(/^\/chat/, nothingHere), '/chat/completions'],
    ['without /v1, if /v1 is a web page', '', onlyAt(/^\/chat/, page), '/chat/completions'],
    ['with a path', '/openai', onlyAt(/^\/openai\/chat/, nothingHere), '/openai/chat/completions'],
    ['with a path, without /v1', '/api', onlyAt(/^\/api\/v1\/chat/, nothingHere), '/api/v1/chat/completions'],
    [
      'with a path at which there is a web page',
      '/api',
      onlyAt(/^\/api\/v1\/chat/, page),
      '/api/v1/chat/completions',
    ],
    [
      'with a path at which GET returns web pages',
      '/api',
      onlyAt(/^\/api\/v1\/chat/, refuseWith(405, 'Method Not Allowed')),
      '/api/v1/chat/completions',
    ],
    [
      'with another version',
      '/api/paas/v4',
      onlyAt(/^\/api\/paas\/v4\/chat/, nothingHere),
      '/api/paas/v4/chat/completions',
    ],
    [
      'of Gemini',
      '/v1beta/openai/',
      onlyAt(/^\/v1beta\/openai\/chat/, nothingHere),
      '/v1beta/openai/chat/completions',
    ],
    [
      'of Azure',
      '/openai/deployments/gpt/chat/completions?api-version=2024-10-21',
      onlyAt(/^\/openai\/deployments\/gpt\/chat/, nothingHere),
      '/openai/deployments/gpt/chat/completions?api-version=2024-10-21',
    ],
  ])('can be given %s', async (_row, path, answering, asked) => {
    model.answerWith(answering);
    const before = model.requests.length;
    const found = provider({ baseUrl: origin + path });
    expect(await ask(found, { messages: MESSAGES })).toBe('Yes.');
    const tries = model.requests.length - before;
    expect(model.requests.at(-1)?.path).toBe(asked);
    await ask(found, { messages: MESSAGES });
    expect(model.requests.at(-1)?.path).toBe(asked);
    expect(model.requests.length - before).toBe(tries + 1); // the address is remembered
  });

  it.each<[string, string, ModelAnswer, RegExp]>([
    ['a page', '/v1', page, /sent a web page: set MODEL_BASE_URL to the address of its API/],
    ['pages everywhere', '', page, /sent a web page: set MODEL_BASE_URL/],
    [
      'a redirect',
      '/v1',
      (response) =>
        void response.writeHead(301, { location: 'https://models.test/v1/chat/completions' }).end(),
      /redirects requests to https:\/\/models\.test.*set MODEL_BASE_URL/,
    ],
  ])('is reported if there is %s', async (_row, path, answering, words) => {
    model.answerWith(answering);
    await expect(ask(provider({ baseUrl: origin + path }), { messages: MESSAGES })).rejects.toThrow(words);
  });

  it('is accepted if only the model does not exist', async () => {
    model.answerWith(refuseWith(404, { error: { message: "model 'a-model' not found", type: 'api_error' } }));
    const before = model.requests.length;
    await expect(ask(provider({ baseUrl: origin }), { messages: MESSAGES })).rejects.toThrow(
      "model 'a-model' not found",
    );
    expect(model.requests.length - before).toBe(1);
  });

  it('is read as a stream even if its content type is HTML', async () => {
    model.answerWith((response, request) => {
      const writeHead = response.writeHead.bind(response);
      response.writeHead = ((status: number) => writeHead(status, { 'content-type': 'text/html' })) as never;
      return answer('Yes.')(response, request);
    });
    expect(await ask(provider(), { messages: MESSAGES })).toBe('Yes.');
  });

  it('gets the key in the configured header, and further headers', async () => {
    model.answerWith(answer('Yes.'));
    const headers = { 'X-Title': 'Symposium', 'HTTP-Referer': 'https://symposium.test' };
    await ask(provider({ apiKey: 'a-key', apiKeyHeader: 'api-key', headers }), { messages: MESSAGES });
    const sent = model.requests.at(-1)?.headers;
    expect(sent).toMatchObject({
      'api-key': 'a-key',
      'x-title': 'Symposium',
      'http-referer': 'https://symposium.test',
    });
    expect(sent).not.toHaveProperty('authorization');
  });

  it('gets each header once, in any case, and the configured key', async () => {
    model.answerWith(answer('Yes.'));
    const headers = { Authorization: 'Basic YTpi', 'Content-Type': 'text/plain', 'X-A': '1' };
    await ask(provider({ apiKey: 'a-key', headers }), { messages: MESSAGES });
    expect(model.requests.at(-1)?.headers).toMatchObject({
      authorization: 'Bearer a-key',
      'content-type': 'application/json',
      'x-a': '1',
    });
  });

  it('can be behind a proxy', async () => {
    const asked: string[] = [];
    const proxy = createHttpServer((request, response) => {
      asked.push(request.url ?? '');
      request
        .on('data', () => {})
        .on('end', () => {
          model.answerWith(answer('Yes.'));
          void fetch(`${origin}/v1/chat/completions`, { method: 'POST', body: body() }).then(
            async (answered) =>
              response
                .writeHead(200, { 'content-type': answered.headers.get('content-type')! })
                .end(await answered.text()),
          );
        });
    });
    const body = () => JSON.stringify({ stream: ask !== WAYS[1]![1], messages: [] });
    const proxies = { http: `http://127.0.0.1:${await listen(proxy)}`, https: '', except: '' };
    const behind = provider({ baseUrl: 'http://models.test/v1', proxies });
    expect(await ask(behind, { messages: MESSAGES })).toBe('Yes.');
    expect(asked).toEqual(['http://models.test/v1/chat/completions']);
  });
});

describe('the list of models', () => {
  const signal = new AbortController().signal;

  it.each([
    ['in OpenAI’s form', { object: 'list', data: [{ id: 'small' }, { id: 'large' }] }],
    ['as a plain array', [{ id: 'small' }, { id: 'large' }]],
    ['as a plain array of names', ['small', 'large']],
    ['in Ollama’s form', { models: [{ name: 'small' }, { name: 'large' }] }],
    ['under `models`, with ids', { models: [{ id: 'small' }, { id: 'large' }] }],
  ])('is read %s', async (_, list) => {
    model.answerListingsWith(answerJson(list));
    expect(await provider().listModels(signal)).toEqual(['small', 'large']);
  });

  it('is requested with the query of the address', async () => {
    model.answerListingsWith(answerJson([]));
    await provider({ baseUrl: `${origin}/openai/v1?api-version=preview` }).listModels(signal);
    expect(model.listings.at(-1)?.path).toBe('/openai/v1/models?api-version=preview');
  });
});

it.each(['a', 'ollama', 'lm-studio', 'not-needed'])(
  'the key %s, which is a word, is not masked in errors',
  async (apiKey) => {
    const message = `Not a model: ${apiKey}-llama. Try another one that can be had.`;
    model.answerWith(refuseWith(400, { error: { message } }));
    const [[, streamed]] = WAYS as [(typeof WAYS)[0]];
    await expect(streamed(provider({ apiKey }), { messages: MESSAGES })).rejects.toThrow(message);
  },
);

it.each([
  ['Bearer sk-secret-4711-4711', 'Wrong: sk-secret-4711-4711', 'Wrong: [key]'],
  [
    'https://symposium.test/of/ours',
    'Not for https://symposium.test/of/ours',
    'Not for https://symposium.test/of/ours',
  ],
  ['Symposium of our team 2026', 'No app Symposium of our team 2026', 'No app Symposium of our team 2026'],
])('in the header %s only a key is masked', async (value, message, words) => {
  model.answerWith(refuseWith(400, { error: { message } }));
  const [[, streamed]] = WAYS as [(typeof WAYS)[0]];
  const asked = streamed(provider({ headers: { 'X-Header': value } }), { messages: MESSAGES });
  await expect(asked).rejects.toThrow(words);
});

it('any other key is masked in every error, also in headers', async () => {
  const apiKey = 'sk-secret-4711-4711';
  model.answerWith(refuseWith(400, { error: { message: `Wrong: ${apiKey}` } }, { 'x-request-id': apiKey }));
  const signal = new AbortController().signal;
  const refused = await provider({ apiKey }).forward(
    { model: 'm', messages: MESSAGES },
    { signal, isOfRun: false },
  );
  expect(refused.headers).toEqual({ 'x-request-id': '[key]' });
});
