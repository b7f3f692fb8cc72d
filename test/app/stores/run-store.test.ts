import { beforeEach, describe, expect, it } from 'vitest';
import { openRunStream } from '../../../src/app/api/run-stream.ts';
import { createRunStore, type RunStore } from '../../../src/app/stores/run-store.ts';
import type { Run } from '../../../src/protocol/run.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { deltaOf, FakeStreams, flushPromises } from '../support/fake-event-source.ts';

let clock: FakeClock;
let streams: FakeStreams;
let store: RunStore;

beforeEach(() => {
  localStorage.clear();
  clock = new FakeClock();
  streams = new FakeStreams();
  store = createRunStore(clock, localStorage);
});

function runAt(status: Run['status'] = 'in_progress'): Run {
  return {
    id: 'run_1',
    object: 'thread.run',
    created_at: clock.now() / 1000,
    thread_id: 'thread_1',
    assistant_id: 'symposium/streaming-example/0.0.3',
    status,
  };
}

function follow(): () => void {
  return store.follow(runAt(), (cursor, signal) =>
    openRunStream({
      threadId: 'thread_1',
      runId: 'run_1',
      cursor,
      signal,
      clock,
      openEventSource: streams.open,
      random: () => 1,
    }),
  );
}

function sendDeltas(count: number, from = 1): void {
  for (let seq = from; seq < from + count; seq++) {
    streams.newest.send(`1-${seq}`, 'thread.message.delta', deltaOf('msg_1', `${seq} `));
  }
}

function completed(text: string, times: Partial<{ created_at: number; completed_at: number }> = {}) {
  return {
    id: 'msg_1',
    object: 'thread.message',
    created_at: clock.now() / 1000,
    thread_id: 'thread_1',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'text', text: { value: text } }],
    ...times,
  };
}

const live = () => store.getState().runs.run_1;

describe('run store', () => {
  it('counts every delta and commits once per frame', async () => {
    follow();
    streams.newest.open();
    let commits = 0;
    store.subscribe(() => commits++);
    sendDeltas(500);
    await flushPromises();
    expect(commits).toBe(0);
    clock.frame();
    expect(commits).toBe(1);
    expect(live()?.state.deltas).toBe(500);
    clock.frame();
    clock.advance(1000);
    expect(commits).toBe(1);
  });

  it('keeps up in a hidden tab, which gets no frames', async () => {
    follow();
    streams.newest.open();
    sendDeltas(3);
    await flushPromises();
    clock.advance(249);
    expect(live()?.state.deltas).toBe(0);
    clock.advance(1);
    expect(live()?.state.deltas).toBe(3);
  });

  it('opens one stream for all who follow the same run, and closes it with the last', async () => {
    const stopFirst = follow();
    const stopSecond = follow();
    expect(streams.sources).toHaveLength(1);
    stopFirst();
    stopFirst();
    expect(streams.newest.closed).toBe(false);
    stopSecond();
    await flushPromises();
    expect(streams.newest.closed).toBe(true);
  });

  it('keeps the state of a run that is left, and goes on from its cursor', async () => {
    const leave = follow();
    streams.newest.open();
    sendDeltas(3);
    await flushPromises();
    leave();
    expect(live()?.state.deltas).toBe(3);
    follow();
    expect(streams.newest.url).toContain('last_event_id=1-3');
    streams.newest.open();
    sendDeltas(3, 3);
    await flushPromises();
    clock.frame();
    expect(live()?.state.deltas).toBe(5);
  });

  it('says what its connection is doing', async () => {
    const connection = async () => {
      await flushPromises();
      clock.frame();
      return live()?.connection;
    };
    follow();
    expect(await connection()).toBe('connecting');
    streams.newest.open();
    sendDeltas(1);
    expect(await connection()).toBe('live');
    streams.newest.lose();
    expect(await connection()).toBe('reconnecting');
    streams.newest.open();
    expect(await connection()).toBe('live');
    expect(live()?.reconnects).toBe(1);
    streams.newest.send('1-2', 'thread.run.completed', runAt('completed'));
    expect(await connection()).toBe('ended');
  });

  it('is interrupted when the stream is given up, and can be followed again', async () => {
    const leave = follow();
    streams.newest.open();
    sendDeltas(2);
    streams.newest.lose();
    clock.advance(60_000);
    await flushPromises();
    clock.frame();
    expect(live()?.connection).toBe('interrupted');
    leave();
    follow();
    expect(streams.sources).toHaveLength(2);
    expect(live()?.connection).toBe('connecting');
  });

  it('does not open the stream of a run that it has seen to its end', async () => {
    const leave = follow();
    streams.newest.open();
    streams.newest.send('1-1', 'thread.run.completed', runAt('completed'));
    await flushPromises();
    clock.frame();
    leave();
    follow();
    expect(streams.sources).toHaveLength(1);
  });

  it('releases what waited for a lost event when the run has ended, and counts the gap', async () => {
    follow();
    streams.newest.open();
    sendDeltas(2);
    sendDeltas(2, 4);
    streams.newest.send('1-6', 'thread.message.completed', completed('1 2 4 5'));
    streams.newest.send('1-7', 'thread.run.completed', runAt('completed'));
    await flushPromises();
    clock.frame();
    expect(live()).toMatchObject({ connection: 'ended', state: { deltas: 4, missed: 1 } });
    expect(store.getState().receipts.msg_1).toMatchObject({ deltas: 4, gaps: 1 });
  });

  it('asks for a fetch when a message has ended without its text', async () => {
    follow();
    streams.newest.open();
    sendDeltas(1);
    streams.newest.send('1-2', 'thread.message.completed', { id: 'msg_1' });
    await flushPromises();
    clock.frame();
    expect(live()?.refetches).toBe(1);
  });
});

