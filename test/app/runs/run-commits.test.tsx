import { beforeEach, describe, expect, it } from 'vitest';
import { COMMIT_INTERVAL } from '../../../src/app/runs/commit-pacer.ts';
import { deltaOf, flushPromises } from '../support/fake-event-source.ts';
import { stepObject } from '../../protocol/wire-objects.ts';
import { RunTab } from '../support/run-tab.ts';

let tab: RunTab;

beforeEach(() => {
  localStorage.clear();
  tab = new RunTab();
});

describe('commits', () => {
  it('show the first delta of a draft, and events that are not deltas, at the very next frame', async () => {
    tab.follow();
    tab.streams.newest.open();
    tab.sendDeltas(1);
    await flushPromises();
    tab.clock.frame();
    expect(tab.live?.state.deltas).toBe(1);
    tab.sendDeltas(1, 2);
    await flushPromises();
    tab.clock.frame();
    expect(tab.live?.state.deltas, 'not the first').toBe(1);
    tab.streams.newest.send('1-3', 'thread.message.delta', deltaOf('msg_2', 'Other'));
    await flushPromises();
    tab.clock.frame();
    expect(tab.live?.state.deltas).toBe(3);
    tab.streams.newest.send('1-4', 'thread.message.completed', tab.completed('1 2 '));
    await flushPromises();
    tab.clock.frame();
    expect(tab.live?.state.messages).toHaveLength(1);
  });

  it.each([
    [
      'thinking',
      'hub.message.thinking',
      { id: 'msg_1', delta: { thinking: { value: 'Hm. ', elapsed_ms: 1 } } },
    ],
    [
      'arguments of a tool call',
      'thread.run.step.delta',
      { id: 'step_1', delta: { step_details: { tool_calls: [{ index: 0, function: { arguments: '1' } }] } } },
    ],
  ])('show further deltas at the usual pace, and keep the outline: %s', async (_, event, data) => {
    tab.follow();
    tab.streams.newest.open();
    tab.streams.newest.send('1-1', 'thread.run.step.created', stepObject('step_1', 'in_progress'));
    tab.streams.newest.send('1-2', event, data);
    await flushPromises();
    tab.clock.frame();
    const { outlines } = tab.store.getState();
    expect(tab.live?.state.deltas).toBe(1);
    for (let seq = 3; seq < 10; seq++) tab.streams.newest.send(`1-${seq}`, event, data);
    await flushPromises();
    tab.clock.frame();
    expect(tab.live?.state.deltas, 'not at the next frame').toBe(1);
    tab.clock.frame(COMMIT_INTERVAL);
    expect(tab.live?.state.deltas).toBe(8);
    expect(tab.store.getState().outlines).toBe(outlines);
  });

  it('keep the same outline while only text is added', async () => {
    tab.follow();
    tab.streams.newest.open();
    tab.sendDeltas(1);
    await flushPromises();
    tab.clock.frame();
    const { outlines } = tab.store.getState();
    expect(outlines.run_1?.drafts).toEqual([{ id: 'msg_1', text: null, start: 0 }]);
    tab.sendDeltas(10, 2);
    await flushPromises();
    tab.clock.frame(COMMIT_INTERVAL);
    expect(tab.live?.state.deltas).toBe(11);
    expect(tab.store.getState().outlines).toBe(outlines);
    tab.streams.newest.send('1-12', 'thread.message.completed', tab.completed('done'));
    await flushPromises();
    tab.clock.frame();
    expect(tab.store.getState().outlines.run_1).toMatchObject({ drafts: [], messages: [{ id: 'msg_1' }] });
  });

  it('put the text of a draft into the outline once it no longer grows', async () => {
    tab.follow();
    tab.streams.newest.open();
    tab.sendDeltas(2);
    tab.streams.newest.lose();
    tab.clock.advance(60_000);
    await flushPromises();
    tab.clock.frame();
    expect(tab.store.getState().outlines.run_1?.drafts).toEqual([{ id: 'msg_1', text: '1 2 ', start: 0 }]);
  });

  it('are shared by all runs that are followed', async () => {
    tab.follow();
    tab.follow('run_2');
    const [one, two] = tab.streams.sources;
    let commits = 0;
    tab.store.subscribe(() => commits++);
    for (const source of [one, two]) {
      source?.open();
      source?.send('1-1', 'thread.message.delta', deltaOf(source === one ? 'msg_1' : 'msg_2', 'Text'));
    }
    await flushPromises();
    tab.clock.frame();
    expect(commits).toBe(1);
    expect(Object.values(tab.store.getState().runs).map(({ state }) => state.deltas)).toEqual([1, 1]);
  });

  it('write only new receipts to the storage', async () => {
    const writes: string[] = [];
    tab = new RunTab({
      getItem: () => null,
      setItem: (_, value) => void writes.push(value),
      removeItem: () => {},
    });
    tab.follow();
    tab.streams.newest.open();
    for (let seq = 1; seq <= 20; seq++) {
      tab.sendDeltas(1, seq);
      await flushPromises();
      tab.clock.frame(COMMIT_INTERVAL);
    }
    expect(tab.live?.state.deltas).toBe(20);
    expect(writes).toHaveLength(0);
    tab.streams.newest.send('1-21', 'thread.message.completed', tab.completed('done'));
    await flushPromises();
    tab.clock.frame();
    expect(writes).toHaveLength(1);
  });
});
