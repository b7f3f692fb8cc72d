import { beforeEach, describe, expect, it } from 'vitest';
import type { SharingOptions } from '../../../src/app/api/shared-source.ts';
import { PATIENCE, SILENCE } from '../../../src/app/api/stream-follower.ts';
import { flushPromises } from '../support/fake-event-source.ts';
import { FakeRunHub } from '../support/fake-run-hub.ts';
import { FakeTabs, forbiddenLocks } from '../support/fake-tabs.ts';
import { SharedTab } from '../support/shared-tab.ts';

const PATH = '/v1/threads/thread_1/stream/run_1';
const CHANNEL = `symposium.stream.account_1.${PATH}`;

let hub: FakeRunHub;
let browser: FakeTabs;
let tabs: SharedTab[];

beforeEach(() => {
  hub = new FakeRunHub();
  browser = new FakeTabs((letter) => queueMicrotask(letter));
  tabs = [];
});

/** Opens so many tabs, one after another, which follow the run. */
async function openTabs(count: number, more: Partial<SharingOptions> = {}): Promise<SharedTab[]> {
  const opened: SharedTab[] = [];
  for (let each = 0; each < count; each++) {
    const tab = new SharedTab(browser, hub, more);
    tab.follow();
    tabs.push(tab);
    opened.push(tab);
    await settle();
  }
  return opened;
}

/** Lets all come to an end that was started, and so many milliseconds go by. */
async function settle(milliseconds = 0): Promise<void> {
  for (let round = 0; round < 5; round++) {
    await flushPromises();
    for (const tab of tabs) tab.advance(round === 0 ? milliseconds : 0);
  }
}

async function stream(count: number): Promise<void> {
  hub.write(count);
  hub.sendAll();
  await settle();
}

function expectAllWhole(among = tabs): void {
  for (const tab of among) {
    expect(tab.live().state).toMatchObject({ deltas: hub.deltas(), missed: 0 });
    expect(tab.text()).toBe(hub.text());
  }
}

