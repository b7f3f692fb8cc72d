import { describe, expect, it } from 'vitest';
import type { SourceMessage } from '../../src/client/event-source.ts';
import { openRunStream, type StreamSignal } from '../../src/client/run-stream.ts';
import {
  ESTABLISHED_AFTER,
  ESTABLISH_TIMEOUT,
  MAX_REPLAYS,
} from '../../src/client/run-stream-reconnection.ts';
import type { EventId } from '../../src/protocol/event-id.ts';
import { FakeClock } from '../app/support/fake-clock.ts';
import { deltaOf, FakeStreams, flushPromises } from '../app/support/fake-event-source.ts';

/** Opens a stream and records its signals; `cursor` is the last event that was applied, as in the store. */
function openStream(from: EventId | null = null, onEnvelope?: (event: SourceMessage) => void) {
  const clock = new FakeClock();
  const streams = new FakeStreams();
  const abort = new AbortController();
  const seen = { signals: [] as StreamSignal[], cursor: from, finished: false, failure: null as unknown };
  const iterable = openRunStream({
    threadId: 'thread_1',
    runId: 'run_1',
    cursor: () => seen.cursor,
    signal: abort.signal,
    clock,
    openEventSource: streams.open,
    random: () => 1,
    ...(onEnvelope && { onEnvelope }),
  });
  void (async () => {
    try {
      for await (const signal of iterable) {
        seen.signals.push(signal);
        if (signal.type === 'event' && signal.id) seen.cursor = signal.id;
      }
    } catch (error) {
      seen.failure = error;
    }
    seen.finished = true;
  })();
  const types = () => seen.signals.map(({ type }) => type);
  return { clock, streams, abort, seen, types };
}

