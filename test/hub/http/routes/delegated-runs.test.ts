import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';
import { askCompletion, complete, delegate, messageId, reply } from './delegated-run.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

describe('a delegated run', () => {
  it('is driven from outside to its end: deltas, messages and status', async () => {
    const delegated = await delegate(hub);
    const { run, runId, threadId, stream } = delegated;
    const watching = hub.events(stream);
    await hub.call(run, { status: 'in_progress' });
    const said = 'I know that I know nothing.';
    expect(await complete(hub, delegated, messageId(1), said)).toContain('[DONE]');
    const { body } = await reply(hub, delegated, said, {
      message_id: messageId(1),
      metadata: { mood: 'calm' },
    });
    expect(body).toMatchObject({ id: messageId(1), run_id: runId, metadata: { mood: 'calm' } });
    const ended = await hub.call(run, { status: 'completed' });
    expect(ended.body).toMatchObject({ status: 'completed' });

    const events = await watching;
    expect(events.map(({ event }) => event)).toEqual([
      'thread.run.created',
      'thread.run.queued',
      'thread.run.in_progress',
      'thread.run.step.created',
      'thread.run.step.in_progress',
      'thread.message.created',
      'thread.message.in_progress',
      ...Array.from({ length: 6 }, () => 'thread.message.delta'),
      'thread.message.completed',
      'thread.run.step.completed',
      'thread.run.completed',
    ]);
    const messages = await hub.call<{ data: { id: string }[] }>(`/threads/${threadId}/messages`);
    expect(messages.body.data[0]?.id).toBe(messageId(1));
  });

  it.each([
    ['requires_action', { status: 'requires_action' }],
    ['failed', { status: 'failed', last_error: { message: 'out of ideas' } }],
    ['cancelled', { status: 'cancelled' }],
    ['expired', { status: 'expired' }],
    ['incomplete', { status: 'incomplete' }],
  ])('can end as %s, which ends its stream', async (status, update) => {
    const { run, stream } = await delegate(hub);
    await hub.call(run, update);
    const events = await hub.events(stream);
    expect(events.at(-1)?.event).toBe(`thread.run.${status}`);
    const again = await hub.call(run, { status: 'completed' });
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'run_is_over' } } });
  });

  it('is stopped by a cancel, and accepts nothing more', async () => {
    const delegated = await delegate(hub);
    await hub.call(`${delegated.run}/cancel`, {});
    expect((await hub.events(delegated.stream)).at(-1)?.event).toBe('thread.run.cancelled');
    expect((await reply(hub, delegated, 'late')).status).toBe(409);
    expect((await askCompletion(hub, delegated, messageId(2))).status).toBe(409);
  });
});
