import type OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent, Tool } from '../../../src/agents/agent.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { callChunk, endWith, thinkingChunk } from '../runner/assistant-run.ts';
import { OPENAI_VERSIONS, withRunFirst } from './openai-versions.ts';

const CALLED = ['temperature', 'rain'];
const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

const weather = (output: string): Tool => ({
  description: 'The weather.',
  parameters: { type: 'object' },
  run: () => output,
});

/** Thinks, uses two tools at once, and answers. */
const forecaster: Agent = async (env) => {
  const tools = { temperature: weather('30 °C'), rain: weather('none') };
  await env.addReply(await env.runTools(await env.listMessages(), { tools }));
};

let hub: TestHub;
let agentId: string;

beforeAll(async () => {
  hub = await openTestHub();
  agentId = hub.addAgent(forecaster);
});
afterAll(() => hub.close());

/** The model: it thinks, writes a text and calls both tools, thinks again and answers. */
async function answer(): Promise<void> {
  const first = await hub.provider.nextCompletion();
  first.pushChunk(thinkingChunk('Two tools.'));
  first.push('Let me look.');
  CALLED.forEach((name, index) => first.pushChunk(callChunk(`call_${name}`, index, name)));
  endWith(first, 'tool_calls');
  const second = await hub.provider.nextCompletion();
  second.pushChunk(thinkingChunk('Dry.'));
  second.push('It is ', 'dry.');
  endWith(second, 'stop');
}

describe.each(OPENAI_VERSIONS)('openai $version, unmodified', ({ Client, runFirst }) => {
  let client: OpenAI;
  let runs: OpenAI.Beta.Threads.Runs;

  beforeAll(() => {
    client = new Client({ baseURL: `${hub.url}/v1`, apiKey: 'any' });
    runs = withRunFirst(client.beta.threads.runs, runFirst);
  });

  it('reads a run of an agent that thinks and uses tools, as any other', async () => {
    const thread = await client.beta.threads.create({ messages: [{ role: 'user', content: 'Weather?' }] });
    const stream = client.beta.threads.runs.stream(thread.id, { assistant_id: agentId });
    const events: string[] = [];
    const called: string[] = [];
    const steps: [string, string, unknown][] = [];
    const texts: string[] = [];
    stream.on('event', ({ event }) => events.push(event));
    stream.on('toolCallDone', (call) => {
      if (call.type === 'function') called.push(`${call.function.name} ${call.function.arguments}`);
    });
    stream.on('runStepDone', ({ type, status, usage }) => steps.push([type, status, usage]));
    stream.on('textDone', ({ value }) => texts.push(value));
    const [run] = await Promise.all([stream.finalRun(), answer()]);

    expect(run).toMatchObject({ status: 'completed', usage: { total_tokens: 30 } });
    expect(called).toEqual(CALLED.map((name) => `${name} {"city":"Athens"}`));
    expect(texts).toEqual(['Let me look.', 'It is dry.']);
    expect(steps).toEqual([
      ['message_creation', 'completed', null],
      ['tool_calls', 'completed', USAGE],
      ['message_creation', 'completed', USAGE],
    ]);
    expect(events.every((event) => event.startsWith('thread.'))).toBe(true);
    expect(events).not.toContain('thread.message.incomplete');
    expect(events).not.toContain('thread.run.requires_action');
    const final = await stream.finalRunSteps();
    expect(final.map(({ step_details: details }) => details)).toMatchObject([
      { type: 'message_creation' },
      { tool_calls: [{ function: { output: '30 °C' } }, { function: { output: 'none' } }] },
      { type: 'message_creation' },
    ]);
    const listed = await withRunFirst(runs.steps, runFirst).list(run.id, {
      thread_id: thread.id,
      order: 'asc',
    });
    expect(listed.data.map(({ id }) => id)).toEqual(final.map(({ id }) => id));
    const { data } = await client.beta.threads.messages.list(thread.id, { order: 'asc' });
    expect(data.slice(1).map(({ content: [part] }) => part?.type === 'text' && part.text.value)).toEqual(
      texts,
    );
  });

  it('polls such a run', async () => {
    const thread = await client.beta.threads.create({ messages: [{ role: 'user', content: 'Weather?' }] });
    const polling = client.beta.threads.runs.createAndPoll(
      thread.id,
      { assistant_id: agentId },
      { pollIntervalMs: 10 },
    );
    const [run] = await Promise.all([polling, answer()]);
    expect(run).toMatchObject({ status: 'completed', required_action: null });
  });
});