describe('a stream that tabs share', () => {
  it('comes over one connection, and reaches each of them whole, however late they came', async () => {
    await openTabs(3);
    await stream(20);
    await openTabs(2);
    await stream(20);
    expectAllWhole();
    expect(hub.viewers.map(({ source }) => source.url)).toEqual([PATH]);
    for (const tab of tabs) expect(tab.live().connection).toBe('live');

    hub.end();
    hub.sendAll();
    await settle();
    for (const tab of tabs) expect(tab.live().connection).toBe('ended');
    expect(hub.viewers).toHaveLength(1);
    expect(tabs.flatMap(({ clock }) => clock.waiting)).toEqual([]);
  });

  it('is told to nobody while no other tab follows', async () => {
    let told = 0;
    await openTabs(1);
    browser
      .openTab()
      .openTabChannel(CHANNEL)
      .subscribe(() => (told += 1));
    await stream(10);
    expect(told).toBe(0);
    const [second] = await openTabs(1);
    await stream(10);
    expect(told).toBeGreaterThan(0);
    second?.leave();
    await settle();
    told = 0;
    await stream(10);
    expect(told).toBe(0);
  });

  it('is told in one message however much comes in a task', async () => {
    let told = 0;
    await openTabs(2);
    browser
      .openTab()
      .openTabChannel(CHANNEL)
      .subscribe(() => (told += 1));
    hub.write(500);
    hub.sendAll();
    expect(told).toBe(0);
    await settle();
    expect(told).toBe(1);
    expectAllWhole();
  });

  it('goes on after the last id in another tab when the one that had it is gone, and nobody is told of a reconnect', async () => {
    const [first, second, third] = await openTabs(3);
    await stream(10);
    hub.write(5);
    first?.kill();
    await settle();
    expect(hub.alive.map(({ source }) => source.url)).toEqual([`${PATH}?last_event_id=1-10`]);
    expect([second?.live().connection, third?.live().connection]).toEqual(['live', 'live']);
    hub.sendAll();
    await stream(5);
    expectAllWhole(tabs.slice(1));
    for (const tab of tabs.slice(1)) expect(tab.live().reconnects).toBe(0);
    expect(hub.viewers).toHaveLength(2);
  });

  it('is handed over at once by a tab that leads and follows no longer, which may come back to it', async () => {
    const [first] = await openTabs(3);
    await stream(10);
    first?.leave();
    await settle();
    expect(hub.alive).toHaveLength(1);
    expect(first?.connections).toBe(0);
    await stream(10);
    first?.follow();
    await settle();
    await stream(10);
    expectAllWhole();
    expect(hub.alive).toHaveLength(1);
    expect(first?.connections).toBe(0);
  });

  it('is live at once for a tab that comes back to it', async () => {
    const [, second] = await openTabs(2);
    await stream(10);
    second?.leave();
    await settle();
    second?.follow();
    await settle();
    expect(second?.live()).toMatchObject({ connection: 'live', reconnects: 0 });
  });

  it('is whole for a tab that comes after the lead has passed on', async () => {
    const [first] = await openTabs(2);
    await stream(10);
    first?.kill();
    await settle();
    await stream(10);
    await openTabs(1);
    expectAllWhole(tabs.slice(1));
    expect(hub.alive).toHaveLength(1);
  });

  it('says in all tabs alike that its connection is lost, and counts one reconnect', async () => {
    await openTabs(3);
    await stream(10);
    hub.alive[0]?.source.lose();
    await settle();
    for (const tab of tabs) expect(tab.live().connection).toBe('reconnecting');
    await stream(10);
    expectAllWhole();
    for (const tab of tabs) expect(tab.live()).toMatchObject({ connection: 'live', reconnects: 1 });
  });

  it('is asked for again, once, when the hub has refused it', async () => {
    await openTabs(3);
    await stream(10);
    hub.alive[0]?.source.giveUp();
    await settle();
    for (const tab of tabs) expect(tab.live().connection).toBe('reconnecting');
    await settle(500);
    await stream(10);
    expectAllWhole();
    expect(hub.alive).toHaveLength(1);
  });

  it('is opened by a tab itself that lacks more than the one that leads can tell', async () => {
    const [first] = await openTabs(1);
    await stream(10);
    first?.leave();
    await settle();
    first?.follow();
    await settle();
    await openTabs(1);
    await stream(10);
    expect(tabs.map(({ connections }) => connections)).toEqual([1, 1]);
    expectAllWhole();

    first?.leave();
    await settle();
    await stream(10);
    first?.follow();
    await settle();
    await stream(10);
    expect(
      tabs.map(({ connections }) => connections),
      'the other leads now',
    ).toEqual([0, 1]);
    expectAllWhole();
  });

  it('is asked for again by a tab that something has not reached', async () => {
    let isLost = false;
    browser = new FakeTabs((letter) => isLost || queueMicrotask(letter));
    await openTabs(2);
    await stream(10);
    isLost = true;
    await stream(5);
    isLost = false;
    await stream(5);
    expectAllWhole();
    expect(hub.viewers).toHaveLength(1);
  });

  it('is whole in each tab though the hub sends no ids, and starts over with each connection', async () => {
    hub.hasIds = false;
    const [first] = await openTabs(2);
    await stream(10);
    hub.write(5);
    hub.sendAll();
    await openTabs(1);
    expectAllWhole();
    first?.kill();
    await settle();
    await stream(5);
    expectAllWhole(tabs.slice(1));
    hub.alive[0]?.source.lose();
    await stream(5);
    expectAllWhole(tabs.slice(1));
    expect(hub.viewers).toHaveLength(2);
  });

  it('is kept apart from that of another account', async () => {
    await openTabs(1);
    await openTabs(1, { accountId: 'account_2' });
    expect(hub.alive).toHaveLength(2);
  });

  it.each([
    ['locks', { locks: null }],
    ['channels', { openTabChannel: null }],
    ['locks for pages like this one', { locks: forbiddenLocks }],
  ] as const)('is opened by each tab where the browser has no %s', async (_, lacking) => {
    await openTabs(5, lacking);
    await stream(10);
    expect(hub.alive).toHaveLength(5);
    expectAllWhole();
    for (const tab of tabs) tab.leave();
    await settle();
    expect(hub.alive).toEqual([]);
  });
});

describe('a tab that leads and does not answer', () => {
  it('is left, by the tabs that somebody looks at', async () => {
    const [frozen, seen, hidden] = await openTabs(3);
    hidden?.clock.setHidden(true);
    await stream(10);
    frozen?.tab.setFrozen(true);
    await settle(SILENCE);
    expect(hub.alive).toHaveLength(1);
    await settle(PATIENCE);
    expect([seen?.connections, hidden?.connections]).toEqual([1, 0]);
    hub.write(10);
    hub.sendAll();
    expect(hub.deltas()).toBe(20);
    await settle();
    expectAllWhole([seen as SharedTab]);

    hidden?.clock.setHidden(false);
    await settle(PATIENCE);
    hub.sendAll();
    await settle();
    expectAllWhole([hidden as SharedTab]);
  });

  it('does not keep a tab waiting that has just come', async () => {
    const [frozen] = await openTabs(1);
    frozen?.tab.setFrozen(true);
    await openTabs(1);
    await settle(PATIENCE);
    await stream(5);
    expectAllWhole(tabs.slice(1));
  });

  it('is followed on when it only had nothing to tell', async () => {
    await openTabs(2);
    await stream(10);
    for (let waited = 0; waited < 6 * SILENCE; waited += 1_000) await settle(1_000);
    expect(hub.viewers).toHaveLength(1);
    await stream(10);
    expectAllWhole();
  });

  it('is followed by none when another has led since', async () => {
    const [first, second, third] = await openTabs(3);
    await stream(10);
    first?.tab.setFrozen(true);
    await settle(SILENCE);
    await settle(PATIENCE);
    first?.kill();
    await settle();
    await stream(10);
    expectAllWhole([second, third] as SharedTab[]);
    await openTabs(1);
    await stream(10);
    expectAllWhole(tabs.slice(1));
    expect(tabs[3]?.connections).toBe(0);
  });
});
