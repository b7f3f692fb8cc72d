import { expect, it } from 'vitest';
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

async function ask(content: string, settings: Partial<RunSettings> = {}, ...more: ModelMessage[]) {
  const request: CompletionRequest = {
    model: null,
    messages: [{ role: 'user', content }, ...more],
    settings: { tools: TOOLS, ...settings },
    signal: new AbortController().signal,
  };
  const { json } = await gatherAnswer(provider.stream(request));
  const [{ message, finish_reason }] = (json as { choices: [{ message: Answer; finish_reason: string }] })
    .choices;
  const calls = (message.tool_calls ?? []).map(({ function: { name, arguments: args } }) => [
    name,
    JSON.parse(args),
  ]);
  return { calls, text: message.content, finish_reason, usage: (json as { usage: object }).usage, message };
}

interface Answer {
  content: string | null;
  tool_calls?: { id: string; type: 'function'; function: { name: string; arguments: string } }[];
}

it('calls the functions whose words occur in the message, with arguments that fit their schemas', async () => {
  const { calls, finish_reason, usage, message } = await ask(QUESTION);
  expect(calls).toEqual([
    ['getCurrentTemperature', { location: 'San Francisco', unit: 'Celsius' }],
    ['get_rain_probability', { days: 3, hourly: true }],
  ]);
  expect(finish_reason).toBe('tool_calls');
  expect(usage).toMatchObject({ completion_tokens: 2 });
  expect((await ask(QUESTION)).message, 'the same question gets the same calls').toEqual(message);
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
  const { calls, text, finish_reason } = await ask(QUESTION, {}, called, ...outputs);
  expect(calls).toEqual([]);
  expect(finish_reason).toBe('stop');
  expect(text).toContain('`getCurrentTemperature`: “57”');
  expect(text).toContain('`get_rain_probability`: “0.06”');
});
