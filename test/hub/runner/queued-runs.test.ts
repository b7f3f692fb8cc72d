import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasPython } from '../../support/python.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { writePythonAgent } from '../agents/run-python.ts';

interface StartedRun {
  thread: string;
  run: string;
}

let hub: TestHub;
let assistant: string;

async function start(): Promise<StartedRun> {
  const { body: thread } = await hub.call<{ id: string }>('/threads', {
    messages: [{ role: 'user', content: 'What is virtue?' }],
  });
  const { body: run } = await hub.call<{ id: string }>(`/threads/${thread.id}/runs`, {
    assistant_id: assistant,
  });
  return { thread: thread.id, run: run.id };
}

async function statusOf({ thread, run }: StartedRun): Promise<unknown> {
  return (await hub.call(`/threads/${thread}/runs/${run}`)).body['status'];
}

/** Ends with the run. */
async function eventsOf({ thread, run }: StartedRun): Promise<string[]> {
  return (await hub.events(`/threads/${thread}/stream/${run}`)).map(({ event }) => event);
}

describe.skipIf(!hasPython)('runs that have to wait for a place', () => {
  beforeAll(async () => {
    hub = await openTestHub({ agentsAtOnce: 1 });
  });
  afterAll(() => hub.close());
  beforeEach(async () => {
    assistant = hub.addPythonAgent(
      await writePythonAgent('env.add_reply(env.completion(env.list_messages(), stream=True))'),
    );
  });

  it('are queued, and start when others end', async () => {
    const first = await start();
    const completion = await hub.provider.nextCompletion();
    const second = await start();
    expect([await statusOf(first), await statusOf(second)]).toEqual(['in_progress', 'queued']);
    completion.push('Know thyself.');
    completion.end();
    const next = await hub.provider.nextCompletion();
    expect(await statusOf(first)).toBe('completed');
    expect(await statusOf(second)).toBe('in_progress');
    next.push('Know thyself.');
    next.end();
    expect((await eventsOf(second)).at(-1)).toBe('thread.run.completed');
  });

  it('can be cancelled while queued, and never start', async () => {
    const first = await start();
    const completion = await hub.provider.nextCompletion();
    const second = await start();
    const third = await start();
    await hub.call(`/threads/${second.thread}/runs/${second.run}/cancel`, {});
    const events = await eventsOf(second);
    expect(events.at(-1)).toBe('thread.run.cancelled');
    expect(events).not.toContain('thread.run.in_progress');
    expect([await statusOf(first), await statusOf(third)]).toEqual(['in_progress', 'queued']);
    completion.push('Know thyself.');
    completion.end();
    (await hub.provider.nextCompletion()).end();
    await eventsOf(third);
  });

  it('expire while queued, and never start', async () => {
    const slow = await hub.restart({ runTimeout: 1_500 });
    hub = slow;
    assistant = hub.addPythonAgent(await writePythonAgent('env.completion([], stream=True).text()'));
    const first = await start();
    await hub.provider.nextCompletion();
    const second = await start();
    expect(await statusOf(second)).toBe('queued');
    expect((await eventsOf(first)).at(-1)).toBe('thread.run.expired');
    const events = await eventsOf(second);
    expect(events.at(-1)).toBe('thread.run.expired');
  });
});
