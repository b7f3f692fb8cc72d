import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { textOf, type Message } from '../../../src/protocol/message.ts';
import type { RunStep } from '../../../src/protocol/run-step.ts';
import type { Snapshot } from '../../../src/protocol/snapshot.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { stateOf } from './state-of.ts';

let hub: TestHub;
let accountId: string;
/** The agent that others run: it streams a draft for itself, and its reply. */
let called: string;
let parent: Awaited<ReturnType<TestHub['run']>>;
let agentId: string;
/** Lets the calling agent add a reply. */
let reply: (text: string) => Promise<void>;
/** Lets the calling agent return. */
let end: () => void;

beforeAll(async () => {
  hub = await openTestHub();
  accountId = (await hub.call<{ id: string }>('/account')).body.id;
  called = hub.addAgent(async (env) => {
    await env.addReply(env.completion([], { stream: true }));
  });
});
afterAll(() => hub.close());
beforeEach(async () => {
  let ready!: () => void;
  const isReady = new Promise<void>((resolve) => (ready = resolve));
  parent = await hub.run(async (env) => {
    reply = (text) => env.addReply(text);
    ready();
    await new Promise<void>((resolve) => (end = resolve));
  });
  await isReady;
  agentId = (await hub.call<{ assistant_id: string }>(`/threads/${parent.threadId}/runs/${parent.runId}`))
    .body.assistant_id;
});

interface Child {
  thread_id: string;
  run_id: string;
}

async function startChild(mode: 'child' | 'fork' = 'child'): Promise<Child> {
  const { threadId, runId } = parent;
  const { token } = hub.runTokens.issue({ accountId, threadId, runId, agentId });
  const response = await hub.request(`/threads/${threadId}/runs/${runId}/children`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ assistant_id: called, query: 'What is virtue?', thread_mode: mode }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Child;
}

async function answer(...pieces: string[]): Promise<void> {
  const completion = await hub.provider.nextCompletion();
  completion.push(...pieces);
  completion.end();
}

const streamOf = (child: Child) => `/threads/${child.thread_id}/stream/${child.run_id}`;
const stepsOf = async (threadId: string) =>
  (await hub.call<{ data: RunStep[] }>(`/threads/${threadId}/steps`)).body.data;

it.each(['child', 'fork'] as const)('streams each delta of a run on a %s in its own stream', async (mode) => {
  const child = await startChild(mode);
  await answer('It is ', 'knowledge.');
  const events = await hub.events(streamOf(child));
  expect(stateOf(events)).toMatchObject({ deltas: 2, status: 'completed' });
  const cursor = events.find(({ event }) => event === 'thread.message.delta')!.id;
  const after = await hub.events(streamOf(child), cursor);
  expect(after.map(({ id }) => id)).toEqual(
    events.slice(events.findIndex(({ id }) => id === cursor) + 1).map(({ id }) => id),
  );
  end();
});

it('sends on the stream of the caller only that the run has begun', async () => {
  const child = await startChild();
  await answer('It is ', 'knowledge.');
  await hub.events(streamOf(child));
  end();
  const events = await hub.events(parent.path);
  expect(events.map(({ event }) => event)).toEqual([
    'thread.run.created',
    'thread.run.queued',
    'thread.run.in_progress',
    'hub.run.child',
    'thread.run.completed',
  ]);
  expect(events[3]!.data).toMatchObject({
    id: child.run_id,
    object: 'thread.run.child',
    type: 'child_run',
    run_id: parent.runId,
    step_details: { child_run: { ...childFields(child), assistant_id: called } },
  });
  expect(stateOf(events)).toMatchObject({
    deltas: 0,
    steps: [{ id: child.run_id, calls: [], child: { assistant_id: called } }],
  });
});

function childFields({ thread_id, run_id }: Child) {
  return { thread_id, run_id };
}

