import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAX_CHILD_DEPTH } from '../../../src/hub/runner/execution/child-runs.ts';
import type { Agent, RunAgentOptions } from '../../../src/agents/agent.ts';
import type { Run } from '../../../src/protocol/run.ts';
import { isActive } from '../../../src/protocol/run.ts';
import { textOf, type Message } from '../../../src/protocol/message.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

/** Runs an agent to its end, and returns the run and the texts of its thread, without those of child threads. */
async function ran(agent: Agent): Promise<{ run: Run; texts: string[]; threadId: string }> {
  const { path, threadId, runId } = await hub.run(agent, 'What is virtue?');
  await hub.events(path);
  const { body: run } = await hub.call<Run>(`/threads/${threadId}/runs/${runId}`);
  return { run, texts: await textsOf(threadId), threadId };
}

async function textsOf(threadId: string): Promise<string[]> {
  const path = `/threads/${threadId}/messages?order=asc&include_subthreads=false`;
  const { body } = await hub.call<{ data: Message[] }>(path);
  return body.data.map(({ content }) => textOf(content));
}

/** An agent that replies with the messages of its thread. */
const echo: Agent = async (env) => {
  const messages = await env.listMessages();
  await env.addReply(`heard ${messages.map(({ content }) => content).join(' | ')}`);
};

it.each([
  [{ query: 'And what is courage?' }, 'heard What is virtue? | And what is courage?'],
  [{ query: 'Only this?', threadMode: 'child' }, 'heard Only this?'],
] as [RunAgentOptions, string][])(
  'runs another agent with %o, and waits for its replies',
  async (options, reply) => {
    const other = hub.addAgent(echo);
    const { texts } = await ran(async (env) => {
      const run = await env.runAgent(other, options);
      const replies = await run.replies();
      await env.addReply([...replies, ...(await run.replies())].join(', then '));
    });
    expect(texts).toEqual(['What is virtue?', `${reply}, then ${reply}`]);
  },
);

it('runs another agent on its own thread, after its own run', async () => {
  const other = hub.addAgent(echo);
  const { threadId } = await ran(async (env) => {
    const run = await env.runAgent(other, { threadMode: 'same' });
    await expect(run.replies()).rejects.toThrow('starts after this one has ended');
    await env.addReply('Over to you.');
  });
  for (;;) {
    const { body } = await hub.call<{ data: Run[] }>(`/threads/${threadId}/runs`);
    const [newest] = body.data;
    if (newest && body.data.length === 2 && !isActive(newest.status)) break;
    if (newest) await hub.events(`/threads/${threadId}/stream/${newest.id}`);
  }
  expect((await textsOf(threadId)).at(-1)).toBe('heard What is virtue? | Over to you.');
});

it('is called back on the thread of the other agent', async () => {
  const other = hub.addAgent(echo);
  let onCalledBack!: (text: string) => void;
  const calledBack = new Promise<string>((resolve) => (onCalledBack = resolve));
  await ran(async (env) => {
    const last = (await env.listMessages()).at(-1)!.content;
    if (last !== 'What is virtue?') return onCalledBack(last);
    await env.runAgent(other, { threadMode: 'child', query: 'Ask.', callback: true });
  });
  expect(await calledBack).toBe('heard Ask.');
});

it.each([
  ['has failed: The agent failed: no', async () => Promise.reject(new Error('no'))],
  ['was stopped', async (env) => void (await env.completion([{ role: 'user', content: 'Wait.' }]))],
] as [string, Agent][])('says that the other agent %s', async (problem, agent) => {
  const other = hub.addAgent(agent);
  const { texts } = await ran(async (env) => {
    const run = await env.runAgent(other, { threadMode: 'child' });
    if (problem === 'was stopped') {
      const { body } = await hub.call<{ data: Run[] }>(`/threads/${run.threadId}/runs`);
      await hub.call(`/threads/${run.threadId}/runs/${body.data[0]!.id}/cancel`, {});
    }
    await env.addReply(await run.replies().then(String, (error: Error) => error.message));
  });
  expect(texts.at(-1)).toBe(`the other agent ${problem}`);
});

it('gets an error for an agent that does not exist, for invalid options, and at the maximum depth', async () => {
  const problems: string[] = [];
  const deep: Agent = async (env) => {
    const run = await env.runAgent(itself, { threadMode: 'child' }).catch((error: Error) => error);
    if (run instanceof Error) problems.push(run.message);
    else await run.replies();
  };
  const itself = hub.addAgent(deep);
  await ran(async (env) => {
    for (const [id, options] of [
      ['no/such/agent', {}],
      [itself, { threadMode: 'sideways' }],
      [itself, { threadMode: 'same', query: 'As the person?' }],
    ] as [string, RunAgentOptions][])
      await env.runAgent(id, options).catch((error: Error) => problems.push(error.message));
    await (await env.runAgent(itself, { threadMode: 'child' })).replies();
  });
  expect(problems).toEqual([
    expect.stringContaining('no/such/agent'),
    expect.stringContaining('runAgent: Invalid option'),
    expect.stringContaining('a query would look like a message of the person'),
    expect.stringContaining(`at most ${MAX_CHILD_DEPTH} levels deep`),
  ]);
});
