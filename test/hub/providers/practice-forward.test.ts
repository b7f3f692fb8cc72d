import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPracticeProvider } from '../../../src/hub/providers/practice/practice-provider.ts';
import { serveCompletions, type CompletionServer } from '../http/routes/completion-server.ts';

const provider = createPracticeProvider({ tokensPerSecond: Infinity });
const messages = [
  { role: 'developer' as const, content: 'respond as though you were Socrates' },
  { role: 'user' as const, content: [{ type: 'text' as const, text: 'What is virtue?' }] },
];
const ASK = { model: 'gpt-5', messages };

let hub: CompletionServer;
let client: OpenAI;

beforeAll(async () => {
  hub = await serveCompletions(provider);
  client = new OpenAI({ baseURL: hub.url, apiKey: 'any', maxRetries: 0 });
});

afterAll(() => hub.stop());

async function answer(): Promise<string> {
  const { text } = await provider.complete({
    model: null,
    messages: [
      { role: 'system', content: 'respond as though you were Socrates' },
      { role: 'user', content: 'What is virtue?' },
    ],
    signal: new AbortController().signal,
  });
  return text;
}

describe('the practice model, asked by OpenAI’s own client', () => {
  it('streams the same answer as to an agent, with its usage', async () => {
    const stream = await client.chat.completions.create({
      ...ASK,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(await answer());
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-2)?.usage).toBeNull();
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { completion_tokens: chunks.length - 3, prompt_tokens: expect.any(Number) },
    });
  });

  it('answers in one piece, within the requested length', async () => {
    const whole = await client.chat.completions.create(ASK);
    expect(whole).toMatchObject({ object: 'chat.completion', model: 'practice' });
    expect(whole.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: await answer() } });
    const short = await client.chat.completions.create({ ...ASK, max_completion_tokens: 5 });
    expect(short.choices[0]?.finish_reason).toBe('length');
    expect(short.usage?.completion_tokens).toBe(5);
  });

  it('thinks and calls functions, and then answers with their outputs', async () => {
    const question = {
      role: 'user' as const,
      content: 'What is the weather in Athens, and what time is it there?',
    };
    const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const tools = ['get_weather', 'get_time'].map((name) => ({
      type: 'function' as const,
      function: { name, parameters },
    }));
    const stream = client.chat.completions.stream({ model: 'any', messages: [question], tools });
    const { choices, usage } = await stream.finalChatCompletion();
    const { tool_calls: calls = [], ...message } = choices[0]!.message;
    expect(calls.map((call) => call.type === 'function' && call.function)).toMatchObject([
      { name: 'get_weather', arguments: '{"city":"Athens"}' },
      { name: 'get_time', arguments: '{"city":"Athens"}' },
    ]);
    expect(usage, 'it was not requested').toBeUndefined();
    const outputs = calls.map(({ id }, at) => ({
      role: 'tool' as const,
      tool_call_id: id,
      content: ['dry', '12:00'][at]!,
    }));
    const answered = await client.chat.completions.create({
      model: 'any',
      messages: [question, { ...message, tool_calls: calls }, ...outputs],
      tools,
    });
    expect(answered.choices[0]?.message).toMatchObject({
      content: expect.stringContaining('`get_weather`: “dry”\n- `get_time`: “12:00”'),
      reasoning_content: expect.stringContaining('2 tools have returned'),
    });
    expect(answered.usage?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(20);
    const whole = await client.chat.completions.create({ model: 'any', messages: [question], tools });
    expect(whole.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { content: null, tool_calls: calls },
    });
  });

  it.each([
    ['no messages', { model: 'gpt-5' }, 'messages'],
    ['empty messages', { messages: [] }, 'messages'],
    ['a tool that is none', { ...ASK, tools: [{ type: 'function' }] }, 'tools.0.function'],
    ['a message that is none', { messages: ['What is virtue?'] }, 'messages.0'],
  ])('refuses %s as OpenAI does', async (_, body, param) => {
    const response = await hub.post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining(param), type: 'invalid_request_error', param, code: null },
    });
  });
});