it('is not in the stream and the steps that OpenAI’s clients read', async () => {
  const child = await startChild();
  await answer('It is knowledge.');
  await hub.events(streamOf(child));
  await reply('Knowledge, it says.');
  end();
  await hub.events(parent.path);
  const openai = await hub.request(`${parent.path}?format=openai`);
  expect(await openai.text()).not.toContain(child.run_id);
  const runPath = `/threads/${parent.threadId}/runs/${parent.runId}`;
  const { body } = await hub.call<{ data: RunStep[] }>(`${runPath}/steps`);
  expect(body.data.map(({ type }) => type)).toEqual(['message_creation']);
  expect((await hub.call(`${runPath}/steps/${child.run_id}`)).status).toBe(404);
});

it('is a step of the thread in its place, with its state and its number of deltas', async () => {
  await reply('I ask another one.');
  const child = await startChild();
  await reply('And so it is.');
  const [active] = await stepsOf(parent.threadId);
  expect(active).toMatchObject({
    id: child.run_id,
    status: 'in_progress',
    step_details: { type: 'child_run', child_run: { ...childFields(child), deltas: null } },
  });
  await answer('It is ', 'knowledge.');
  await hub.events(streamOf(child));
  end();
  await hub.events(parent.path);
  const [ended] = await stepsOf(parent.threadId);
  expect(ended).toMatchObject({ status: 'completed', step_details: { child_run: { deltas: 2 } } });
  expect(ended!.completed_at).toBeGreaterThan(0);
  const { body } = await hub.call<{ data: { id: string }[] }>(
    `/threads/${parent.threadId}/messages?order=asc&include_subthreads=false`,
  );
  expect(ended!.next_message_id).toBe(body.data[2]!.id);
});

it('shows how the other run ended, and leaves it out once its thread is deleted', async () => {
  const [cancelled, deleted] = [await startChild(), await startChild('fork')];
  await Promise.all([hub.provider.nextCompletion(), hub.provider.nextCompletion()]);
  await hub.call(`/threads/${cancelled.thread_id}/runs/${cancelled.run_id}/cancel`, {});
  await hub.events(streamOf(cancelled));
  await hub.call(`/threads/${deleted.thread_id}`, undefined, 'DELETE');
  const steps = await stepsOf(parent.threadId);
  expect(steps.map(({ id, status }) => [id, status])).toEqual([[cancelled.run_id, 'cancelled']]);
  expect(steps[0]!.cancelled_at).toBeGreaterThan(0);
  end();
});

it('has its messages listed with those of the thread, unless a client leaves them out', async () => {
  const child = await startChild();
  await answer('It is knowledge.');
  await hub.events(streamOf(child));
  const { threadId } = parent;
  await hub.call(`/threads/${threadId}/subthread`, {
    new_messages: [{ role: 'user', content: 'By a program.' }],
  });
  end();
  await hub.events(parent.path);
  async function listed(query: string): Promise<string[]> {
    const path = `/threads/${threadId}/messages?order=asc&${query}`;
    return (await hub.call<{ data: Message[] }>(path)).body.data.map(({ content }) => textOf(content));
  }
  const [asked, ...all] = await listed('');
  expect(all).toEqual(['What is virtue?', 'It is knowledge.', 'By a program.']);
  expect(await listed('include_child_runs=false')).toEqual([asked, 'By a program.']);
  expect(await listed('include_subthreads=false')).toEqual([asked]);
});

it('is in the snapshot that a client with an unknown cursor gets', async () => {
  const child = await startChild();
  end();
  await hub.events(parent.path);
  const [snapshot] = await hub.events(parent.path, '1-9999');
  expect(snapshot!.event).toBe('hub.snapshot');
  const { steps } = snapshot!.data as unknown as Snapshot;
  expect(steps).toMatchObject([{ id: child.run_id, child: { ...childFields(child), assistant_id: called } }]);
  await answer('It is knowledge.');
});
