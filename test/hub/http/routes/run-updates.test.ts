import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../../src/agents/agent.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';
import { delegate } from './delegated-run.ts';

const waiting: Agent = async (env) => {
  await env.addReply(env.completion([], { stream: true }));
};

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

async function runOfTheHub(on = hub) {
  const { threadId, runId, path } = await on.run(waiting);
  await on.provider.nextCompletion();
  return { threadId, runId, stream: path, run: `/threads/${threadId}/runs/${runId}` };
}

async function statusAndMetadata(run: string) {
  const { body } = await hub.call(run);
  return [body['status'], body['metadata']];
}

describe('the metadata of a run', () => {
  it('can change at any time', async () => {
    const { run } = await delegate(hub);
    expect((await hub.call(run, { metadata: { a: '1' } })).body).toMatchObject({ metadata: { a: '1' } });
    await hub.call(run, { status: 'completed' });
    expect((await hub.call(run, { metadata: { b: '2' } })).body).toMatchObject({
      metadata: { b: '2' },
      status: 'completed',
    });
  });

  it('can change even while the run’s end is being written', async () => {
    let write = () => {};
    const mayWrite = new Promise<void>((resolve) => (write = resolve));
    const slow = await openTestHub({
      wrapLog: (log) => ({
        ...log,
        async append(one) {
          if (one.events.some(({ event }) => event === 'thread.run.cancelled')) await mayWrite;
          await log.append(one);
        },
      }),
    });
    const { run, stream } = await runOfTheHub(slow);
    await slow.call(`${run}/cancel`, {});
    const changed = await slow.call(run, { metadata: { a: '1' } });
    write();
    expect(changed).toMatchObject({ status: 200, body: { metadata: { a: '1' } } });
    await slow.events(stream);
    expect((await slow.call(run)).body).toMatchObject({ status: 'cancelled', metadata: { a: '1' } });
    await slow.close();
  });

  it('stays unchanged if the status in the request is refused', async () => {
    const { run } = await runOfTheHub();
    const refused = await hub.call(run, { status: 'completed', metadata: { a: '1' } });
    expect(refused).toMatchObject({ status: 409, body: { error: { param: 'status' } } });
    expect(await statusAndMetadata(run)).toEqual(['in_progress', {}]);
    await hub.call(`${run}/cancel`, {});

    const over = await delegate(hub);
    await hub.call(over.run, { status: 'failed' });
    expect((await hub.call(over.run, { status: 'completed', metadata: { a: '1' } })).status).toBe(409);
    expect(await statusAndMetadata(over.run)).toEqual(['failed', {}]);
  });
});

describe('a run that the hub drives', () => {
  it('accepts neither a status nor messages from outside', async () => {
    const { threadId, runId, run } = await runOfTheHub();
    expect((await hub.call(run, { status: 'completed' })).status).toBe(409);
    const message = { role: 'assistant', content: 'I am the agent', run_id: runId };
    expect((await hub.call(`/threads/${threadId}/messages`, message)).status).toBe(409);
    await hub.call(`${run}/cancel`, {});
  });
});
