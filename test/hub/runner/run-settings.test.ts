import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestHub } from '../../support/test-hub.ts';
import {
  callChunk,
  callTools,
  endWith,
  makeAssistant,
  openAssistantHub,
  outputsOf,
  say,
  startAssistant,
  WEATHER,
  type RunJson,
} from './assistant-run.ts';

let hub: TestHub;
let assistantId: string;

beforeAll(async () => {
  ({ hub, assistantId } = await openAssistantHub({
    model: 'of-the-assistant',
    instructions: 'Be brief.',
    temperature: 0.5,
    top_p: 0.9,
    reasoning_effort: 'low',
    response_format: { type: 'json_object' },
  }));
});
afterAll(() => hub.close());

/** Runs the assistant to its end. Returns the request to the model, and the run. */
async function runWith(body: object) {
  const run = await startAssistant(hub, assistantId, body);
  const { request } = await say(hub, '{}');
  await hub.events(run.stream);
  return { request, run: (await hub.call<RunJson>(run.path)).body };
}

describe('a run of an assistant', () => {
  it('has the settings of its assistant', async () => {
    const { request, run } = await runWith({});
    const settings = {
      tools: [WEATHER],
      top_p: 0.9,
      reasoning_effort: 'low',
      response_format: { type: 'json_object' },
    };
    expect(request).toMatchObject({ model: 'of-the-assistant', temperature: 0.5, settings });
    expect(request.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'What is the weather?' },
    ]);
    expect(run).toMatchObject({
      ...settings,
      object: 'thread.run',
      status: 'completed',
      model: 'of-the-assistant',
      instructions: 'Be brief.',
      temperature: 0.5,
      tool_choice: 'auto',
      parallel_tool_calls: true,
      truncation_strategy: { type: 'auto', last_messages: null },
      max_prompt_tokens: null,
      max_completion_tokens: null,
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
      required_action: null,
      last_error: null,
      incomplete_details: null,
    });
  });

  it.each<[string, object, object, object]>([
    ['a model', { model: 'other' }, { model: 'other' }, { model: 'other' }],
    ['a temperature', { temperature: 0 }, { temperature: 0 }, { temperature: 0 }],
    ['a top_p', { top_p: 0.1 }, { settings: { top_p: 0.1 } }, { top_p: 0.1 }],
    [
      'an effort',
      { reasoning_effort: 'high' },
      { settings: { reasoning_effort: 'high' } },
      { reasoning_effort: 'high' },
    ],
    [
      'a format',
      { response_format: { type: 'text' } },
      { settings: { response_format: { type: 'text' } } },
      { response_format: { type: 'text' } },
    ],
    ['no tools', { tools: [] }, { settings: { tools: [] } }, { tools: [] }],
    [
      'a choice of tools',
      { tool_choice: 'none' },
      { settings: { tool_choice: 'none' } },
      { tool_choice: 'none' },
    ],
    [
      'a tool to be called',
      { tool_choice: { type: 'function', function: { name: 'weather' } } },
      { settings: { tool_choice: { type: 'function', function: { name: 'weather' } } } },
      { tool_choice: { type: 'function', function: { name: 'weather' } } },
    ],
    [
      'no parallel calls',
      { parallel_tool_calls: false },
      { settings: { parallel_tool_calls: false } },
      { parallel_tool_calls: false },
    ],
    ['a longest answer', { max_completion_tokens: 256 }, { maxTokens: 256 }, { max_completion_tokens: 256 }],
    ['a longest prompt', { max_prompt_tokens: 256 }, {}, { max_prompt_tokens: 256 }],
    [
      'other instructions',
      { instructions: 'Be long.' },
      { messages: [{ content: 'Be long.' }, {}] },
      { instructions: 'Be long.' },
    ],
    [
      'more instructions',
      { additional_instructions: 'In Greek.' },
      { messages: [{ content: 'Be brief.\n\nIn Greek.' }, {}] },
      { instructions: 'Be brief.\n\nIn Greek.' },
    ],
    [
      'other instructions and more',
      { instructions: 'Be long.', additional_instructions: 'In Greek.' },
      { messages: [{ content: 'Be long.\n\nIn Greek.' }, {}] },
      { instructions: 'Be long.\n\nIn Greek.' },
    ],
    [
      'nulls, which set nothing',
      { temperature: null, tools: null, model: null, instructions: null },
      { temperature: 0.5, model: 'of-the-assistant' },
      { temperature: 0.5, tools: [WEATHER] },
    ],
  ])('can have %s', async (_, body, asked, told) => {
    const { request, run } = await runWith(body);
    expect(request).toMatchObject(asked);
    expect(run).toMatchObject({ status: 'completed', ...told });
  });

  it('sends only the newest messages with a truncation_strategy', async () => {
    const thread = { messages: ['One', 'Two', 'Three'].map((content) => ({ role: 'user', content })) };
    const { request } = await runWith({
      thread,
      truncation_strategy: { type: 'last_messages', last_messages: 2 },
    });
    expect(request.messages.map(({ content }) => content)).toEqual(['Be brief.', 'Two', 'Three']);
  });

  it('ends incomplete when its answers reach max_completion_tokens', async () => {
    const run = await startAssistant(hub, assistantId, { max_completion_tokens: 300 });
    const first = await hub.provider.nextCompletion();
    first.pushChunk(callChunk('call_1'));
    endWith(first, 'tool_calls', 10, 200);
    await hub.untilLogged(run.runId, 'submit_tool_outputs');
    await hub.call(`${run.path}/submit_tool_outputs`, outputsOf('call_1'));
    const second = await hub.provider.nextCompletion();
    expect(second.request.maxTokens).toBe(100);
    second.pushChunk(callChunk('call_2'));
    endWith(second, 'length', 10, 100);
    expect((await hub.events(run.stream)).at(-1)).toMatchObject({
      event: 'thread.run.incomplete',
      data: {
        incomplete_details: { reason: 'max_completion_tokens' },
        usage: { completion_tokens: 300 },
        required_action: null,
      },
    });
  });

  it('ends incomplete when its prompts reach max_prompt_tokens', async () => {
    const run = await startAssistant(hub, assistantId, { max_prompt_tokens: 256 });
    const first = await hub.provider.nextCompletion();
    first.pushChunk(callChunk('call_1'));
    endWith(first, 'tool_calls', 257, 5);
    expect((await hub.events(run.stream)).at(-1)).toMatchObject({
      event: 'thread.run.incomplete',
      data: { incomplete_details: { reason: 'max_prompt_tokens' } },
    });
  });

  it('sends nothing to the model if its instructions alone exceed max_prompt_tokens', async () => {
    const run = await startAssistant(hub, assistantId, {
      max_prompt_tokens: 256,
      instructions: 'x'.repeat(2_000),
    });
    expect((await hub.events(run.stream)).at(-1)).toMatchObject({
      event: 'thread.run.incomplete',
      data: { incomplete_details: { reason: 'max_prompt_tokens' } },
    });
  });

  it('does not wait for the output of a function that the model has invented', async () => {
    const run = await startAssistant(hub, assistantId, { tools: [] });
    const completion = await hub.provider.nextCompletion();
    completion.push('I looked it up.');
    completion.pushChunk(callChunk('call_1'));
    endWith(completion, 'tool_calls');
    expect((await hub.events(run.stream)).at(-1)?.event).toBe('thread.run.completed');
  });

  it('ends incomplete if the model cuts it off', async () => {
    const run = await startAssistant(hub, assistantId);
    const completion = await hub.provider.nextCompletion();
    completion.push('It is');
    endWith(completion, 'length');
    expect((await hub.events(run.stream)).at(-1)).toMatchObject({
      event: 'thread.run.incomplete',
      data: { incomplete_details: { reason: 'max_completion_tokens' } },
    });
  });

  it('continues after its assistant has been deleted', async () => {
    const id = await makeAssistant(hub);
    const run = await startAssistant(hub, id);
    await callTools(hub, run, 'call_1');
    await hub.call(`/assistants/${id}`, undefined, 'DELETE');
    await hub.call(`${run.path}/submit_tool_outputs`, outputsOf('call_1'));
    await say(hub, 'It rains.');
    expect((await hub.events(run.stream)).at(-1)?.event).toBe('thread.run.completed');
    const again = await hub.call(`/threads/${run.threadId}/runs`, { assistant_id: id });
    expect(again).toMatchObject({ status: 404, body: { error: { param: 'assistant_id' } } });
  });
});

