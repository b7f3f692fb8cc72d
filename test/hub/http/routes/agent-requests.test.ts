import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AgentRequestState } from '../../../../src/protocol/agent-request.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';
import { asked, send } from '../../agents/python-requests.ts';
import { pathsOf, type AssistantRun } from '../../runner/assistant-run.ts';

const FORM = { type: 'object', properties: { name: { type: 'string' } } };
const QUESTION = { id: 'req_name', question: { text: 'What is your name?', form: FORM } };

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub({ heldTime: 20 });
});
afterAll(() => hub.close());

/** Starts a run, whose agent waits for the model, and returns the token of its agent. */
async function start(on = hub): Promise<AssistantRun & { token: string }> {
  const { threadId, runId } = await on.run(async (env) => {
    await env.addReply(env.completion([], { stream: true }));
  });
  await on.provider.nextCompletion();
  const { body } = await on.call<{ id: string }>('/account');
  const { token } = on.runTokens.issue({ accountId: body.id, threadId, runId, agentId: 'acme/guide/1.0.0' });
  return { ...pathsOf(threadId, runId), token };
}

type Answered = AgentRequestState & { error: { message: string; param?: string; code?: string } };

async function ask({ path }: AssistantRun, token: string | null, request: object, on = hub) {
  const response = await on.request(`${path}/requests`, {
    method: 'POST',
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    body: JSON.stringify(request),
  });
  return { status: response.status, body: (await response.json()) as Answered };
}

it('an agent’s request waits until the person answers, and is asked once however often it is sent', async () => {
  const run = await start();
  const waiting = { object: 'run.request', id: 'req_name', status: 'waiting', answer: null };
  expect(await ask(run, run.token, QUESTION)).toEqual({ status: 200, body: waiting });
  const both = await Promise.all([ask(run, run.token, QUESTION), ask(run, run.token, QUESTION)]);
  expect(both.map(({ body }) => body)).toEqual([waiting, waiting]);
  expect((await hub.call(run.path)).body).toMatchObject({ status: 'requires_action' });
  const [request] = await asked(hub, run);
  expect(request).toEqual({
    id: 'req_name',
    type: 'question',
    question: QUESTION.question.text,
    form: FORM,
  });
  await send(hub, run, { request_id: 'req_name', content: { name: 'Ana' } });
  const answered = { ...waiting, status: 'answered', answer: { content: { name: 'Ana' } } };
  expect((await ask(run, run.token, QUESTION)).body).toEqual(answered);
  expect((await ask(run, run.token, QUESTION)).body, 'repeated').toEqual(answered);
  expect((await hub.call(run.path)).body).toMatchObject({ status: 'in_progress' });
});

it('only the agent of the run can ask', async () => {
  const [run, other] = [await start(), await start()];
  expect(await ask(run, null, QUESTION)).toMatchObject({
    status: 403,
    body: { error: { message: expect.stringContaining("requires the token of the run's agent") } },
  });
  expect((await ask(run, other.token, QUESTION)).status).toBe(403);
  expect((await hub.call(run.path)).body).toMatchObject({ status: 'in_progress' });
});

it('a request is refused if its id is taken, its call waits for nothing, or it is no request', async () => {
  const run = await start();
  await ask(run, run.token, QUESTION);
  const other = { ...QUESTION, question: { ...QUESTION.question, text: 'Who?' } };
  expect(await ask(run, run.token, other)).toMatchObject({ status: 422, body: { error: { param: 'id' } } });
  const approval = { message_id: 'msg_none', tool_call_id: 'call_0' };
  expect(await ask(run, run.token, { id: 'req_call', approval })).toMatchObject({
    status: 409,
    body: { error: { param: 'approval' } },
  });
  for (const wrong of [{ id: 'req_none' }, { ...QUESTION, approval }, { ...QUESTION, id: 'a b' }])
    expect((await ask(run, run.token, wrong)).status).toBe(400);
  expect(await asked(hub, run)).toHaveLength(1);
});

it('a request that waits ends with an error when the run ends', async () => {
  const patient = await openTestHub(); // holds a request for longer than the test takes
  try {
    const run = await start(patient);
    const waiting = ask(run, run.token, QUESTION, patient);
    await asked(patient, run);
    await patient.call(`${run.path}/cancel`, {});
    expect(await waiting).toMatchObject({ status: 409, body: { error: { code: 'run_is_over' } } });
    expect((await ask(run, run.token, QUESTION, patient)).body.error.code).toBe('run_is_over');
  } finally {
    await patient.close();
  }
});
