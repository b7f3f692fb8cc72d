import type OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptedCompletion } from '../../support/scripted-provider.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { endWith } from '../runner/assistant-run.ts';
import { OPENAI_VERSIONS, withRunFirst } from './openai-versions.ts';

type Run = OpenAI.Beta.Threads.Run;

/** The usage that `endWith` reports for each completion. */
const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const POLLED = { pollIntervalMs: 10 };

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

/** Lets the model call both tools, in pieces. */
async function callTools(): Promise<ScriptedCompletion> {
  const completion = await hub.provider.nextCompletion();
  for (const [index, name] of ['temperature', 'rain'].entries())
    for (const piece of [
      { id: `call_${name}`, type: 'function', function: { name, arguments: '' } },
      { function: { arguments: '{"city":' } },
      { function: { arguments: '"Athens"}' } },
    ])
      completion.pushChunk({ choices: [{ index: 0, delta: { tool_calls: [{ index, ...piece }] } }] });
  endWith(completion, 'tool_calls');
  return completion;
}

async function say(text: string): Promise<ScriptedCompletion> {
  const completion = await hub.provider.nextCompletion();
  completion.push(...text.split(/(?<= )/));
  endWith(completion, 'stop');
  return completion;
}

function outputsFor(run: Run) {
  return run.required_action!.submit_tool_outputs.tool_calls.map((call) => ({
    tool_call_id: call.id,
    output: `${call.function.name}: ${call.function.arguments}`,
  }));
}

const CALLED = [
  { role: 'system', content: 'You know the weather.' },
  { role: 'user', content: 'What is the weather in Athens?' },
  {
    role: 'assistant',
    content: null,
    tool_calls: ['temperature', 'rain'].map((name) => ({
      id: `call_${name}`,
      type: 'function',
      function: { name, arguments: '{"city":"Athens"}' },
    })),
  },
  { role: 'tool', tool_call_id: 'call_temperature', content: 'temperature: {"city":"Athens"}' },
  { role: 'tool', tool_call_id: 'call_rain', content: 'rain: {"city":"Athens"}' },
];