const SCHEMA = {
  type: 'json_schema',
  json_schema: { name: 'weather', schema: { type: 'object' }, strict: true },
};

describe('a run of an agent', () => {
  const addAnswering = () =>
    hub.addAgent(async (env) => {
      await env.addReply(env.completion(await env.listMessages(), { stream: true }));
    });

  it('passes its settings to its completions, and reports its usage', async () => {
    const run = await startAssistant(hub, addAnswering(), {
      temperature: 0.1,
      top_p: 0.2,
      reasoning_effort: 'high',
      response_format: SCHEMA,
      max_completion_tokens: 300,
    });
    const { request } = await say(hub, '{}');
    expect(request).toMatchObject({
      temperature: 0.1,
      maxTokens: 300,
      settings: { top_p: 0.2, reasoning_effort: 'high', response_format: SCHEMA },
    });
    expect((await hub.events(run.stream)).at(-1)?.data).toMatchObject({
      temperature: 0.1,
      top_p: 0.2,
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    });
  });

  it.each<[string, object]>([
    ['tools', { tools: [WEATHER] }],
    ['tool_choice', { tool_choice: 'none' }],
    ['parallel_tool_calls', { parallel_tool_calls: false }],
    ['max_prompt_tokens', { max_prompt_tokens: 300 }],
  ])('refuses %s, which agents do not use', async (param, body) => {
    const refused = await hub.call('/threads/runs', { assistant_id: addAnswering(), ...body });
    expect(refused).toMatchObject({ status: 400, body: { error: { param, code: 'unsupported_parameter' } } });
  });
});

describe('a completion over HTTP in the name of a run', () => {
  it('has the settings of the run unless it sets its own, and counts for the run', async () => {
    const delegated = await startAssistant(hub, 'somewhere/else/1.0.0', {
      delegate_execution: true,
      temperature: 0.1,
      top_p: 0.2,
      max_completion_tokens: 300,
    });
    const asking = hub.request('/chat/completions', {
      method: 'POST',
      headers: { thread_id: delegated.threadId, run_id: delegated.runId },
      body: JSON.stringify({ model: 'm', messages: [], stream: true, top_p: 0.9, max_tokens: 1_000 }),
    });
    const completion = await hub.provider.nextCompletion();
    expect(completion.forwarded).toMatchObject({
      temperature: 0.1,
      top_p: 0.9,
      max_tokens: 300,
      stream_options: { include_usage: true },
    });
    completion.push('Well.');
    endWith(completion, 'stop');
    const text = await (await asking).text();
    expect(text).toContain('Well.');
    expect(text, 'the client has not asked for it').not.toContain('usage');
    await hub.call(delegated.path, { status: 'completed' });
    const { body: run } = await hub.call<RunJson>(delegated.path);
    expect(run.usage).toEqual({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 });
  });
});
