import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderError, type Provider } from '../../../src/hub/providers/provider.ts';
import type { ModelNotice } from '../../../src/protocol/run-notice.ts';
import { answer, refuseWith, neverAnswer } from '../../support/model-answers.ts';
import { startModelServer, type ModelAnswer, type ModelServer } from '../../support/model-server.ts';
import { createTestProvider } from './create-test-provider.ts';
import { FULL, openAi } from './refusals.ts';
import { WAYS } from './completion-ways.ts';

let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer(neverAnswer());
});
afterAll(() => server.stop());

function provider(contextCharacters = Infinity): Provider {
  return createTestProvider(server.url, { contextCharacters });
}

const SYSTEM = { role: 'system', content: 'Be brief.' };
/** Twenty questions with answers, and a last question. */
const LONG = [
  SYSTEM,
  ...Array.from({ length: 20 }, (_, at) => [
    { role: 'user', content: `question ${at} ${'x'.repeat(80)}` },
    { role: 'assistant', content: `answer ${at} ${'y'.repeat(80)}` },
  ]).flat(),
  { role: 'user', content: 'the last question' },
];

/** The messages of each request since then. */
function lengthsSince(before: number): number[] {
  return server.requests.slice(before).map(({ body }) => body?.messages?.length ?? 0);
}

/** A server whose context holds a number of messages. */
function roomFor(messages: number, refusal: ModelAnswer): ModelAnswer {
  return (response, request) =>
    (request.body?.messages?.length ?? 0) > messages
      ? refusal(response, request)
      : answer('Yes.')(response, request);
}

describe.each(WAYS)('a conversation that is too long for the model, %s', (_, ask) => {
  it.each(FULL)('loses its oldest turns when %s refuses it, with a notice', async (_row, refusal) => {
    server.answerWith(roomFor(12, refusal));
    const before = server.requests.length;
    const notices: ModelNotice[] = [];
    const onNotice = (notice: ModelNotice) => notices.push(notice);
    expect(await ask(provider(), { messages: LONG, onNotice })).toBe('Yes.');
    const lengths = lengthsSince(before);
    expect(lengths[0]).toBe(42);
    expect(lengths.length).toBeLessThanOrEqual(6);
    const sent = server.requests.at(-1)!.body!.messages!;
    expect(sent[0]).toEqual(SYSTEM);
    expect(sent[1]?.role).toBe('user');
    expect(sent.slice(1)).toEqual(LONG.slice(LONG.length - sent.length + 1));
    expect(notices).toEqual([{ type: 'shortened', messages: 42 - sent.length }]);
  });

  it('keeps about as much as the server’s limit allows', async () => {
    const refusal = refuseWith(
      400,
      openAi(
        "This model's maximum context length is 3000 tokens. However, your messages resulted in 4000 tokens.",
        'messages',
        'context_length_exceeded',
      ),
    );
    server.answerWith(refusal, answer('Yes.'));
    const before = server.requests.length;
    await ask(provider(), { messages: LONG });
    const [, kept] = lengthsSince(before);
    expect(kept).toBeGreaterThan(26); // of 42: three quarters, minus a reserve
    expect(kept).toBeLessThan(32);
  });

  it('never begins with a tool’s result without its call', async () => {
    const turn = (id: string) => [
      { role: 'user', content: 'search' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id, type: 'function', function: { name: 'search', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: id, content: 'z'.repeat(500) },
      { role: 'assistant', content: 'found' },
    ];
    server.answerWith(roomFor(6, refuseWith(400, openAi('context length exceeded'))));
    await ask(provider(), {
      messages: [...turn('1'), ...turn('2'), ...turn('3'), { role: 'user', content: 'and?' }],
    });
    expect(server.requests.at(-1)?.body?.messages).toEqual([...turn('3'), { role: 'user', content: 'and?' }]);
  });

  it('is sent without the maximum answer length, if only that does not fit', async () => {
    const tooLarge = refuseWith(400, {
      object: 'error',
      message:
        "'max_tokens' or 'max_completion_tokens' is too large: 4000. This model's maximum context length is 4096 tokens and your request has 500 input tokens (4000 > 4096 - 500).",
      type: 'BadRequestError',
      param: 'max_tokens',
      code: 400,
    });
    server.answerWith(tooLarge, answer('Yes.'));
    const before = server.requests.length;
    const notices: ModelNotice[] = [];
    await ask(provider(), { messages: LONG, maxTokens: 4000, onNotice: (notice) => notices.push(notice) });
    expect(lengthsSince(before)).toEqual([42, 42]);
    expect(server.requests.at(-1)?.body).not.toHaveProperty('max_tokens');
    expect(notices).toEqual([]);
  });

  it('fails with a clear message after a few attempts, if even its last turn does not fit', async () => {
    server.answerWith(refuseWith(400, openAi('prompt is too long', 'messages', 'context_length_exceeded')));
    const before = server.requests.length;
    const failure = await ask(provider(), { messages: LONG }).catch((reason: unknown) => reason as Error);
    expect(lengthsSince(before).at(-1)).toBe(2);
    expect(lengthsSince(before).length).toBeLessThan(7);
    if (failure instanceof ProviderError)
      expect(failure).toMatchObject({
        code: 'invalid_prompt',
        message: expect.stringContaining('too long for the model'),
      });
    else
      expect(JSON.parse((failure as Error).message)).toMatchObject({
        error: { code: 'context_length_exceeded' },
      });
  });

  it('is shortened to the operator’s limit before it is sent', async () => {
    server.answerWith(answer('Yes.'));
    const before = server.requests.length;
    const notices: ModelNotice[] = [];
    await ask(provider(1_000), { messages: LONG, onNotice: (notice) => notices.push(notice) });
    const [sent] = lengthsSince(before);
    expect(sent).toBeLessThan(12);
    expect(notices).toEqual([{ type: 'shortened', messages: 42 - sent! }]);
  });

  it('is never sent with more than 2,000 messages, however short they are', async () => {
    server.answerWith(answer('Yes.'));
    const before = server.requests.length;
    const messages = Array.from({ length: 20_001 }, (_item, at) => ({
      role: at % 2 ? 'assistant' : 'user',
      content: 'x',
    }));
    await ask(provider(), { messages });
    expect(lengthsSince(before)[0]).toBeLessThanOrEqual(2_000);
  });

  it('counts a fixed size for a picture, and not its bytes', async () => {
    server.answerWith(answer('Yes.'));
    const before = server.requests.length;
    const picture = { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(100_000)}` } };
    const messages = [
      { role: 'user', content: 'A' },
      { role: 'assistant', content: 'B' },
      { role: 'user', content: [picture] },
    ];
    await ask(provider(10_000), { messages });
    expect(lengthsSince(before)).toEqual([3]);
  });
});
