import type OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPracticeProvider } from '../../../src/hub/providers/practice/practice-provider.ts';
import { hasPython } from '../../support/python.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { writePythonAgent } from '../agents/run-python.ts';
import { OPENAI_VERSIONS, withRunFirst } from './openai-versions.ts';

const PARAMETERS = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const TOOLS = ['weather', 'clock'].map((name) => ({
  type: 'function' as const,
  function: { name, parameters: PARAMETERS },
}));
const CALLS = ['weather {"city":"Athens"}', 'clock {"city":"Athens"}'];

const PYTHON = `
def weather(city: str):
    """Tells the weather."""
    return "dry"

def clock(city: str):
    """Tells the time."""
    return "noon"

registry = env.get_tool_registry(True)
for tool in (weather, clock): registry.register_tool(tool)
env.completion_and_run_tools(env.list_messages(), tools=registry.get_all_tool_definitions())
env.add_reply(env.completion(env.list_messages(), stream=True))
`;

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub({ provider: createPracticeProvider({ tokensPerSecond: Infinity }) });
});
afterAll(() => hub.close());

describe.each(OPENAI_VERSIONS)('openai $version, with the practice model', ({ Client, runFirst }) => {
  let client: OpenAI;
  let runs: OpenAI['beta']['threads']['runs'];

  beforeAll(() => {
    client = new Client({ baseURL: `${hub.url}/v1`, apiKey: 'any' });
    runs = withRunFirst(client.beta.threads.runs, runFirst);
  });

  async function ask(): Promise<string> {
    const content = 'Compare the weather and the clock in Athens.';
    return (await client.beta.threads.create({ messages: [{ role: 'user', content }] })).id;
  }

  function watched(stream: ReturnType<OpenAI['beta']['threads']['runs']['stream']>) {
    const seen = { called: [] as string[], text: '', events: [] as string[] };
    stream.on('event', ({ event }) => seen.events.push(event));
    stream.on('textDelta', (delta) => (seen.text += delta.value ?? ''));
    stream.on('toolCallDone', (call) => {
      if (call.type === 'function') seen.called.push(`${call.function.name} ${call.function.arguments}`);
    });
    return seen;
  }

  it('streams an assistant that thinks, calls two functions and answers, without events of the hub', async () => {
    const { id } = await client.beta.assistants.create({ model: 'any', tools: TOOLS });
    const threadId = await ask();
    const first = client.beta.threads.runs.stream(threadId, { assistant_id: id });
    const calling = watched(first);
    const run = await first.finalRun();
    expect(calling.called).toEqual(CALLS);
    const tool_outputs = run.required_action!.submit_tool_outputs.tool_calls.map((call) => ({
      tool_call_id: call.id,
      output: `${call.function.name} of Athens`,
    }));
    const second = runs.submitToolOutputsStream(run.id, { thread_id: threadId, tool_outputs });
    const answering = watched(second);
    const [message] = await second.finalMessages();
    expect(answering.text).toContain('`weather`: “weather of Athens”\n- `clock`: “clock of Athens”');
    expect(message?.content).toMatchObject([{ text: { value: answering.text } }]);
    const ended = await second.finalRun();
    const { completion_tokens: total = 0, completion_tokens_details: details } = (ended.usage ?? {}) as {
      completion_tokens?: number;
      completion_tokens_details?: { reasoning_tokens: number };
    };
    expect(details?.reasoning_tokens).toBeGreaterThan(40);
    expect(total).toBeGreaterThan(details!.reasoning_tokens);
    expect([...calling.events, ...answering.events].filter((name) => name.startsWith('hub.'))).toEqual([]);
  });

  it.skipIf(!hasPython)('streams an agent in Python that runs its tools itself', async () => {
    const assistant_id = hub.addPythonAgent(await writePythonAgent(PYTHON));
    const stream = client.beta.threads.runs.stream(await ask(), { assistant_id });
    const seen = watched(stream);
    const messages = await stream.finalMessages();
    const texts = messages.map(({ content: [part] }) => (part?.type === 'text' ? part.text.value : ''));
    expect(texts).toEqual(['"dry"', '"noon"', expect.stringContaining('practice model')]);
    expect(seen.text).toBe(texts.join(''));
    const called = (await stream.finalRunSteps()).find(({ type }) => type === 'tool_calls')?.step_details;
    expect(called).toMatchObject({
      tool_calls: [{ function: { output: '"dry"' } }, { function: { output: '"noon"' } }],
    });
  });
});
