import { beforeEach, describe, expect, it } from 'vitest';
import { MIN_HOLD, MAX_WAIT, SLOTS } from '../../../src/app/tabs/stream-slots.ts';
import { ESTABLISH_TIMEOUT } from '../../../src/client/run-stream-reconnection.ts';
import { flushPromises } from '../support/fake-event-source.ts';
import { FakeRunHub } from '../support/fake-run-hub.ts';
import { FakeTabs } from '../support/fake-tabs.ts';
import { SharedTab } from '../support/shared-tab.ts';

let hub: FakeRunHub;
let browser: FakeTabs;
let tabs: SharedTab[];

beforeEach(() => {
  hub = new FakeRunHub();
  browser = new FakeTabs((deliver) => queueMicrotask(deliver));
  tabs = [];
});

const runOf = (index: number) => `run_${index}`;

async function settle(milliseconds = 0): Promise<void> {
  for (let round = 0; round < 6; round++) {
    await flushPromises();
    for (const tab of tabs) tab.advance(round === 0 ? milliseconds : 0);
    hub.sendAll();
    expect(hub.alive.length).toBeLessThanOrEqual(SLOTS);
  }
}

/** Opens tabs, each of which follows its own run. */
async function openTabs(count: number): Promise<void> {
  for (let each = 0; each < count; each++) {
    const tab = new SharedTab(browser, hub);
    tab.follow(runOf(tabs.length));
    tabs.push(tab);
    await settle();
  }
}

/** Streams all runs for some time. Returns, for each tab, the longest time without a new delta, in milliseconds. */
async function streamFor(milliseconds: number, runs = tabs.length): Promise<number[]> {
  const waits = tabs.map(() => 0);
  const longest = tabs.map(() => 0);
  for (let passed = 0; passed < milliseconds; passed += 250) {
    const before = tabs.map((tab, index) => tab.live(runOf(index)).state.deltas);
    for (let index = 0; index < runs; index++) hub.write(5, runOf(index));
    await settle(250);
    for (const [index, tab] of tabs.entries()) {
      const isNew = tab.live(runOf(index)).state.deltas > (before[index] ?? 0);
      waits[index] = isNew ? 0 : (waits[index] ?? 0) + 250;
      longest[index] = Math.max(longest[index] ?? 0, waits[index] ?? 0);
    }
  }
  return longest;
}

function expectAllComplete(): void {
  for (const [index, tab] of tabs.entries()) {
    expect(tab.live(runOf(index))).toMatchObject({ connection: 'live', reconnects: 0, state: { missed: 0 } });
    expect(tab.text(runOf(index))).toBe(hub.text(runOf(index)));
  }
}

describe('the slots for streams of different runs', () => {
  it('stay with their tabs while there are enough', async () => {
    await openTabs(SLOTS);
    await streamFor(10 * MIN_HOLD);
    expectAllComplete();
    expect(hub.viewers).toHaveLength(SLOTS);
  });

  it.each([5, 8, 12])(
    'are shared in turns by %i tabs, so that each is live, and complete in the end',
    async (count) => {
      await openTabs(count);
      const waits = await streamFor(20 * MIN_HOLD);
      const turns = Math.ceil(count / SLOTS);
      for (const wait of waits) expect(wait).toBeLessThanOrEqual(turns * (MIN_HOLD + 250));
      for (let index = 0; index < count; index++) hub.end(runOf(index));
      for (let turn = 0; turn <= turns; turn++) await settle(MIN_HOLD);
      for (const [index, tab] of tabs.entries()) {
        expect(tab.live(runOf(index))).toMatchObject({ connection: 'ended', reconnects: 0 });
        expect(tab.live(runOf(index)).state).toMatchObject({ deltas: hub.deltas(runOf(index)), missed: 0 });
        expect(tab.text(runOf(index))).toBe(hub.text(runOf(index)));
      }
      expect(tabs.flatMap(({ clock }) => clock.waiting)).toEqual([]);
    },
  );

  it('are yielded at once to a new tab by tabs that have held theirs for long', async () => {
    await openTabs(SLOTS);
    await settle(10 * MIN_HOLD);
    await openTabs(1);
    await settle();
    expect(tabs.at(-1)?.connections).toBe(1);
  });

  it('are held for at least a second', async () => {
    await openTabs(SLOTS + 1);
    await settle(MIN_HOLD - 1);
    expect(hub.viewers).toHaveLength(SLOTS);
    await settle(1);
    expect(tabs.at(-1)?.connections).toBe(1);
  });

  it('are free when their tab is gone, and when it stops following', async () => {
    await openTabs(SLOTS + 2);
    tabs[0]?.kill();
    tabs[1]?.leave(runOf(1));
    await settle();
    expect(tabs.slice(-2).map(({ connections }) => connections)).toEqual([1, 1]);
  });

  it('are not requested by a tab that has stopped following', async () => {
    await openTabs(SLOTS + 1);
    tabs.at(-1)?.leave(runOf(SLOTS));
    await settle(5 * MIN_HOLD);
    expect(hub.viewers).toHaveLength(SLOTS);
    expect(tabs.at(-1)?.clock.waiting).toEqual([]);
  });

  it('are free again if no connection can be opened, and the run is interrupted', async () => {
    for (let index = 0; index < SLOTS; index++) {
      const tab = new SharedTab(browser, hub, {
        openEventSource() {
          throw new DOMException('Not here.', 'SecurityError');
        },
      });
      tab.follow(runOf(index));
      tabs.push(tab);
    }
    await settle();
    await openTabs(1);
    expect(tabs.at(-1)?.connections).toBe(1);
    await settle(2 * ESTABLISH_TIMEOUT);
    expect(tabs[0]?.live(runOf(0)).connection).toBe('interrupted');
  });

  it('are not waited for by a visible tab if the tabs that hold them are frozen', async () => {
    await openTabs(SLOTS);
    for (const tab of tabs) tab.tab.setFrozen(true);
    const frozen = tabs;
    tabs = [];
    const seen = new SharedTab(browser, hub);
    const hidden = new SharedTab(browser, hub);
    hidden.clock.setHidden(true);
    seen.follow('run_8');
    hidden.follow('run_9');
    tabs = [seen, hidden];
    await flushPromises();
    for (const tab of tabs) tab.advance(MAX_WAIT);
    await flushPromises();
    expect(tabs.map(({ connections }) => connections)).toEqual([1, 0]);
    for (const tab of frozen) tab.kill();
    await flushPromises();
    expect(tabs.map(({ connections }) => connections)).toEqual([1, 1]);
  });
});
