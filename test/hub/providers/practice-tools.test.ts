import { describe, expect, it } from 'vitest';
import type { CompletionChunk } from '../../../src/agents/agent.ts';
import { gatherAnswer } from '../../../src/hub/providers/openai-compatible/reading/gather-answer.ts';
import { createPracticeProvider } from '../../../src/hub/providers/practice/practice-provider.ts';
import type { CompletionRequest, ModelMessage } from '../../../src/hub/providers/provider.ts';
import type { RunSettings } from '../../../src/protocol/run-settings.ts';

const provider = createPracticeProvider({ tokensPerSecond: Infinity });

/** The functions of OpenAI's quickstart: https://platform.openai.com/docs/assistants/tools/function-calling */
const TOOLS: RunSettings['tools'] = [
  {
    type: 'function',
    function: {
      name: 'getCurrentTemperature',
      description: 'Get the current temperature for a specific location',
      parameters: {
        type: 'object',
        properties: {
          location: { type: 'string', description: 'The city and state, e.g., San Francisco, CA' },
          unit: { type: 'string', enum: ['Celsius', 'Fahrenheit'] },
        },
        required: ['location', 'unit'],
      },
    },
  },
  {
    type: 'function',
    function: {
      name: 'get_rain_probability',
      description: 'Get the probability of rain',
      parameters: { type: 'object', properties: { days: { type: 'integer' }, hourly: { type: 'boolean' } } },
    },
  },
];

const QUESTION = 'What is the temperature in San Francisco today, and will it rain within 3 days?';

function request(
  content: string,
  settings: Partial<RunSettings> = {},
  ...more: ModelMessage[]
): CompletionRequest {
  return {
    model: null,
    messages: [{ role: 'user', content }, ...more],
    settings: { tools: TOOLS, ...settings },
    signal: new AbortController().signal,
  };
}

async function ask(content: string, settings: Partial<RunSettings> = {}, ...more: ModelMessage[]) {
  const { json, completion } = await gatherAnswer(provider.stream(request(content, settings, ...more)));
  const [{ message, finish_reason }] = (json as { choices: [{ message: Answer; finish_reason: string }] })
    .choices;
  const calls = (message.tool_calls ?? []).map(({ function: { name, arguments: args } }) => [
    name,
    JSON.parse(args),
  ]);
  const { thinking, usage } = completion;
  return { calls, text: message.content, finish_reason, usage, message, thinking };
}

interface Answer {
  content: string | null;
  tool_calls?: { id: string; type: 'function'; function: { name: string; arguments: string } }[];
}

it('calls the functions whose words occur in the message, with arguments that fit their schemas', async () => {
  const { calls, finish_reason, message } = await ask(QUESTION);
  expect(calls).toEqual([
    ['getCurrentTemperature', { location: 'San Francisco', unit: 'Celsius' }],
    ['get_rain_probability', { days: 3, hourly: true }],
  ]);
  expect(finish_reason).toBe('tool_calls');
  expect((await ask(QUESTION)).message, 'the same question gets the same calls').toEqual(message);
});

it.each(['in', 'for', 'to'])('takes a text from the name after “%s”', async (preposition) => {
  const { calls } = await ask(`Show the temperature ${preposition} San Francisco today.`);
  expect(calls[0]).toEqual(['getCurrentTemperature', { location: 'San Francisco', unit: 'Celsius' }]);
});

it.each<[string, string, Partial<RunSettings>, string[]]>([
  ['no function whose words do not occur', 'Hello!', {}, []],
  ['none if the run forbids it', QUESTION, { tool_choice: 'none' }, []],
  [
    'one at a time if the run allows no parallel calls',
    QUESTION,
    { parallel_tool_calls: false },
    ['getCurrentTemperature'],
  ],
  [
    'any functions if the person asks for tools',
    'Try your tools!',
    {},
    ['getCurrentTemperature', 'get_rain_probability'],
  ],
  [
    'at most two',
    'Try all tools!',
    { tools: [...TOOLS, { type: 'function', function: { name: 'third' } }] },
    ['getCurrentTemperature', 'get_rain_probability'],
  ],
  ['at least one if the run requires it', 'Hello!', { tool_choice: 'required' }, ['getCurrentTemperature']],
  [
    'the function that the run names',
    'Hello!',
    { tool_choice: { type: 'function', function: { name: 'get_rain_probability' } } },
    ['get_rain_probability'],
  ],
])('calls %s', async (_, question, settings, names) => {
  const { calls, text } = await ask(question, settings);
  expect(calls.map(([name]) => name)).toEqual(names);
  expect(text === null || text === '').toBe(names.length > 0);
});

it('quotes the outputs of the tools', async () => {
  const { message } = await ask(QUESTION);
  const outputs = message.tool_calls!.map(({ id }, index) => ({
    role: 'tool' as const,
    tool_call_id: id,
    content: ['57', '0.06'][index]!,
  }));
  const called = { role: 'assistant' as const, content: null, tool_calls: message.tool_calls! };
  const { calls, text, finish_reason, thinking } = await ask(QUESTION, {}, called, ...outputs);
  expect(calls).toEqual([]);
  expect(finish_reason).toBe('stop');
  expect(text).toContain('`getCurrentTemperature`: “57”');
  expect(text).toContain('`get_rain_probability`: “0.06”');
  expect(thinking).toContain('2 tools have returned their outputs.');
});

describe('a completion of the practice model that calls two functions', () => {
  /** What a chunk carries. */
  function kindOf({ choices: [choice] }: CompletionChunk): string {
    const { reasoning_content, tool_calls, content } = choice?.delta ?? {};
    if (typeof reasoning_content === 'string') return 'thinking';
    if (Array.isArray(tool_calls)) return `call ${(tool_calls as { index: number }[])[0]?.index}`;
    return typeof content === 'string' ? 'text' : '';
  }

  it('streams the thinking first, then one call after the other, each in several chunks', async () => {
    const chunks: CompletionChunk[] = [];
    for await (const chunk of provider.stream(request(QUESTION))) chunks.push(chunk);
    const kinds = chunks.map(kindOf);
    const order = kinds.filter((kind, at) => kind !== '' && kind !== kinds[at - 1]);
    expect(order).toEqual(['thinking', 'call 0', 'call 1']);
    for (const kind of order) expect(kinds.filter((one) => one === kind).length).toBeGreaterThan(2);
  });

  it('names the person’s words and the functions in its thinking, and reports the tokens of each kind', async () => {
    const { thinking, usage } = await ask(QUESTION);
    expect(thinking).toContain('“What is the temperature in San Francisco today');
    expect(thinking).toContain('The tools getCurrentTemperature and get_rain_probability fit these words.');
    const thoughts = usage?.completion_tokens_details?.reasoning_tokens ?? 0;
    expect(thoughts).toBeGreaterThan(20);
    expect(usage?.completion_tokens).toBeGreaterThan(thoughts + 10);
  });

  it('breaks off at the requested number of tokens', async () => {
    const { completion } = await gatherAnswer(provider.stream({ ...request(QUESTION), maxTokens: 12 }));
    expect(completion).toMatchObject({
      finishReason: 'length',
      usage: { completion_tokens: 12, completion_tokens_details: { reasoning_tokens: 12 } },
    });
  });
});
