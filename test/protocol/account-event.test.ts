import { describe, expect, it } from 'vitest';
import { parseAccountEvent } from '../../src/protocol/account-event.ts';

describe('events of an account', () => {
  it.each([
    { event: 'hub.thread.changed', data: { thread_id: 'thread_1' } },
    { event: 'hub.thread.deleted', data: { thread_id: 'thread_1' } },
    { event: 'hub.run.began', data: { thread_id: 'thread_1', run_id: 'run_1' } },
    { event: 'hub.run.progress', data: { thread_id: 'thread_1', run_id: 'run_1', deltas: 12 } },
    { event: 'hub.run.ended', data: { thread_id: 'thread_1', run_id: 'run_1' } },
  ])('are read: $event', (event) => expect(parseAccountEvent(JSON.stringify(event))).toEqual(event));

  it('may have fields that this client does not know', () => {
    const event = { event: 'hub.thread.changed', data: { thread_id: 'thread_1', topic: 'New' }, at: 7 };
    expect(parseAccountEvent(JSON.stringify(event))).toEqual({
      event: 'hub.thread.changed',
      data: { thread_id: 'thread_1' },
    });
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{}',
    '{"event":"hub.thread.renamed","data":{"thread_id":"thread_1"}}',
    '{"event":"hub.thread.changed"}',
    '{"event":"hub.thread.changed","data":{}}',
    '{"event":"hub.run.began","data":{"thread_id":"thread_1"}}',
    '{"event":"hub.run.progress","data":{"thread_id":"thread_1","run_id":"run_1"}}',
  ])('are null if they cannot be read: %s', (text) => expect(parseAccountEvent(text)).toBeNull());
});
