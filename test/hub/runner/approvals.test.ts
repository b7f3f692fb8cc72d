import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tool } from '../../../src/agents/agent.ts';
import type { ApprovalRequest, PersonAnswer } from '../../../src/protocol/person-request.ts';
import { openRequests } from '../../../src/protocol/person-request.ts';
import type { Run } from '../../../src/protocol/run.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { callChunk, endWith, say, type AssistantRun } from './assistant-run.ts';
import { stateOf } from './state-of.ts';
import { call, outputsSent, PARAMETERS, startAgent, stepsOf, withTools } from './tool-loop.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

/** A tool that needs an approval, and records the cities that it ran for. */
function askingTool(approval: Tool['approval'] = 'ask'): Tool & { ran: unknown[] } {
  const ran: unknown[] = [];
  return {
    description: 'Sends a postcard.',
    parameters: PARAMETERS,
    ...(approval && { approval }),
    ran,
    run({ city }) {
      ran.push(city);
      return `sent to ${String(city)}`;
    },
  };
}

async function runOf({ path }: AssistantRun): Promise<Run> {
  return (await hub.call<Run>(path)).body;
}

/** The approvals that the run waits for, once there are this many. */
async function approvals(run: AssistantRun, count = 1): Promise<ApprovalRequest[]> {
  const requests = async () => openRequests((await runOf(run)).required_action);
  await expect.poll(requests).toHaveLength(count);
  return (await requests()) as ApprovalRequest[];
}

function approve({ id, hash }: ApprovalRequest, more: object = {}): PersonAnswer {
  return { request_id: id, hash, approve: true, ...more };
}

function deny({ id, hash }: ApprovalRequest, reason?: string): PersonAnswer {
  return { request_id: id, hash, approve: false, ...(reason !== undefined && { reason }) };
}

const send = ({ path }: AssistantRun, ...answers: PersonAnswer[]) =>
  hub.call<Run & { error?: { code: string; message: string } }>(`${path}/answers`, { answers });

