import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Provider } from '../../../src/hub/providers/provider.ts';
import { answer, refuseWith, neverAnswer } from '../../support/model-answers.ts';
import { startModelServer, type ModelAnswer, type ModelServer } from '../../support/model-server.ts';
import { createTestProvider } from './create-test-provider.ts';
import { openAi, STRICT } from './refusals.ts';
import { WAYS } from './completion-ways.ts';

let server: ModelServer;
let models = 0;

beforeAll(async () => {
  server = await startModelServer(neverAnswer());
});
afterAll(() => server.stop());

const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown) => ({ role: 'assistant', content });
const system = (content: unknown) => ({ role: 'system', content });
const calls = [{ id: 'call_1', type: 'function', function: { name: 'search', arguments: '{}' } }];
const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } };

/** One provider for all rows: refusals are remembered per model. */
let shared: Provider | undefined;
function provider(): Provider {
  return (shared ??= createTestProvider(server.url));
}

describe.each(WAYS)('a conversation that is %s', (_, ask) => {
  it.each<[string, object[], object[]]>([
    ['unchanged', [user('A'), assistant('B'), user('C')], [user('A'), assistant('B'), user('C')]],
    ['without empty replies', [user('A'), assistant(''), user('B')], [user('A\n\nB')]],
    ['without replies of spaces', [user('A'), assistant(' \n'), user('B')], [user('A\n\nB')]],
    ['without replies of null', [user('A'), assistant(null), user('B')], [user('A\n\nB')]],
    [
      'without empty parts',
      [user('A'), assistant([{ type: 'text', text: '' }]), user('B')],
      [user('A\n\nB')],
    ],
    [
      'without empty questions',
      [user('A'), assistant('B'), user(''), user('C')],
      [user('A'), assistant('B'), user('C')],
    ],
    ['without empty instructions', [system(''), user('A')], [user('A')]],
    [
      'with adjacent messages of a role joined',
      [user('A'), user('B'), assistant('C'), assistant('D'), user('E')],
      [user('A\n\nB'), assistant('C\n\nD'), user('E')],
    ],
    [
      'with one message of instructions',
      [system('S'), system('T'), user('A')],
      [system('S\n\nT'), user('A')],
    ],
    [
      'with its instructions first',
      [user('A'), system('S'), assistant('B'), { role: 'developer', content: 'T' }, user('C')],
      [system('S\n\nT'), user('A'), assistant('B'), user('C')],
    ],
    [
      'without reasoning in tags',
      [user('A'), assistant('<think>Hm.</think>\n\nB'), user('C')],
      [user('A'), assistant('B'), user('C')],
    ],
    [
      'without replies that are only reasoning',
      [user('A'), assistant('<think>Hm'), user('C')],
      [user('A\n\nC')],
    ],
    [
      'without the model’s reasoning',
      [user('A'), { ...assistant('B'), reasoning_content: 'Hm', reasoning: 'Hm' }, user('C')],
      [user('A'), assistant('B'), user('C')],
    ],
    [
      'without the fields of a thread',
      [{ ...user('A'), id: 'msg_1', attachments: [], metadata: {}, created_at: 1 }],
      [user('A')],
    ],
    [
      'with names',
      [
        { ...user('A'), name: 'ana' },
        { ...user('B'), name: 'ben' },
      ],
      [
        { ...user('A'), name: 'ana' },
        { ...user('B'), name: 'ben' },
      ],
    ],
    [
      'with tool calls and their results',
      [
        user('A'),
        assistant('B'),
        { ...assistant(null), tool_calls: calls, reasoning_content: 'Hm' },
        { role: 'tool', tool_call_id: 'call_1', content: '' },
        assistant('C'),
      ],
      [
        user('A'),
        assistant('B'),
        { ...assistant(null), tool_calls: calls, reasoning_content: 'Hm' },
        { role: 'tool', tool_call_id: 'call_1', content: '' },
        assistant('C'),
      ],
    ],
    ['with pictures', [user('A'), user([picture]), user('B')], [user('A'), user([picture]), user('B')]],
    ['with parts of text', [user([{ type: 'text', text: 'A' }]), user('B')], [user('A\n\nB')]],
    [
      'with parts for caching',
      [user([{ type: 'text', text: 'A', cache_control: { type: 'ephemeral' } }])],
      [user([{ type: 'text', text: 'A', cache_control: { type: 'ephemeral' } }])],
    ],
    [
      'without half a surrogate pair',
      [user('A'), assistant('B\ud83d'), user('C')],
      [user('A'), assistant('B\ufffd'), user('C')],
    ],
    [
      'with the beginning of an answer unchanged',
      [user('A'), { ...assistant('B '), prefix: true }],
      [user('A'), { ...assistant('B '), prefix: true }],
    ],
    [
      'with results directly after their calls, and without calls that have no result',
      [
        user('A'),
        { ...assistant('B'), tool_calls: [...calls, { ...calls[0], id: 'call_2' }] },
        user('C'),
        { role: 'tool', tool_call_id: 'call_1', content: 'D' },
        { ...assistant('E'), tool_calls: calls },
      ],
      [
        user('A'),
        { ...assistant('B'), tool_calls: calls },
        { role: 'tool', tool_call_id: 'call_1', content: 'D' },
        user('C'),
        assistant('E'),
      ],
    ],
    [
      'with a refusal',
      [user('A'), { ...assistant(null), refusal: 'No.' }, user('B')],
      [user('A'), { ...assistant(null), refusal: 'No.' }, user('B')],
    ],
    ['with a greeting', [assistant('Hi'), user('A')], [assistant('Hi'), user('A')]],
  ])('is sent %s', async (_row, messages, sent) => {
    server.answerWith(answer('Yes.'));
    const before = server.requests.length;
    expect(await ask(provider(), { messages })).toBe('Yes.');
    expect(server.requests.slice(before).map(({ body }) => body?.messages)).toEqual([sent]);
  });

  const spoken = [system('S'), assistant('Hi'), user('A'), assistant('B')];
  const strict = [system('S'), user('A'), assistant('B'), user('Please continue.')];
  it.each(STRICT)(
    'begins and ends with the person if %s requires it, also in later requests',
    async (_row, refusal) => {
      const model = `strict-${(models += 1)}`;
      server.answerWith(refusal, answer('Yes.'));
      const before = server.requests.length;
      expect(await ask(provider(), { model, messages: spoken })).toBe('Yes.');
      expect(await ask(provider(), { model, messages: spoken })).toBe('Yes.');
      const sent = server.requests.slice(before).map(({ body }) => body?.messages);
      expect(sent).toEqual([spoken, strict, strict]);
    },
  );

  it('gets a message of the person, if it only has instructions and the model requires one', async () => {
    server.answerWith(
      refuseWith(400, openAi('GenerateContentRequest.contents: contents is not specified')),
      answer('Yes.'),
    );
    const before = server.requests.length;
    expect(await ask(provider(), { model: `alone-${(models += 1)}`, messages: [system('S')] })).toBe('Yes.');
    expect(server.requests[before + 1]?.body?.messages).toEqual([system('S'), user('Please continue.')]);
  });

  const asDeveloper = [{ role: 'developer', content: 'S' }, user('A')];
  const asUser = [user('S\n\nA')];
  it.each<[string, ModelAnswer[], object[]]>([
    [
      'a developer to o1',
      [
        refuseWith(
          400,
          openAi(
            "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
            'messages[0].role',
            'unsupported_value',
          ),
        ),
      ],
      asDeveloper,
    ],
    [
      'a person to o1-mini',
      [
        refuseWith(
          400,
          openAi(
            "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
            'messages[0].role',
            'unsupported_value',
          ),
        ),
        refuseWith(
          400,
          openAi(
            "Unsupported value: 'messages[0].role' does not support 'developer' with this model.",
            'messages[0].role',
            'unsupported_value',
          ),
        ),
      ],
      asUser,
    ],
    ['a person to Gemma', [refuseWith(400, openAi('System role not supported'))], asUser],
    [
      'a person to Gemma at Google',
      [
        refuseWith(400, [
          {
            error: {
              code: 400,
              message: 'Developer instruction is not enabled for models/gemma-3-27b-it',
              status: 'INVALID_ARGUMENT',
            },
          },
        ]),
      ],
      asUser,
    ],
    [
      'a person to an older Mistral',
      [refuseWith(400, openAi('Only user and assistant roles are supported!'))],
      asUser,
    ],
    [
      'a person to Anthropic',
      [
        refuseWith(400, {
          type: 'error',
          error: {
            type: 'invalid_request_error',
            message:
              'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter',
          },
        }),
      ],
      asUser,
    ],
    [
      'a person to a template that counts them as a turn',
      [
        refuseWith(400, openAi('Conversation roles must alternate user/assistant')),
        refuseWith(400, openAi('Conversation roles must alternate user/assistant')),
      ],
      asUser,
    ],
  ])('has its instructions sent as %s, also in later requests', async (_row, refusals, sent) => {
    const model = `roles-${(models += 1)}`;
    const [first, ...rest] = refusals;
    server.answerWith(first!, ...rest, answer('Yes.'));
    const before = server.requests.length;
    const messages = [system('S'), user('A')];
    expect(await ask(provider(), { model, messages })).toBe('Yes.');
    expect(await ask(provider(), { model, messages })).toBe('Yes.');
    expect(server.requests.slice(before + refusals.length).map(({ body }) => body?.messages)).toEqual([
      sent,
      sent,
    ]);
  });
});

it('a request that belongs to no run is forwarded unchanged', async () => {
  const messages = [assistant(''), user('A'), user('B'), system('S')];
  server.answerWith(answer('Yes.'));
  const before = server.requests.length;
  await provider().forward(
    { model: 'a-model', messages, temperature: 3 },
    { signal: new AbortController().signal, isOfRun: false },
  );
  expect(server.requests[before]?.body).toEqual({ model: 'a-model', messages, temperature: 3 });
});
