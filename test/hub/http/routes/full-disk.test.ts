import { afterEach, describe, expect, it } from 'vitest';
import type { Agent } from '../../../../src/agents/agent.ts';
import { isDiskFull, type DiskSpace } from '../../../../src/hub/db/disk-space.ts';
import type { DeltaLog } from '../../../../src/hub/delta-log/delta-log.ts';
import type { ReceivedEvent } from '../../../support/read-events.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';

let hub: TestHub;
afterEach(() => hub.close());

/** A disk that the test fills. */
function fillable(): DiskSpace & { isFull: boolean; fill(): void } {
  const listeners: (() => void)[] = [];
  return {
    isFull: false,
    fill() {
      this.isFull = true;
      for (const listener of listeners) listener();
    },
    notice: isDiskFull,
    onFull: (listener) => void listeners.push(listener),
    async stop() {},
  };
}

const answerOnce: Agent = async (env) => {
  await env.addReply(env.completion(await env.listMessages(), { stream: true }));
};

const NO_SPACE = Object.assign(new Error('could not extend file: No space left on device'), {
  code: '53100',
});

describe('while the disk is full', () => {
  it('writes are refused with the reason; reads and deletions are not', async () => {
    const disk = fillable();
    hub = await openTestHub({ disk });
    const { threadId, path } = await hub.run(answerOnce);
    (await hub.provider.nextCompletion()).end();
    await hub.events(path);
    const ready = () => fetch(`${hub.url}/ready`);
    expect((await ready()).status).toBe(200);
    disk.fill();
    const message = { role: 'user', content: 'x' };
    for (const [where, body] of [
      ['/threads', {}],
      [`/threads/${threadId}/messages`, message],
      [`/threads/${threadId}/fork`, {}],
      [`/threads/${threadId}/runs`, { assistant_id: 'test/agent-1/1.0.0' }],
    ] as const) {
      const response = await hub.request(where, { method: 'POST', body: JSON.stringify(body) });
      expect(response.status, where).toBe(507);
      expect(response.headers.get('retry-after')).toBe('10');
      expect(await response.json()).toEqual({
        error: {
          message:
            'The server’s disk is full, so nothing can be saved. Delete conversations, or free space on the server, and try again.',
          type: 'server_error',
          param: null,
          code: 'disk_full',
        },
      });
    }
    const notReady = await ready();
    expect([notReady.status, await notReady.json()]).toEqual([
      503,
      { status: 'not_ready', missing: ['disk_space'] },
    ]);
    expect((await hub.call(`/threads/${threadId}/messages`)).status).toBe(200);
    expect((await hub.call(`/threads/${threadId}`, undefined, 'DELETE')).status).toBe(200);
    disk.isFull = false;
    expect((await ready()).status).toBe(200);
    expect((await hub.call('/threads', {})).status, 'there is space again').toBe(200);
    expect(hub.problems).toEqual([]);
  });

  it('active runs end as failed, with their text', async () => {
    const disk = fillable();
    hub = await openTestHub({ disk });
    const { threadId, runId, path } = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();
    completion.push('What has been said.');
    await hub.untilLogged(runId, 'been said');
    disk.fill();
    const events = await hub.events(path);
    expect(events.at(-1)).toMatchObject({
      event: 'thread.run.failed',
      data: { last_error: { message: expect.stringContaining('disk is full') } },
    });
    expect(completion.request.signal.aborted, 'the model is let go').toBe(true);
    const { body } = await hub.call<{ data: object[] }>(`/threads/${threadId}/messages`);
    expect(body.data[0]).toMatchObject({ content: [{ text: { value: 'What has been said.' } }] });
  });

  it('a run whose end cannot be written ends on the stream, and is written the same once there is space', async () => {
    const disk = fillable();
    let isFull = false;
    const withoutSpace = (log: DeltaLog): DeltaLog => ({
      ...log,
      append: (write) => (isFull ? Promise.reject(NO_SPACE) : log.append(write)),
    });
    hub = await openTestHub({ disk, wrapLog: withoutSpace });
    const { threadId, runId, path } = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();
    completion.push('Before, ');
    await hub.untilLogged(runId, 'Before');
    isFull = true;
    completion.push('and after.');
    const told = await hub.events(path);
    const textOf = (events: ReceivedEvent[]) =>
      JSON.stringify(events.find(({ event }) => event === 'thread.message.incomplete'));
    expect(textOf(told)).toContain('Before, and after.');
    expect(told.at(-1)).toMatchObject({
      event: 'thread.run.failed',
      data: { last_error: { message: expect.stringContaining('disk is full') } },
    });
    expect(
      told.map(({ id }) => id),
      'dense',
    ).toEqual(told.map((_, at) => `1-${at + 1}`));
    const [before, last] = told.slice(-2);
    expect(await hub.events(path, before!.id), 'for who comes back').toEqual([last]);
    isFull = false;
    await untilWritten(threadId, runId);
    expect(await hub.events(path)).toEqual(told);
    const { body } = await hub.call<{ data: object[] }>(`/threads/${threadId}/messages`);
    expect(body.data[0]).toMatchObject({ content: [{ text: { value: 'Before, and after.' } }] });
  });

  it('a request that fails because of it says so', async () => {
    const disk = fillable();
    hub = await openTestHub({
      disk,
      wrapLog: (log) => ({ ...log, append: () => Promise.reject(NO_SPACE) }),
    });
    const thread = await hub.call<{ id: string }>('/threads', {});
    const asked = { assistant_id: hub.addAgent(answerOnce) };
    expect(await hub.call(`/threads/${thread.body.id}/runs`, asked)).toMatchObject({
      status: 507,
      body: { error: { code: 'disk_full' } },
    });
    expect(hub.problems).toEqual([]);
  });

  async function untilWritten(threadId: string, runId: string): Promise<void> {
    const { body } = await hub.call(`/threads/${threadId}/runs/${runId}`);
    if (body.status === 'failed') return;
    await new Promise((resolve) => setImmediate(resolve));
    await untilWritten(threadId, runId);
  }
});