describe.each(OPENAI_VERSIONS)('openai $version, unmodified', ({ Client, runFirst }) => {
  let client: OpenAI;
  let runs: OpenAI.Beta.Threads.Runs;
  let assistantId: string;

  beforeAll(async () => {
    client = new Client({ baseURL: `${hub.url}/v1`, apiKey: 'any' });
    runs = withRunFirst(client.beta.threads.runs, runFirst);
    const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const assistant = await client.beta.assistants.create({
      model: 'gpt-4o',
      name: 'Weather',
      instructions: 'You know the weather.',
      tools: ['temperature', 'rain'].map((name) => ({ type: 'function', function: { name, parameters } })),
    });
    assistantId = assistant.id;
  });

  async function ask(): Promise<string> {
    const content = 'What is the weather in Athens?';
    return (await client.beta.threads.create({ messages: [{ role: 'user', content }] })).id;
  }

  async function replies(threadId: string): Promise<string[]> {
    const { data } = await client.beta.threads.messages.list(threadId, { order: 'asc' });
    return data.slice(1).map(({ content: [part] }) => (part?.type === 'text' ? part.text.value : ''));
  }

  it('calls functions, plain', async () => {
    const threadId = await ask();
    const created = await client.beta.threads.runs.create(threadId, { assistant_id: assistantId });
    const called = await callTools();
    await hub.untilLogged(created.id, 'submit_tool_outputs');
    const run = await runs.retrieve(created.id, { thread_id: threadId });
    expect(run).toMatchObject({
      status: 'requires_action',
      required_action: {
        type: 'submit_tool_outputs',
        submit_tool_outputs: { tool_calls: CALLED[2]!.tool_calls },
      },
      completed_at: null,
      usage: null,
    });
    expect(called.request.settings).toMatchObject({
      tools: [{ function: { name: 'temperature' } }, { function: { name: 'rain' } }],
    });
    const continued = await runs.submitToolOutputs(run.id, {
      thread_id: threadId,
      tool_outputs: outputsFor(run),
    });
    expect(['queued', 'in_progress']).toContain(continued.status);
    const answering = await say('It is warm.');
    expect(answering.request.messages).toEqual(CALLED);
    const ended = await runs.poll(run.id, { thread_id: threadId }, POLLED);
    expect(ended).toMatchObject({
      status: 'completed',
      required_action: null,
      usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 },
      model: 'gpt-4o',
      instructions: 'You know the weather.',
      tools: [{ type: 'function' }, { type: 'function' }],
    });
    expect(await replies(threadId)).toEqual(['It is warm.']);
  });

  it('calls functions, polled', async () => {
    const threadId = await ask();
    const calling = callTools();
    const run = await client.beta.threads.runs.createAndPoll(threadId, { assistant_id: assistantId }, POLLED);
    await calling;
    expect(run.status).toBe('requires_action');
    const answering = say('It is warm.');
    const ended = await runs.submitToolOutputsAndPoll(
      run.id,
      { thread_id: threadId, tool_outputs: outputsFor(run) },
      POLLED,
    );
    await answering;
    expect(ended.status).toBe('completed');
    expect(await replies(threadId)).toEqual(['It is warm.']);
  });

  it('calls functions, streamed', async () => {
    const threadId = await ask();
    const first = client.beta.threads.runs.stream(threadId, { assistant_id: assistantId });
    const events: string[] = [];
    const called: string[] = [];
    first.on('event', ({ event }) => events.push(event));
    first.on('toolCallDone', (call) => {
      if (call.type === 'function') called.push(`${call.function.name} ${call.function.arguments}`);
    });
    const [run] = await Promise.all([first.finalRun(), callTools()]);
    expect(run.status).toBe('requires_action');
    expect(called).toEqual(['temperature {"city":"Athens"}', 'rain {"city":"Athens"}']);
    expect([...new Set(events)]).toEqual([
      'thread.run.created',
      'thread.run.queued',
      'thread.run.in_progress',
      'thread.run.step.created',
      'thread.run.step.in_progress',
      'thread.run.step.delta',
      'thread.run.requires_action',
    ]);
    const second = runs.submitToolOutputsStream(run.id, {
      thread_id: threadId,
      tool_outputs: outputsFor(run),
    });
    const further: string[] = [];
    const usages: unknown[] = [];
    let text = '';
    second.on('event', ({ event }) => further.push(event));
    second.on('textDelta', (delta) => (text += delta.value ?? ''));
    second.on('runStepDone', (step) => usages.push(step.usage));
    const [ended] = await Promise.all([second.finalRun(), say('It is warm.')]);
    expect(ended).toMatchObject({ status: 'completed', usage: { total_tokens: 30 } });
    expect(text).toBe('It is warm.');
    expect(usages).toEqual([USAGE, USAGE]);
    expect([...new Set(further)]).toEqual([
      'thread.run.step.completed',
      'thread.run.queued',
      'thread.run.in_progress',
      'thread.run.step.created',
      'thread.run.step.in_progress',
      'thread.message.created',
      'thread.message.in_progress',
      'thread.message.delta',
      'thread.message.completed',
      'thread.run.completed',
    ]);
    const steps = await withRunFirst(runs.steps, runFirst).list(run.id, { thread_id: threadId });
    expect(steps.data.map(({ type, status, usage }) => [type, status, usage])).toEqual([
      ['message_creation', 'completed', USAGE],
      ['tool_calls', 'completed', USAGE],
    ]);
    expect(steps.data[1]!.step_details).toMatchObject({
      tool_calls: [
        { id: 'call_temperature', function: { output: 'temperature: {"city":"Athens"}' } },
        { id: 'call_rain', function: { output: 'rain: {"city":"Athens"}' } },
      ],
    });
  });
});
