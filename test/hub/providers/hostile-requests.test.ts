import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Provider } from '../../../src/hub/providers/provider.ts';
import { answer, refuseWith, sayNothing } from '../../support/model-answers.ts';
import { startModelServer, type ModelAnswer, type ModelServer } from '../../support/model-server.ts';
import { createTestProvider } from './create-test-provider.ts';
import { openAi } from './refusals.ts';

let server: ModelServer;
let models = 0;

beforeAll(async () => {
  server = await startModelServer(sayNothing());
});
afterAll(() => server.stop());

function provider(baseUrl = server.url): Provider {
  return createTestProvider(baseUrl);
}

/** What an agent of a run is answered over the pass-through. */
async function ask(body: Record<string, unknown>, asked = provider()): Promise<string> {
  const { signal } = new AbortController();
  const model = `hostile-${(models += 1)}`;
  const answered = await asked.forward({ model, messages: MESSAGES, ...body }, { signal, isOfRun: true });
  const pieces: Uint8Array[] = [];
  for await (const piece of answered.body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const MESSAGES: unknown = [{ role: 'user', content: 'A' }];

describe('a request whose agent means no good, or knows no better', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a parameter that is half a pattern', { '(': 1 }],
    ['a parameter that takes a pattern for ever', { '(a+)+$': 1 }],
    ['a field that is half a pattern', { messages: [{ role: 'user', content: 'A', 'name[': 'b' }] }],
    [
      'a field of a call that is half a pattern',
      {
        messages: [
          { role: 'assistant', tool_calls: [{ id: '1', '[': 1 }] },
          { role: 'tool', tool_call_id: '1', content: '' },
        ],
      },
    ],
  ])('is refused as any other, with %s', async (_, body) => {
    const message = `Something is not supported here: ${'a'.repeat(60)}!`;
    server.answerWith(refuseWith(400, openAi(message)));
    expect(await ask(body)).toContain(message);
  });

  it.each<[string, Record<string, unknown>]>([
    ['no messages', { messages: [] }],
    ['messages that are none', { messages: 'A' }],
    ['messages of null', { messages: [null, 1, 'A'] }],
    ['calls that are none', { messages: [{ role: 'assistant', tool_calls: [null, 1, {}] }] }],
    ['parts that are none', { messages: [{ role: 'user', content: [null, 1, {}, []] }] }],
    ['instructions alone', { messages: [{ role: 'system', content: 'S' }] }],
    ['a result alone', { messages: [{ role: 'tool', tool_call_id: null, content: 'A' }] }],
    ['tools that are none', { tools: 'A', tool_choice: null }],
    ['a model that is none', { model: { toString: 1 } }],
  ])('goes to the model server, which knows best, with %s', async (_, body) => {
    server.answerWith(answer('Yes.'));
    expect(await ask(body)).toContain('Yes.');
  });

  it('keeps the hub from nothing else, with as many calls of one id as fit', async () => {
    // To compare each with each takes minutes, and this test its time.
    const messages = Array.from({ length: 60_000 }, () => [
      { role: 'assistant', tool_calls: [{ id: 'a' }] },
      { role: 'tool', tool_call_id: 'a', content: '' },
    ]).flat();
    server.answerWith(answer('Yes.'));
    expect(await ask({ messages: [...messages, { role: 'user', content: 'A' }] })).toContain('Yes.');
  });

  it('is sent a few times at most, whatever is refused of it', async () => {
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
      'a redirection',
      (response, { path }) => void response.writeHead(301, { location: `https://b.test${path}` }).end(),
    ],
    [
      'a redirection within',
      (response, { path }) => void response.writeHead(308, { location: `/new${path}` }).end(),
    ],
    ['a refusal', (response, { path }) => refuseWith(400, `Cannot POST ${path}`)(response, {} as never)],
    ['an answer', (response, { path }) => answer(`You asked ${path}`)(response, { body: null } as never)],
  ])('is not told on by %s', async (_, answering) => {
    server.answerWith(answering);
    const asked = provider(`${server.url}?key=${secret}&api-version=2024-12-01-preview`);
    const told = await ask({}, asked).catch((error: unknown) => (error as Error).message);
    expect(told).not.toContain(secret);
    expect(told).not.toBe('');
  });

  it('does not make other words of the address unreadable', async () => {
    server.answerWith(refuseWith(400, openAi('2024-12-01-preview is too old')));
    const asked = provider(`${server.url}?key=${secret}&api-version=2024-12-01-preview`);
    expect(await ask({}, asked)).toContain('2024-12-01-preview is too old');
  });
});

it('a redirection within a server names the whole address', async () => {
  server.answerWith(
    (response) => void response.writeHead(301, { location: '/new/v1/chat/completions?a=b' }).end(),
  );
  const { origin } = new URL(server.url);
  await expect(ask({})).rejects.toThrow(`${origin}/new/v1/chat/completions`);
});
