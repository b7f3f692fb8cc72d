import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPracticeProvider } from '../../../src/hub/providers/practice/practice-provider.ts';
import type { RunStep } from '../../../src/protocol/run-step.ts';
import { hasPython } from '../../support/python.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { stateOf } from '../runner/state-of.ts';
import { writePythonAgent } from './run-python.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub({ provider: createPracticeProvider({ tokensPerSecond: Infinity }) });
});
afterAll(() => hub.close());

const TOOLS = `
def weather(city: str):
    """Tells the weather in a city.

    city: The name of the city
    """
    return {"city": city, "sky": "clear"}

def clock(city: str):
    """Tells the time in a city."""
    raise ValueError("it has stopped")

registry = env.get_tool_registry(True)
for tool in (weather, clock): registry.register_tool(tool)
tools = registry.get_all_tool_definitions()
`;

/** Runs this code, with two tools, to its end. */
async function run(code: string) {
  const assistant_id = hub.addPythonAgent(await writePythonAgent(TOOLS + code));
  const { body } = await hub.call<{ id: string; thread_id: string }>('/threads/runs', {
    assistant_id,
    thread: { messages: [{ role: 'user', content: 'What are the weather and the time in Athens?' }] },
  });
  const thread = `/threads/${body.thread_id}`;
  const events = await hub.events(`${thread}/stream/${body.id}`);
  const { body: steps } = await hub.call<{ data: RunStep[] }>(`${thread}/steps?include_thinking=true`);
  const { body: messages } = await hub.call<{ data: { content: { text: { value: string } }[] }[] }>(
    `${thread}/messages?order=asc`,
  );
  const texts = messages.data.slice(1).map(({ content }) => content[0]?.text.value);
  return { state: stateOf(events), steps: steps.data, texts, events };
}

const WEATHER = '{"city": "Athens", "sky": "clear"}';
const NO_TIME = 'Error calling tool clock: it has stopped';
const STEP = {
  status: 'completed',
  thinking: { text: expect.stringContaining('The tools weather and clock fit these words.') },
  step_details: {
    tool_calls: [
      { function: { name: 'weather', arguments: '{"city":"Athens"}', output: WEATHER } },
      { function: { name: 'clock', output: NO_TIME } },
    ],
  },
};

describe.skipIf(!hasPython)('an agent in Python that runs tools', () => {
  it('shows its clients the thinking, both calls as they are written, and each output', async () => {
    const { state, steps, texts, events } = await run(`
env.completion_and_run_tools(env.list_messages(), tools=tools)
env.add_reply(env.completion(env.list_messages(), stream=True))
`);
    expect(state.status).toBe('completed');
    expect(steps).toMatchObject([STEP]);
    expect(state.steps).toMatchObject([{ status: 'completed', calls: STEP.step_details.tool_calls }]);
    expect(state.thoughts).toMatchObject([{ text: steps[0]?.thinking?.text, isOpen: false, isOfStep: true }]);
    const pieces = events.filter(({ event }) => event === 'thread.run.step.delta');
    expect(pieces.length, 'the arguments arrive in pieces').toBeGreaterThan(6);
    expect(texts.slice(0, 2), 'the model gets them from the thread').toEqual([WEATHER, NO_TIME]);
    expect(texts[2]).toContain('practice model');
    expect(state.discarded.drafts).toBe(0);
  });

  it('shows the same if it keeps the results to itself', async () => {
    const { steps, texts } = await run(`
answer = env.completions_and_run_tools(env.list_messages(), tools=tools, add_responses_to_messages=False)
message = answer.choices[0].message
results = [{"role": "tool", "tool_call_id": call.id, "content": "fine"} for call in message.tool_calls]
env.add_reply(env.completion(env.list_messages() + [message] + results, tools=tools))
`);
    expect(steps).toMatchObject([STEP]);
    expect(texts).toEqual([expect.stringContaining('- `weather`: “fine”\n- `clock`: “fine”')]);
  });

  it('shows calls that it runs in its own way, without their outputs', async () => {
    const { steps } = await run(
      'env.add_reply(str(env.completion_and_get_tools_calls(env.list_messages(), tools=tools).message))',
    );
    expect(steps).toMatchObject([
      {
        status: 'completed',
        step_details: { tool_calls: [{ function: { name: 'weather', output: null } }, {}] },
      },
    ]);
  });

  it('cuts outputs that are too long for its clients, and continues', async () => {
    const { state, steps } = await run(`
weather.__doc__ = "Tells the weather."
def weather(city: str):
    """Tells the weather."""
    return "🏺" * 300000
registry.register_tool(weather)
env.completions_and_run_tools(env.list_messages(), tools=tools, add_responses_to_messages=False)
env.add_reply("Done.")
`);
    expect(state.status).toBe('completed');
    const details = steps[0]!.step_details;
    const outputs =
      details.type === 'tool_calls' ? details.tool_calls.map((call) => call.function.output) : [];
    expect(outputs.map((output) => output?.length)).toEqual([512 * 1024, 0]);
  });
});
