import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderError, type Provider } from '../../../src/hub/providers/provider.ts';
import { answer, refuseWith, neverAnswer } from '../../support/model-answers.ts';
import { startModelServer, type ModelAnswer, type ModelServer } from '../../support/model-server.ts';
import { createTestProvider } from './create-test-provider.ts';
import { openAi } from './refusals.ts';
import { LIMITS, maxTokens, NEW_NAME, NO_LIMIT, PARAMETERS } from './refused-parameter-cases.ts';
import { WAYS } from './completion-ways.ts';

let server: ModelServer;
let models = 0;
let provider: Provider;

beforeAll(async () => {
  server = await startModelServer(neverAnswer());
  provider = createTestProvider(server.url);
});
afterAll(() => server.stop());

const ASKED = { messages: [{ role: 'user', content: 'What is virtue?' }], maxTokens: 40, temperature: 0.5 };
/** The parameters of a request, without those of every request. */
function parametersSince(before: number) {
  return server.requests.slice(before).map(({ body }) => {
    const { model: _1, messages: _2, stream: _3, stream_options: _4, ...parameters } = body!;
    return parameters;
  });
}

describe.each(WAYS)('a parameter that a model refuses, of a completion that is %s', (_, ask) => {
  it.each(PARAMETERS)(
    '%s: is left out or renamed, also in later requests',
    async (_row, refusals, expected) => {
      const model = `parameters-${(models += 1)}`;
      const [first, ...rest] = refusals;
      server.answerWith(first!, ...rest, answer('Yes.'));
      const before = server.requests.length;
      expect(await ask(provider, { ...ASKED, model })).toBe('Yes.');
      expect(await ask(provider, { ...ASKED, model })).toBe('Yes.');
      expect(parametersSince(before)[0]).toEqual(LIMITS);
      expect(parametersSince(before).slice(refusals.length)).toEqual([expected, expected]);
    },
  );

  it('is still sent to other models', async () => {
    server.answerWith(maxTokens, answer('Yes.'));
    const before = server.requests.length;
    await ask(provider, { ...ASKED, model: `one-${(models += 1)}` });
    await ask(provider, { ...ASKED, model: `other-${(models += 1)}` });
    expect(parametersSince(before)).toEqual([LIMITS, NEW_NAME, LIMITS]);
  });

  it('is only left out with this value, if only the value is refused', async () => {
    const model = `values-${(models += 1)}`;
    const tooLarge = refuseWith(
      400,
      openAi(
        'max_tokens is too large: 40. This model supports at most 16 completion tokens, whereas you provided 40.',
        'max_tokens',
        'invalid_value',
      ),
    );
    server.answerWith(tooLarge, answer('Yes.'));
    const before = server.requests.length;
    await ask(provider, { ...ASKED, model });
    await ask(provider, { ...ASKED, model });
    await ask(provider, { ...ASKED, maxTokens: 10, model });
    expect(parametersSince(before)).toEqual([LIMITS, NO_LIMIT, NO_LIMIT, { ...LIMITS, max_tokens: 10 }]);
  });

  it.each<[string, ModelAnswer]>([
    ['an error that has nothing to do with parameters', refuseWith(400, openAi('The model is not ready.'))],
    ['the model', refuseWith(400, openAi("Unknown model: 'a-model'", 'model', 'model_not_found'))],
    [
      'the messages',
      refuseWith(
        400,
        openAi("Invalid type for 'messages[0].content'", 'messages[0].content', 'invalid_type'),
      ),
    ],
    ['a key', refuseWith(401, openAi('Unsupported temperature of the key'))],
  ])('is not blamed for %s, which is not retried', async (_row, refusal) => {
    server.answerWith(refusal);
    const before = server.requests.length;
    await expect(ask(provider, { ...ASKED, model: `refused-${(models += 1)}` })).rejects.toThrow();
    expect(server.requests.length - before).toBe(1);
  });
});

describe('an explicit request of an agent', () => {
  const signal = new AbortController().signal;
  const body = { model: 'plain', messages: ASKED.messages, stream: true };

  it.each<[string, object, string]>([
    ['tools', { tools: [{ type: 'function', function: { name: 'search' } }] }, 'tools is not supported'],
    [
      'a form of the answer',
      { response_format: { type: 'json_object' } },
      "Unsupported parameter: 'response_format'",
    ],
  ])('is not left out silently: %s', async (_, asked, message) => {
    server.answerWith(refuseWith(400, openAi(message)));
    const before = server.requests.length;
    const { status, body: bytes } = await provider.forward({ ...body, ...asked }, { signal, isOfRun: true });
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    expect(status).toBe(400);
    expect(Buffer.concat(pieces).toString()).toContain(message);
    expect(server.requests.length - before).toBe(1);
  });

  it('can lose other parameters, like those of the hub', async () => {
    server.answerWith(
      refuseWith(400, openAi("Unrecognized request argument supplied: 'parallel_tool_calls'")),
      refuseWith(400, openAi('stream_options is not supported')),
      answer('Yes.'),
    );
    const before = server.requests.length;
    const asked = {
      ...body,
      model: 'other',
      parallel_tool_calls: true,
      stream_options: { include_usage: true },
      user: 'ana',
    };
    await provider.forward(asked, { signal, isOfRun: true });
    expect(server.requests[before + 2]?.body).toEqual({ ...body, model: 'other', user: 'ana' });
  });

  it('is sent without streaming to a model that may not stream', async () => {
    server.answerWith(
      refuseWith(
        400,
        openAi('Your organization must be verified to stream this model.', 'stream', 'unsupported_value'),
      ),
      refuseWith(400, openAi('enough of this test')),
    );
    const before = server.requests.length;
    const read = async () => {
      for await (const _ of provider.stream({
        model: 'unverified',
        messages: [{ role: 'user', content: 'A' }],
        signal,
      }));
    };
    await expect(read()).rejects.toBeInstanceOf(ProviderError);
    expect(server.requests.slice(before).map((request) => request.body?.stream)).toEqual([true, undefined]);
    expect(server.requests[before + 1]?.body, 'which means nothing without a stream').not.toHaveProperty(
      'stream_options',
    );
  });
});
