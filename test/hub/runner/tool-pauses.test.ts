import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runs } from '../../../src/hub/db/schema.ts';
import { createSseDecoder } from '../../../src/protocol/sse-decode.ts';
import type { TestHub } from '../../support/test-hub.ts';
import {
  callChunk,
  callTools,
  endWith,
  openAssistantHub,
  outputsOf,
  pathsOf,
  say,
  startAssistant,
  type RunJson,
} from './assistant-run.ts';

let hub: TestHub;
let assistantId: string;

beforeAll(async () => {
  ({ hub, assistantId } = await openAssistantHub({ instructions: 'Be brief.' }));
});
afterAll(() => hub.close());

/** Starts a run that waits for the outputs of these calls. */
async function pausedRun(...ids: string[]) {
  const run = await startAssistant(hub, assistantId);
  await callTools(hub, run, ...ids);
  return { ...run, submit: (body: object) => hub.call<RunJson>(`${run.path}/submit_tool_outputs`, body) };
}

async function statusOf(path: string): Promise<string> {
  return (await hub.call<RunJson>(path)).body.status;
}

describe('a run that waits for the outputs of tools', () => {
  it('keeps its thread busy, and its stream open, until it ends', async () => {
    const run = await pausedRun('call_1');
    const events = hub.events(run.stream);
    const busy = await hub.call(`/threads/${run.threadId}/runs`, { assistant_id: assistantId });
    expect(busy).toMatchObject({ status: 409, body: { error: { code: 'active_run' } } });
    const { body: threads } = await hub.call<{ data: object[] }>('/threads?limit=1');
    expect(threads.data[0]).toMatchObject({ active_run_id: run.runId });
    await run.submit(outputsOf('call_1'));
    await say(hub, 'It rains.');
    const names = (await events).map(({ event }) => event);
    expect(names.filter((name) => /^thread\.run\.[a-z_]+$/.test(name))).toEqual([
      'thread.run.created',
      'thread.run.queued',
      'thread.run.in_progress',
      'thread.run.requires_action',
      'thread.run.queued',
      'thread.run.in_progress',
      'thread.run.completed',
    ]);
    expect(names.filter((name) => name.startsWith('thread.message.'))).toEqual([
      'thread.message.created',
      'thread.message.in_progress',
      'thread.message.delta',
      'thread.message.completed',
    ]);
  });

  it('has the same status in a snapshot as everywhere else', async () => {
    const run = await pausedRun('call_1');
    expect(await hub.snapshot(run.stream)).toMatchObject({
      run: { status: 'requires_action', required_action: { type: 'submit_tool_outputs' } },
    });
  });

  it('lists the step that waits', async () => {
    const run = await pausedRun('call_1');
    const { body } = await hub.call<{ data: object[] }>(`${run.path}/steps`);
    const step = {
      type: 'tool_calls',
      status: 'in_progress',
      usage: null,
      step_details: { tool_calls: [{ id: 'call_1', function: { name: 'weather', output: null } }] },
    };
    expect(body.data).toMatchObject([step]);
    await hub.call(`${run.path}/cancel`, {});
    await hub.events(run.stream);
    const after = await hub.call<{ data: object[] }>(`${run.path}/steps`);
    expect(after.body.data).toMatchObject([{ ...step, status: 'cancelled', usage: { total_tokens: 15 } }]);
    expect((await hub.call<RunJson>(run.path)).body).toMatchObject({
      status: 'cancelled',
      required_action: null,
    });
  });

  it('keeps the text that the model wrote before the call', async () => {
    const run = await startAssistant(hub, assistantId);
    const completion = await hub.provider.nextCompletion();
    completion.push('Let me look. ');
    completion.pushChunk(callChunk('call_1'));
    endWith(completion, 'tool_calls');
    await hub.untilLogged(run.runId, 'submit_tool_outputs');
    await hub.call(`${run.path}/submit_tool_outputs`, outputsOf('call_1'));
    const next = await say(hub, 'It rains.');
    expect(next.request.messages.slice(1)).toEqual([
      { role: 'user', content: 'What is the weather?' },
      { role: 'assistant', content: 'Let me look. ' },
      { role: 'assistant', content: null, tool_calls: [expect.objectContaining({ id: 'call_1' })] },
      { role: 'tool', tool_call_id: 'call_1', content: 'output of call_1' },
    ]);
    await hub.events(run.stream);
    const { body } = await hub.call<{ data: { content: { text: { value: string } }[] }[] }>(
      `/threads/${run.threadId}/messages?order=asc`,
    );
    expect(body.data.map(({ content }) => content[0]!.text.value).slice(1)).toEqual([
      'Let me look. ',
      'It rains.',
    ]);
  });

  it('sends earlier calls and outputs with later requests, also in later runs', async () => {
    const run = await pausedRun('call_1');
    await run.submit(outputsOf('call_1'));
    const second = await callTools(hub, run, 'call_2', 'call_3');
    expect(second.request.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool']);
    await run.submit(outputsOf('call_3', 'call_2'));
    await say(hub, 'It rains.');
    await hub.events(run.stream);
    const later = await hub.call<RunJson>(`/threads/${run.threadId}/runs`, {
      assistant_id: assistantId,
      additional_messages: [{ role: 'user', content: 'Why?' }],
    });
    const { request } = await say(hub, 'Clouds.');
    expect(request.messages.map(({ role, content }) => [role, content])).toEqual([
      ['system', 'Be brief.'],
      ['user', 'What is the weather?'],
      ['assistant', null],
      ['tool', 'output of call_1'],
      ['assistant', null],
      ['tool', 'output of call_2'],
      ['tool', 'output of call_3'],
      ['assistant', 'It rains.'],
      ['user', 'Why?'],
    ]);
    await hub.events(pathsOf(run.threadId, later.body.id).stream);
  });

  let shared: Awaited<ReturnType<typeof pausedRun>> | undefined;
  it.each<[string, object, string]>([
    ['an output is missing', outputsOf('call_1'), 'tool_outputs'],
    ['there are no outputs', { tool_outputs: [] }, 'tool_outputs'],
    ['there is no list of outputs', {}, 'tool_outputs'],
    ['a call is unknown', outputsOf('call_1', 'call_2', 'call_x'), 'tool_outputs.2.tool_call_id'],
    ['a call comes twice', outputsOf('call_1', 'call_1'), 'tool_outputs.1.tool_call_id'],
    [
      'an output is no text',
      { tool_outputs: [{ tool_call_id: 'call_1', output: 5 }] },
      'tool_outputs.0.output',
    ],
    ['an output has no call', { tool_outputs: [{ output: 'x' }] }, 'tool_outputs.0.tool_call_id'],
    ['there is something else', { ...outputsOf('call_1', 'call_2'), extra: 1 }, 'extra'],
    [
      'the outputs are too long',
      { tool_outputs: ['call_1', 'call_2'].map((id) => ({ tool_call_id: id, output: 'x'.repeat(300_000) })) },
      'tool_outputs',
    ],
  ])('does not continue if %s', async (_, body, param) => {
    shared ??= await pausedRun('call_1', 'call_2'); // no row continues it
    const refused = await shared.submit(body);
    expect(refused).toMatchObject({ status: 400, body: { error: { param, type: 'invalid_request_error' } } });
    expect(await statusOf(shared.path)).toBe('requires_action');
  });

  it('takes each output once', async () => {
    const run = await pausedRun('call_1');
    const answers = await Promise.all([run.submit(outputsOf('call_1')), run.submit(outputsOf('call_1'))]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    expect(await run.submit(outputsOf('call_1'))).toMatchObject({
      status: 400,
      body: { error: { message: 'Runs in status "in_progress" do not accept tool outputs.' } },
    });
    const { request } = await say(hub, 'It rains.');
    expect(request.messages.filter(({ role }) => role === 'tool')).toHaveLength(1);
    await hub.events(run.stream);
    expect(await run.submit(outputsOf('call_1'))).toMatchObject({
      status: 400,
      body: { error: { message: 'Runs in status "completed" do not accept tool outputs.' } },
    });
  });

  it('answers a repeated request like the first', async () => {
    const run = await pausedRun('call_1');
    const submit = (headers: Record<string, string>) =>
      hub.request(`${run.path}/submit_tool_outputs`, {
        method: 'POST',
        headers,
        body: JSON.stringify(outputsOf('call_1')),
      });
    for (const headers of [{}, { 'x-stainless-retry-count': '1' }] as Record<string, string>[])
      expect((await submit(headers)).status).toBe(200);
    const second = await callTools(hub, run, 'call_2');
    expect(second.request.messages.filter(({ role }) => role === 'tool')).toHaveLength(1);
    const keyed = () =>
      hub.request(`${run.path}/submit_tool_outputs`, {
        method: 'POST',
        headers: { 'idempotency-key': run.runId },
        body: JSON.stringify(outputsOf('call_2')),
      });
    expect([(await keyed()).status, (await keyed()).status]).toEqual([200, 200]);
    await say(hub, 'It rains.');
    expect((await hub.events(run.stream)).at(-1)?.event).toBe('thread.run.completed');
  });

  it('expires, even if that happens before the next hub starts', async () => {
    const opened = await openAssistantHub();
    let late = opened.hub;
    try {
      const run = await startAssistant(late, opened.assistantId);
      await callTools(late, run, 'call_1');
      await late.db
        .update(runs)
        .set({ expiresAt: new Date(Date.now() - 1) })
        .where(eq(runs.id, run.runId));
      late = await late.restart();
      expect((await late.events(run.stream)).at(-1)?.event).toBe('thread.run.expired');
      const { body } = await late.call<{ data: object[] }>(`${run.path}/steps`);
      expect(body.data).toMatchObject([{ status: 'expired' }]);
      const refused = await late.call(`${run.path}/submit_tool_outputs`, outputsOf('call_1'));
      expect(refused.status).toBe(400);
    } finally {
      await late.close();
    }
  });

  it('ends the stream of an OpenAI client at the pause, whenever it connects, and continues in the answer to the outputs', async () => {
    const run = await pausedRun('call_1');
    const namesOf = async (response: Response) => {
      const decoder = createSseDecoder();
      const names: string[] = [];
      for await (const bytes of response.body ?? [])
        for (const { event } of decoder.push(bytes)) if (event) names.push(event);
      return names;
    };
    for (let times = 0; times < 2; times++) {
      const names = await namesOf(await hub.request(`${run.stream}?format=openai`));
      expect(names.slice(-2)).toEqual(['thread.run.requires_action', 'done']);
    }
    const body = JSON.stringify({ ...outputsOf('call_1'), stream: true });
    const continued = hub.request(`${run.path}/submit_tool_outputs`, { method: 'POST', body });
    await say(hub, 'It rains.');
    const names = await namesOf(await continued);
    expect([names[0], ...names.slice(-2)]).toEqual([
      'thread.run.step.completed',
      'thread.run.completed',
      'done',
    ]);
    const replayed = await namesOf(await hub.request(`${run.stream}?format=openai`));
    expect(replayed.filter((name) => name === 'done')).toHaveLength(1);
    expect(replayed.at(-2)).toBe('thread.run.completed');
  });
});

it('a run that waits for outputs continues in the next hub, repeatedly', async () => {
  const opened = await openAssistantHub();
  let current = opened.hub;
  try {
    const run = await startAssistant(current, opened.assistantId);
    await callTools(current, run, 'call_1', 'call_2');
    for (let times = 0; times < 3; times++) current = await current.restart();
    expect((await current.call<RunJson>(run.path)).body).toMatchObject({
      status: 'requires_action',
      required_action: { submit_tool_outputs: { tool_calls: [{ id: 'call_1' }, { id: 'call_2' }] } },
    });
    const submitted = await current.call(`${run.path}/submit_tool_outputs`, outputsOf('call_1', 'call_2'));
    expect(submitted.status).toBe(200);
    const { request } = await say(current, 'It rains.');
    expect(request.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool']);
    expect((await current.events(run.stream)).at(-1)?.event).toBe('thread.run.completed');
    const { body: ended } = await current.call<RunJson>(run.path);
    expect(ended.usage).toEqual({ prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 });
    const steps = await current.call<{ data: { usage: object }[] }>(`${run.path}/steps`);
    expect(steps.body.data.map(({ usage }) => usage)).toMatchObject([
      { total_tokens: 15 },
      { total_tokens: 15 },
    ]);
    expect(current.problems).toEqual([]);
  } finally {
    await current.close();
  }
});