describe('a tool call that needs an approval', () => {
  it('runs once the person approves it, and the run waits until then', async () => {
    const tool = askingTool();
    const run = await startAgent(hub, withTools({ postcard: tool }));
    await call(hub, 'postcard');
    const [request] = await approvals(run);
    expect(request).toMatchObject({
      type: 'approval',
      index: 0,
      tool_call: { id: 'call_0', function: { name: 'postcard', arguments: '{"city":"Athens"}' } },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await runOf(run)).toMatchObject({ status: 'requires_action' });
    expect(await stepsOf(hub, run)).toMatchObject([{ id: request!.step_id, status: 'in_progress' }]);
    expect(tool.ran).toEqual([]);

    const answered = await send(run, approve(request!));
    expect(answered).toMatchObject({ status: 200, body: { status: 'in_progress', required_action: null } });
    const { request: next } = await say(hub, 'Done.');
    expect(outputsSent(next)).toEqual(['sent to Athens']);
    const state = stateOf(await hub.events(run.stream));
    expect(state).toMatchObject({ status: 'completed', messages: [{ streamed: 'Done.' }] });
    expect(tool.ran).toEqual(['Athens']);
  });

  it('does not run if the person denies it, and the model reads why', async () => {
    const tool = askingTool();
    const run = await startAgent(hub, withTools({ postcard: tool }));
    await call(hub, 'postcard');
    await send(run, deny((await approvals(run))[0]!, 'too late'));
    const { request } = await say(hub, 'I will not.');
    expect(outputsSent(request)).toEqual(['The person denied this call. Reason: too late']);
    await hub.events(run.stream);
    expect(tool.ran).toEqual([]);
  });

  it('waits beside calls that need none, and each decision applies at once', async () => {
    const [free, one, other] = [askingTool(undefined), askingTool(), askingTool()];
    delete free.approval;
    const run = await startAgent(hub, withTools({ free, one, other }));
    await call(hub, 'free', 'one', 'other');
    await hub.untilLogged(run.runId, 'sent to Athens');
    const [first, second] = await approvals(run, 2);
    expect((await send(run, approve(first!))).body.status).toBe('requires_action');
    await expect.poll(() => one.ran).toEqual(['Athens']);
    expect((await send(run, deny(second!))).body.status).toBe('in_progress');
    const { request } = await say(hub, 'Done.');
    expect(outputsSent(request)).toEqual([
      'sent to Athens',
      'sent to Athens',
      'The person denied this call.',
    ]);
    await hub.events(run.stream);
  });

  it('is asked for depending on its arguments, if its tool decides that', async () => {
    const tool = askingTool(({ city }) => city !== 'Athens');
    const run = await startAgent(hub, withTools({ postcard: tool }));
    const completion = await hub.provider.nextCompletion();
    completion.pushChunk(callChunk('call_0', 0, 'postcard'));
    completion.pushChunk(callChunk('call_1', 1, 'postcard', 'Sparta'));
    endWith(completion, 'tool_calls');
    const [request] = await approvals(run);
    expect(request).toMatchObject({ index: 1 });
    expect(tool.ran).toEqual(['Athens']);
    await send(run, approve(request!));
    await say(hub, 'Done.');
    await hub.events(run.stream);
    expect(tool.ran).toEqual(['Athens', 'Sparta']);
  });

  it('runs with the arguments that the person saw, even if the function that decides changes its own', async () => {
    const tool = askingTool((args) => {
      args['city'] = 'Sparta';
      return true;
    });
    const run = await startAgent(hub, withTools({ postcard: tool }));
    await call(hub, 'postcard');
    await send(run, approve((await approvals(run))[0]!));
    await say(hub, 'Done.');
    await hub.events(run.stream);
    expect(tool.ran).toEqual(['Athens']);
  });

  it('needs none any more in the conversation, in any version, once the person has approved the tool always', async () => {
    const tool = askingTool();
    const agent = withTools({ postcard: tool, other: askingTool() });
    const run = await startAgent(hub, agent);
    await call(hub, 'postcard');
    await send(run, approve((await approvals(run))[0]!, { always: true }));
    await call(hub, 'postcard'); // in the same run
    await say(hub, 'Done.');
    const { assistant_id } = await runOf(run);
    await hub.events(run.stream);
    const version = await hub.call<{ id: string }>(`/threads/${run.threadId}/fork`, { as_version: true });
    const again = await hub.call<{ id: string }>(`/threads/${version.body.id}/runs`, { assistant_id });
    await call(hub, 'postcard');
    await say(hub, 'Done again.');
    await hub.events(`/threads/${version.body.id}/stream/${again.body.id}`);
    expect(tool.ran).toHaveLength(3);

    const elsewhere = await startAgent(hub, agent);
    await call(hub, 'postcard');
    await send(elsewhere, deny((await approvals(elsewhere))[0]!));
    await say(hub, 'No.');
    await hub.events(elsewhere.stream);
    expect(tool.ran).toHaveLength(3);
  });

  it('fails in a run on a child thread, where nobody reads', async () => {
    const tool = askingTool();
    const parent = await startAgent(hub, withTools({ postcard: tool }));
    await say(hub, 'Hello.');
    await hub.events(parent.stream);
    const child = await hub.call<{ id: string }>(`/threads/${parent.threadId}/subthread`, {});
    const run = await hub.call<Run>(`/threads/${child.body.id}/runs`, {
      assistant_id: (await runOf(parent)).assistant_id,
    });
    await call(hub, 'postcard');
    const { request } = await say(hub, 'I could not ask.');
    expect(outputsSent(request)[0]).toContain('can’t ask the person');
    await hub.events(`/threads/${child.body.id}/stream/${run.body.id}`);
    expect(tool.ran).toEqual([]);
  });
});

describe('an answer', () => {
  it('is refused if it approves another call, an unknown request, or a request that has another answer', async () => {
    const tool = askingTool();
    const run = await startAgent(hub, withTools({ postcard: tool }));
    await call(hub, 'postcard', 'postcard');
    const [first, second] = await approvals(run, 2);
    expect(await send(run, { ...approve(first!), request_id: second!.id })).toMatchObject({
      status: 409,
      body: { error: { code: 'other_call' } },
    });
    expect(await send(run, { ...approve(first!), request_id: 'req_none' })).toMatchObject({
      status: 400,
      body: { error: { param: 'answers.0.request_id' } },
    });
    expect((await send(run, { request_id: first!.id, content: {} })).status).toBe(400);
    await send(run, approve(first!));
    expect((await send(run, approve(first!))).status, 'repeated').toBe(200);
    expect(await send(run, deny(first!))).toMatchObject({
      status: 409,
      body: { error: { code: 'already_answered' } },
    });
    await send(run, deny(second!));
    expect((await send(run, deny(second!))).status, 'repeated after the run has continued').toBe(200);
    await say(hub, 'Done.');
    await hub.events(run.stream);
    expect(await send(run, deny(second!))).toMatchObject({
      status: 400,
      body: { error: { code: 'no_answers_expected' } },
    });
    expect(tool.ran).toEqual(['Athens']);
  });
});

describe('a run that waits for an answer', () => {
  it('is in progress for OpenAI’s clients, and their stream waits', async () => {
    const run = await startAgent(hub, withTools({ postcard: askingTool() }));
    await call(hub, 'postcard');
    const [request] = await approvals(run);
    const { body } = await hub.call<Run>(`${run.path}?format=openai`);
    expect(body).toMatchObject({ status: 'in_progress', required_action: null });
    const stream = await hub.request(`${run.stream}?format=openai`);
    await send(run, approve(request!));
    await say(hub, 'Done.');
    const text = await stream.text();
    expect(text).not.toContain('requires_action');
    expect(text).not.toContain('submit_answers');
    expect(text).toMatch(/event: thread\.run\.completed[^]*event: done/);
  });

  it('can be cancelled', async () => {
    const tool = askingTool();
    const run = await startAgent(hub, withTools({ postcard: tool }));
    await call(hub, 'postcard');
    await approvals(run);
    await hub.call(`${run.path}/cancel`, {});
    const state = stateOf(await hub.events(run.stream));
    expect(state).toMatchObject({ status: 'cancelled', steps: [{ status: 'cancelled' }] });
    expect(tool.ran).toEqual([]);
  });

  it('has longer than other runs, and the time of other runs again after the answer', async () => {
    const run = await startAgent(hub, withTools({ postcard: askingTool() }));
    const begun = await runOf(run);
    await call(hub, 'postcard');
    const [request] = await approvals(run);
    const waiting = await runOf(run);
    expect(waiting.expires_at! - begun.expires_at!).toBeGreaterThanOrEqual(3600 - 600);
    const { body: answered } = await send(run, approve(request!));
    expect(answered.expires_at! - begun.expires_at!).toBeLessThan(3600 - 600);
    await say(hub, 'Done.');
    await hub.events(run.stream);
  });

  it('expires if no answer comes', async () => {
    const short = await openTestHub({ runTimeout: 500, answerTimeout: 500 });
    try {
      const { threadId, runId, path } = await short.run(withTools({ postcard: askingTool() }));
      await call(short, 'postcard');
      const { status } = stateOf(await short.events(path));
      expect(status).toBe('expired');
      const { body } = await short.call<Run>(`/threads/${threadId}/runs/${runId}`);
      expect(body.required_action).toBeNull();
    } finally {
      await short.close();
    }
  });
});
