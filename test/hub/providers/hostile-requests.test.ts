import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Provider } from '../../../src/hub/providers/provider.ts';
import { answer, refuseWith, neverAnswer } from '../../support/model-answers.ts';
import { startModelServer, type ModelAnswer, type ModelServer } from '../../support/model-server.ts';
import { createTestProvider } from './create-test-provider.ts';
import { openAi } from './refusals.ts';

let server: ModelServer;
let models = 0;

beforeAll(async () => {
  server = await startModelServer(neverAnswer());
});
afterAll(() => server.stop());

function provider(baseUrl = server.url): Provider {
  return createTestProvider(baseUrl);
}

/** The answer to an agent's request over the pass-through. */
async function ask(body: Record<string, unknown>, asked = provider()): Promise<string> {
  const { signal } = new AbortController();
  const model = `hostile-${(models += 1)}`;
  const answered = await asked.forward({ model, messages: MESSAGES, ...body }, { signal, isOfRun: true });
  const pieces: Uint8Array[] = [];
  for await (const piece of answered.body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const MESSAGES: unknown = [{ role: 'user', content: 'A' }];

describe('a malicious or invalid request of an agent', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a parameter that is an invalid regular expression', { '(': 1 }],
    ['a parameter that is a slow regular expression', { '(a+)+$': 1 }],
    [
      'a field that is an invalid regular expression',
      { messages: [{ role: 'user', content: 'A', 'name[': 'b' }] },
    ],
    [
      'a field of a call that is an invalid regular expression',
      {
        messages: [
          { role: 'assistant', tool_calls: [{ id: '1', '[': 1 }] },
          { role: 'tool', tool_call_id: '1', content: '' },
        ],
      },
    ],
  ])('is refused like any other, with %s', async (_, body) => {
    const message = `Something is not supported here: ${'a'.repeat(60)}!`;
    server.answerWith(refuseWith(400, openAi(message)));
    expect(await ask(body)).toContain(message);
  });

  it.each<[string, Record<string, unknown>]>([
    ['no messages', { messages: [] }],
    ['messages that are not a list', { messages: 'A' }],
    ['messages of null', { messages: [null, 1, 'A'] }],
    ['invalid calls', { messages: [{ role: 'assistant', tool_calls: [null, 1, {}] }] }],
    ['invalid parts', { messages: [{ role: 'user', content: [null, 1, {}, []] }] }],
    ['only instructions', { messages: [{ role: 'system', content: 'S' }] }],
    ['only a result', { messages: [{ role: 'tool', tool_call_id: null, content: 'A' }] }],
    ['invalid tools', { tools: 'A', tool_choice: null }],
    ['an invalid model', { model: { toString: 1 } }],
  ])('is sent to the model server, which reports it, with %s', async (_, body) => {
    server.answerWith(answer('Yes.'));
    expect(await ask(body)).toContain('Yes.');
  });

  it('does not block the hub with as many calls of one id as fit', async () => {
    // If each were compared with each, this would take minutes.
    const messages = Array.from({ length: 60_000 }, () => [
      { role: 'assistant', tool_calls: [{ id: 'a' }] },
      { role: 'tool', tool_call_id: 'a', content: '' },
    ]).flat();
    server.answerWith(answer('Yes.'));
    expect(await ask({ messages: [...messages, { role: 'user', content: 'A' }] })).toContain('Yes.');
  });

  it('is sent a limited number of times, whatever is refused', async () => {
    const parameters = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`parameter_${at}`, at]));
    server.answerWith((response, request) => {
      const name = Object.keys(request.body!).find((one) => one.startsWith('parameter_'));
      return refuseWith(400, openAi(`Unknown parameter: '${name}'.`, name))(response, request);
    });
    const before = server.requests.length;
    await ask(parameters);
    expect(server.requests.length - before).toBeLessThanOrEqual(15);
  });
});

describe('a key in the query of the address', () => {
  const secret = 'AIza-secret-4711';

  it.each<[string, ModelAnswer]>([
    [
      'a redirect',
      (response, { path }) => void response.writeHead(301, { location: `https://b.test${path}` }).end(),
    ],
    [
      'a redirect within the server',
      (response, { path }) => void response.writeHead(308, { location: `/new${path}` }).end(),
    ],
    ['a refusal', (response, { path }) => refuseWith(400, `Cannot POST ${path}`)(response, {} as never)],
    ['an answer', (response, { path }) => answer(`You asked ${path}`)(response, { body: null } as never)],
  ])('is not revealed by %s', async (_, answering) => {
    server.answerWith(answering);
    const asked = provider(`${server.url}?key=${secret}&api-version=2024-12-01-preview`);
    const told = await ask({}, asked).catch((error: unknown) => (error as Error).message);
    expect(told).not.toContain(secret);
    expect(told).not.toBe('');
  });

  it('does not mask other parts of the address', async () => {
    server.answerWith(refuseWith(400, openAi('2024-12-01-preview is too old')));
    const asked = provider(`${server.url}?key=${secret}&api-version=2024-12-01-preview`);
    expect(await ask({}, asked)).toContain('2024-12-01-preview is too old');
  });
});

it('a redirect within a server is reported with the whole address', async () => {
  server.answerWith(
    (response) => void response.writeHead(301, { location: '/new/v1/chat/completions?a=b' }).end(),
  );
  const { origin } = new URL(server.url);
  await expect(ask({})).rejects.toThrow(`${origin}/new/v1/chat/completions`);
});
