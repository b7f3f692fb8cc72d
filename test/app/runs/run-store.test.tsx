import { beforeEach, describe, expect, it } from 'vitest';
import { COMMIT_INTERVAL } from '../../../src/app/runs/commit-pacer.ts';
import { createRunStore } from '../../../src/app/runs/run-store.ts';
import { deltaOf, flushPromises } from '../support/fake-event-source.ts';
import type { StreamEvent } from '../../../src/protocol/stream-event.ts';
import { RunTab } from '../support/run-tab.ts';

let tab: RunTab;

/** An event that throws when it is read. */
const unreadable = new Proxy({} as StreamEvent, {
  get(): never {
    throw new RangeError('Invalid string length');
  },
});

beforeEach(() => {
  localStorage.clear();
  tab = new RunTab();
});

describe('run store', () => {
  it('counts every delta and commits once per frame', async () => {
    tab.follow();
    tab.streams.newest.open();
    let commits = 0;
    tab.store.subscribe(() => commits++);
    tab.sendDeltas(500);
    await flushPromises();
    expect(commits).toBe(0);
    tab.clock.frame();
    expect(commits).toBe(1);
    expect(tab.live?.state.deltas).toBe(500);
    tab.clock.frame();
    tab.clock.advance(1000);
    expect(commits).toBe(1);
  });

  it('keeps up in a hidden tab, which gets no frames', async () => {
    tab.follow();
    tab.streams.newest.open();
    tab.sendDeltas(3);
    await flushPromises();
    tab.clock.setHidden(true);
    tab.clock.advance(999);
    expect(tab.live?.state.deltas).toBe(0);
    tab.clock.advance(1);
    expect(tab.live?.state.deltas).toBe(3);
  });

  it('opens one stream for all followers of a run, and closes it with the last', async () => {
    const stopFirst = tab.follow();
    const stopSecond = tab.follow();
    expect(tab.streams.sources).toHaveLength(1);
    stopFirst();
    stopFirst();
    expect(tab.streams.newest.closed).toBe(false);
    stopSecond();
    await flushPromises();
    expect(tab.streams.newest.closed).toBe(true);
  });

  it('stays empty after forget, even if two drafts were streaming', async () => {
    const leave = tab.follow();
    tab.streams.newest.open();
    for (const [seq, id] of ['msg_1', 'msg_2', 'msg_1', 'msg_2'].entries()) {
      tab.streams.newest.send(`1-${seq + 1}`, 'thread.message.delta', deltaOf(id, `${seq} `));
    }
    await flushPromises();
    tab.clock.frame();
    tab.sendDeltas(2, 5);
    tab.streams.newest.send('1-7', 'thread.message.delta', deltaOf('msg_2', 'more'));
    await flushPromises();
    tab.store.forget();
    leave();
    await flushPromises();
    for (let at = 0; at < 5; at++) tab.clock.frame(COMMIT_INTERVAL);
    tab.clock.advance(1_000);
    expect(tab.store.getState()).toEqual({ runs: {}, outlines: {}, receipts: {} });
    expect(localStorage).toHaveLength(0);
  });

  it('follows a run again after forget, even when an earlier follower stops later', async () => {
    const leave = tab.follow();
    tab.store.forget();
    tab.follow();
    leave();
    tab.follow();
    expect(tab.streams.sources, 'the stream is still shared').toHaveLength(2);
    await flushPromises();
    expect(tab.streams.newest.closed).toBe(false);
  });

  it('keeps the state of a run that is no longer followed, and resumes from its cursor', async () => {
    const leave = tab.follow();
    tab.streams.newest.open();
    tab.sendDeltas(3);
    await flushPromises();
    leave();
    expect(tab.live?.state.deltas).toBe(3);
    tab.follow();
    expect(tab.streams.newest.url).toContain('last_event_id=1-3');
    tab.streams.newest.open();
    tab.sendDeltas(3, 3);
    await flushPromises();
    tab.clock.frame(COMMIT_INTERVAL);
    expect(tab.live?.state.deltas).toBe(5);
  });

  it('shows the state of its connection', async () => {
    const connection = async () => {
      await flushPromises();
      tab.clock.frame();
      return tab.live?.connection;
    };
    tab.follow();
    expect(await connection()).toBe('connecting');
    tab.streams.newest.open();
    tab.sendDeltas(1);
    expect(await connection()).toBe('live');
    tab.streams.newest.lose();
    expect(await connection()).toBe('reconnecting');
    tab.streams.newest.open();
    expect(await connection()).toBe('live');
    expect(tab.live?.reconnects).toBe(1);
    tab.streams.newest.send('1-2', 'thread.run.completed', tab.runAt('completed'));
    expect(await connection()).toBe('ended');
  });

  it('is interrupted when the stream stops retrying, and can be followed again', async () => {
    const leave = tab.follow();
    tab.streams.newest.open();
    tab.sendDeltas(2);
    tab.streams.newest.lose();
    tab.clock.advance(60_000);
    await flushPromises();
    tab.clock.frame();
    expect(tab.live?.connection).toBe('interrupted');
    leave();
    tab.follow();
    expect(tab.streams.sources).toHaveLength(2);
    expect(tab.live?.connection).toBe('connecting');
  });

  it('is interrupted, and closes its connection, when it fails on an event', async () => {
    const failures: unknown[] = [];
    tab.store = createRunStore(tab.clock, localStorage, 'account_1', (error) => failures.push(error));
    const leave = tab.follow('run_1', tab.streams.open, async function* (signals) {
      for await (const signal of signals) {
        const isThird = signal.type === 'event' && signal.id?.seq === 3;
        yield isThird ? { ...signal, event: unreadable } : signal;
      }
    });
    const failing = tab.streams.newest;
    failing.open();
    tab.sendDeltas(3);
    await flushPromises();
    tab.clock.frame();
    expect(failures).toEqual([expect.any(RangeError)]);
    expect(tab.live?.connection).toBe('interrupted');
    expect(failing.closed).toBe(true);
    leave();
    tab.follow();
    expect(tab.streams.newest.url).toContain('last_event_id=1-2');
  });

  it('does not open the stream of a run that it has seen to its end', async () => {
    const leave = tab.follow();
    tab.streams.newest.open();
    tab.streams.newest.send('1-1', 'thread.run.completed', tab.runAt('completed'));
    await flushPromises();
    tab.clock.frame();
    leave();
    tab.follow();
    expect(tab.streams.sources).toHaveLength(1);
  });

  it('applies events that waited for a lost one when the run has ended, and counts the gap', async () => {
    tab.follow();
    tab.streams.newest.open();
    tab.sendDeltas(2);
    tab.sendDeltas(2, 4);
    tab.streams.newest.send('1-6', 'thread.message.completed', tab.completed('1 2 4 5'));
    tab.streams.newest.send('1-7', 'thread.run.completed', tab.runAt('completed'));
    await flushPromises();
    tab.clock.frame();
    expect(tab.live).toMatchObject({ connection: 'ended', state: { deltas: 4, missed: 1 } });
    expect(tab.store.getState().receipts.msg_1).toMatchObject({ deltas: 4, gaps: 1 });
  });

  it('requests a fetch when a message has ended without its text', async () => {
    tab.follow();
    tab.streams.newest.open();
    tab.sendDeltas(1);
    tab.streams.newest.send('1-2', 'thread.message.completed', { id: 'msg_1' });
    await flushPromises();
    tab.clock.frame();
    expect(tab.live?.refetches).toBe(1);
  });
});