describe('run stream', () => {
  it('yields the events with their ids, in the order in which they arrive', async () => {
    const { streams, seen } = openStream();
    streams.newest.open();
    streams.newest.send('1-1', 'thread.message.delta', deltaOf('msg_1', 'Good'));
    streams.newest.send('1-2', 'thread.run.in_progress', {});
    await flushPromises();
    expect(seen.signals).toMatchObject([
      { type: 'open' },
      { type: 'event', id: { attempt: 1, seq: 1 }, event: { type: 'message.delta' } },
      { type: 'event', id: { attempt: 1, seq: 2 }, event: { type: 'run.status', status: 'in_progress' } },
    ]);
  });

  it('starts after the cursor when there is one', () => {
    const { streams } = openStream({ attempt: 1, seq: 7 });
    expect(streams.newest.url).toBe('/v1/threads/thread_1/stream/run_1?last_event_id=1-7');
  });

  it.each([
    'completed',
    'failed',
    'cancelled',
    'expired',
    'incomplete',
    'requires_action',
    'error',
    'canceled',
  ])('ends, and closes its connection, when the run is %s', async (status) => {
    const { streams, seen, types, clock } = openStream();
    streams.newest.open();
    streams.newest.send('1-1', `thread.run.${status}`, {});
    await flushPromises();
    expect(types()).toEqual(['open', 'event', 'end']);
    expect(seen.finished).toBe(true);
    expect(streams.newest.closed).toBe(true);
    expect(clock.waiting).toEqual([]);
  });

  it('reports a lost connection, and waits for the EventSource to reconnect', async () => {
    const { streams, types } = openStream();
    streams.newest.open();
    streams.newest.lose();
    streams.newest.open();
    await flushPromises();
    expect(types()).toEqual(['open', 'lost', 'open']);
    expect(streams.sources).toHaveLength(1);
  });

  it('opens a new connection from the cursor, with a growing delay, when the EventSource is closed', async () => {
    const { streams, clock } = openStream();
    streams.newest.open();
    streams.newest.send('1-1', 'thread.run.in_progress', {});
    await flushPromises();
    const delays: (number | undefined)[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      streams.newest.closeForGood();
      delays.push(clock.waiting[0]);
      clock.advance(clock.waiting[0] ?? 0);
    }
    expect(delays).toEqual([500, 1000, 2000, 4000]);
    expect(streams.newest.url).toBe('/v1/threads/thread_1/stream/run_1?last_event_id=1-1');
  });

  it('finishes when several connections in a row only repeat known events', async () => {
    const { streams, seen, types } = openStream();
    streams.newest.open();
    streams.newest.send('1-1', 'thread.run.in_progress', {});
    streams.newest.lose();
    for (let connection = 0; connection < MAX_REPLAYS; connection++) {
      expect(seen.finished).toBe(false);
      streams.newest.open();
      streams.newest.send('1-1', 'thread.run.in_progress', {}); // a duplicate is not new
      streams.newest.lose();
    }
    await flushPromises();
    expect(seen.finished).toBe(true);
    expect(types()).not.toContain('end');
    expect(streams.newest.closed).toBe(true);
  });

  it('finishes when several connections in a row send an unreadable event without an id', async () => {
    const { streams, seen } = openStream();
    for (let connection = 0; connection <= MAX_REPLAYS; connection++) {
      expect(seen.finished).toBe(false);
      streams.newest.open();
      streams.newest.send('', 'thread.message.delta', null);
      streams.newest.lose();
    }
    await flushPromises();
    expect(seen.finished).toBe(true);
    expect(streams.newest.closed).toBe(true);
  });

  it('ends with the error that its caller throws at an event', async () => {
    const failure = new Error('The caller failed.');
    const { streams, seen, clock } = openStream(null, ({ lastEventId }) => {
      if (lastEventId === '1-2') throw failure;
    });
    streams.newest.open();
    streams.newest.send('1-1', 'thread.run.in_progress', {});
    streams.newest.send('1-2', 'thread.run.in_progress', {});
    await flushPromises();
    expect(seen).toMatchObject({ finished: true, failure, cursor: { seq: 1 } });
    expect(streams.newest.closed).toBe(true);
    expect(clock.waiting).toEqual([]);
  });

  it('continues as long as every connection sends something new', async () => {
    const { streams, seen } = openStream();
    for (let seq = 1; seq <= 10; seq++) {
      streams.newest.open();
      streams.newest.send(`1-${seq}`, 'thread.run.in_progress', {});
      streams.newest.lose();
    }
    await flushPromises();
    expect(seen.finished).toBe(false);
  });

  it.each([
    ['now and then', 6_000, 4_500],
    ['as soon as they are open', 1_500, 0],
  ])('survives ten cuts in a silent minute, %s', async (_, every, open) => {
    const { streams, seen, clock } = openStream();
    streams.newest.open();
    streams.newest.send('1-1', 'thread.run.in_progress', {});
    for (let cut = 0; cut < 10; cut++) {
      clock.advance(open);
      streams.newest.lose();
      clock.advance(every - open);
      streams.newest.open();
    }
    streams.newest.send('1-2', 'thread.message.delta', deltaOf('msg_1', 'Good'));
    await flushPromises();
    expect(seen.finished).toBe(false);
    expect(seen.cursor).toEqual({ attempt: 1, seq: 2 });
  });

  it('finishes when every connection is ended at once for a minute', async () => {
    const { streams, seen, clock } = openStream();
    for (let waited = 0; waited < ESTABLISH_TIMEOUT; waited += 3000) {
      expect(seen.finished).toBe(false);
      streams.newest.open();
      clock.advance(ESTABLISHED_AFTER - 1);
      streams.newest.lose();
      clock.advance(3000 - ESTABLISHED_AFTER + 1);
      await flushPromises();
    }
    expect(seen.finished).toBe(true);
    expect(clock.waiting).toEqual([]);
  });

  it('does not count the replay of a hub without ids as new', async () => {
    const { streams, seen } = openStream();
    for (let connection = 0; connection <= MAX_REPLAYS; connection++) {
      streams.newest.open();
      streams.newest.send('', 'thread.message.delta', deltaOf('msg_1', 'Good'));
      streams.newest.lose();
    }
    await flushPromises();
    expect(seen.finished).toBe(true);
  });

  it('finishes when there was no connection for a minute', async () => {
    const { streams, seen, clock } = openStream();
    streams.newest.open();
    streams.newest.lose();
    clock.advance(ESTABLISH_TIMEOUT - 1);
    await flushPromises();
    expect(seen.finished).toBe(false);
    clock.advance(1);
    await flushPromises();
    expect(seen.finished).toBe(true);
    expect(streams.newest.closed).toBe(true);
  });

  it('finishes when all connections were refused for a minute', async () => {
    const { streams, seen, clock } = openStream();
    for (let second = 0; second < ESTABLISH_TIMEOUT / 1000; second++) {
      if (streams.newest.readyState !== 2) streams.newest.closeForGood();
      clock.advance(1000);
    }
    await flushPromises();
    expect(seen.finished).toBe(true);
    expect(clock.waiting).toEqual([]);
  });

  it('closes its connection and its timers when the reader aborts', async () => {
    const { streams, seen, abort, clock } = openStream();
    streams.newest.open();
    abort.abort();
    await flushPromises();
    expect(seen.finished).toBe(true);
    expect(streams.newest.closed).toBe(true);
    expect(clock.waiting).toEqual([]);
  });
});