describe('receipts', () => {
  async function receive(): Promise<void> {
    follow();
    streams.newest.open();
    sendDeltas(1);
    await flushPromises();
    clock.advance(2000);
    sendDeltas(9, 2);
    streams.newest.lose();
    streams.newest.open();
    streams.newest.send('1-11', 'thread.message.completed', completed('done'));
    await flushPromises();
    clock.frame();
  }

  it('say how many deltas came, in what time, and over how many connections', async () => {
    await receive();
    expect(store.getState().receipts).toEqual({
      msg_1: { deltas: 10, seconds: 2, gaps: 0, reconnects: 1 },
    });
  });

  it('survive a refresh', async () => {
    await receive();
    const refreshed = createRunStore(clock, localStorage);
    expect(refreshed.getState()).toEqual({ runs: {}, receipts: store.getState().receipts });
  });

  it("go by the hub's times when the deltas came all at once, as after a refresh", async () => {
    follow();
    streams.newest.open();
    sendDeltas(10);
    const started = clock.now() / 1000 - 8;
    const message = completed('done', { created_at: started, completed_at: started + 8 });
    streams.newest.send('1-11', 'thread.message.completed', message);
    await flushPromises();
    clock.frame();
    expect(store.getState().receipts.msg_1).toMatchObject({ deltas: 10, seconds: 8 });
  });

  it('are kept for the newest two hundred messages', async () => {
    const old = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `msg_old_${index}`,
        { deltas: 1, seconds: 1, gaps: 0, reconnects: 0 },
      ]),
    );
    localStorage.setItem('symposium.receipts', JSON.stringify({ state: { receipts: old }, version: 0 }));
    store = createRunStore(clock, localStorage);
    await receive();
    const kept = Object.keys(createRunStore(clock, localStorage).getState().receipts);
    expect(kept).toHaveLength(200);
    expect(kept.at(-1)).toBe('msg_1');
    expect(kept).not.toContain('msg_old_0');
  });

  it('start empty when what is stored cannot be read', () => {
    localStorage.setItem('symposium.receipts', '{"state":{"receipts":{"msg_1":"?"}}}');
    expect(createRunStore(clock, localStorage).getState().receipts).toEqual({});
  });
});