describe('receipts', () => {
  async function receive(): Promise<void> {
    tab.follow();
    tab.streams.newest.open();
    tab.sendDeltas(1);
    await flushPromises();
    tab.clock.advance(2000);
    tab.sendDeltas(9, 2);
    tab.streams.newest.lose();
    tab.streams.newest.open();
    tab.streams.newest.send('1-11', 'thread.message.completed', tab.completed('done'));
    await flushPromises();
    tab.clock.frame();
  }

  it('contain the number of deltas, their time, and the number of reconnects', async () => {
    await receive();
    expect(tab.store.getState().receipts).toEqual({
      msg_1: { deltas: 10, untilFirst: 0, seconds: 2, gaps: 0, reconnects: 1 },
    });
  });

  it('survive a reload', async () => {
    await receive();
    const refreshed = createRunStore(tab.clock, localStorage, 'account_1');
    expect(refreshed.getState()).toEqual({ runs: {}, outlines: {}, receipts: tab.store.getState().receipts });
  });

  it("use the hub's times when all deltas arrive at once, as after a reload", async () => {
    tab.follow();
    tab.streams.newest.open();
    tab.sendDeltas(10);
    const started = tab.clock.now() / 1000 - 8;
    const message = tab.completed('done', { created_at: started, completed_at: started + 8 });
    tab.streams.newest.send('1-11', 'thread.message.completed', message);
    await flushPromises();
    tab.clock.frame();
    expect(tab.store.getState().receipts.msg_1).toMatchObject({ deltas: 10, seconds: 8 });
  });

  it('are kept for the newest two hundred messages', async () => {
    const old = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `msg_old_${index}`,
        { deltas: 1, seconds: 1, gaps: 0, reconnects: 0 },
      ]),
    );
    localStorage.setItem(
      'symposium.receipts.account_1',
      JSON.stringify({ state: { receipts: old }, version: 0 }),
    );
    tab.store = createRunStore(tab.clock, localStorage, 'account_1');
    await receive();
    const kept = Object.keys(createRunStore(tab.clock, localStorage, 'account_1').getState().receipts);
    expect(kept).toHaveLength(200);
    expect(kept.at(-1)).toBe('msg_1');
    expect(kept).not.toContain('msg_old_0');
  });

  it('start empty when the stored value is invalid', () => {
    localStorage.setItem('symposium.receipts.account_1', '{"state":{"receipts":{"msg_1":"?"}}}');
    expect(createRunStore(tab.clock, localStorage, 'account_1').getState().receipts).toEqual({});
  });
});
