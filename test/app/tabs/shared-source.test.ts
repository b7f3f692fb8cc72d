import { beforeEach, describe, expect, it } from 'vitest';
import { forbiddenLocks } from '../support/fake-tabs.ts';
import { SharedBrowser } from '../support/shared-browser.ts';

const PATH = '/v1/threads/thread_1/stream/run_1';
const CHANNEL = `symposium.stream.account_1.${PATH}`;

let browser: SharedBrowser;

beforeEach(() => {
  browser = new SharedBrowser();
});

describe('a stream that tabs share', () => {
  it('comes over one connection, and reaches each of them whole, however late they came', async () => {
    await browser.openTabs(3);
    await browser.stream(20);
    await browser.openTabs(2);
    await browser.stream(20);
    browser.expectWhole();
    expect(browser.hub.viewers.map(({ source }) => source.url)).toEqual([PATH]);
    for (const tab of browser.tabs) expect(tab.live().connection).toBe('live');

    browser.hub.end();
    browser.hub.sendAll();
    await browser.settle();
    for (const tab of browser.tabs) expect(tab.live().connection).toBe('ended');
    expect(browser.hub.viewers).toHaveLength(1);
    expect(browser.tabs.flatMap(({ clock }) => clock.waiting)).toEqual([]);
  });

  it('is told to nobody while no other tab follows', async () => {
    let told = 0;
    await browser.openTabs(1);
    browser.fakes
      .openTab()
      .openTabChannel(CHANNEL)
      .subscribe(() => (told += 1));
    await browser.stream(10);
    expect(told).toBe(0);
    const [second] = await browser.openTabs(1);
    await browser.stream(10);
    expect(told).toBeGreaterThan(0);
    second?.leave();
    await browser.settle();
    told = 0;
    await browser.stream(10);
    expect(told).toBe(0);
  });

  it('is told in one message however much comes in a task', async () => {
    let told = 0;
    await browser.openTabs(2);
    browser.fakes
      .openTab()
      .openTabChannel(CHANNEL)
      .subscribe(() => (told += 1));
    browser.hub.write(500);
    browser.hub.sendAll();
    expect(told).toBe(0);
    await browser.settle();
    expect(told).toBe(1);
    browser.expectWhole();
  });

  it('goes on after the last id in another tab when the one that had it is gone, and nobody is told of a reconnect', async () => {
    const [first, second, third] = await browser.openTabs(3);
    await browser.stream(10);
    browser.hub.write(5);
    first?.kill();
    await browser.settle();
    expect(browser.hub.alive.map(({ source }) => source.url)).toEqual([`${PATH}?last_event_id=1-10`]);
    expect([second?.live().connection, third?.live().connection]).toEqual(['live', 'live']);
    browser.hub.sendAll();
    await browser.stream(5);
    browser.expectWhole(...browser.tabs.slice(1));
    for (const tab of browser.tabs.slice(1)) expect(tab.live().reconnects).toBe(0);
    expect(browser.hub.viewers).toHaveLength(2);
  });

  it('is handed over at once by a tab that leads and follows no longer, which may come back to it', async () => {
    const [first] = await browser.openTabs(3);
    await browser.stream(10);
    first?.leave();
    await browser.settle();
    expect(browser.hub.alive).toHaveLength(1);
    expect(first?.connections).toBe(0);
    await browser.stream(10);
    first?.follow();
    await browser.settle();
    await browser.stream(10);
    browser.expectWhole();
    expect(browser.hub.alive).toHaveLength(1);
    expect(first?.connections).toBe(0);
  });

  it('is live at once for a tab that comes back to it', async () => {
    const [, second] = await browser.openTabs(2);
    await browser.stream(10);
    second?.leave();
    await browser.settle();
    second?.follow();
    await browser.settle();
    expect(second?.live()).toMatchObject({ connection: 'live', reconnects: 0 });
  });

  it('is whole for a tab that comes after the lead has passed on', async () => {
    const [first] = await browser.openTabs(2);
    await browser.stream(10);
    first?.kill();
    await browser.settle();
    await browser.stream(10);
    await browser.openTabs(1);
    browser.expectWhole(...browser.tabs.slice(1));
    expect(browser.hub.alive).toHaveLength(1);
  });

  it('says in all tabs alike that its connection is lost, and counts one reconnect', async () => {
    await browser.openTabs(3);
    await browser.stream(10);
    browser.hub.alive[0]?.source.lose();
    await browser.settle();
    for (const tab of browser.tabs) expect(tab.live().connection).toBe('reconnecting');
    await browser.stream(10);
    browser.expectWhole();
    for (const tab of browser.tabs) expect(tab.live()).toMatchObject({ connection: 'live', reconnects: 1 });
  });

  it('is asked for again, once, when the hub has refused it', async () => {
    await browser.openTabs(3);
    await browser.stream(10);
    browser.hub.alive[0]?.source.giveUp();
    await browser.settle();
    for (const tab of browser.tabs) expect(tab.live().connection).toBe('reconnecting');
    await browser.settle(500);
    await browser.stream(10);
    browser.expectWhole();
    expect(browser.hub.alive).toHaveLength(1);
  });

  it('is opened by a tab itself that lacks more than the one that leads can tell', async () => {
    const [first] = await browser.openTabs(1);
    await browser.stream(10);
    first?.leave();
    await browser.settle();
    first?.follow();
    await browser.settle();
    await browser.openTabs(1);
    await browser.stream(10);
    expect(browser.tabs.map(({ connections }) => connections)).toEqual([1, 1]);
    browser.expectWhole();

    first?.leave();
    await browser.settle();
    await browser.stream(10);
    first?.follow();
    await browser.settle();
    await browser.stream(10);
    expect(
      browser.tabs.map(({ connections }) => connections),
      'the other leads now',
    ).toEqual([0, 1]);
    browser.expectWhole();
  });

  it('is asked for again by a tab that something has not reached', async () => {
    await browser.openTabs(2);
    await browser.stream(10);
    browser.isDeaf = true;
    await browser.stream(5);
    browser.isDeaf = false;
    await browser.stream(5);
    browser.expectWhole();
    expect(browser.hub.viewers).toHaveLength(1);
  });

  it('is whole in each tab though the hub sends no ids, and starts over with each connection', async () => {
    browser.hub.hasIds = false;
    const [first] = await browser.openTabs(2);
    await browser.stream(10);
    browser.hub.write(5);
    browser.hub.sendAll();
    await browser.openTabs(1);
    browser.expectWhole();
    first?.kill();
    await browser.settle();
    await browser.stream(5);
    browser.expectWhole(...browser.tabs.slice(1));
    browser.hub.alive[0]?.source.lose();
    await browser.stream(5);
    browser.expectWhole(...browser.tabs.slice(1));
    expect(browser.hub.viewers).toHaveLength(2);
  });

  it('is kept apart from that of another account', async () => {
    await browser.openTabs(1);
    await browser.openTabs(1, { accountId: 'account_2' });
    expect(browser.hub.alive).toHaveLength(2);
  });

  it.each([
    ['locks', { locks: null }],
    ['channels', { openTabChannel: null }],
    ['locks for pages like this one', { locks: forbiddenLocks }],
  ] as const)('is opened by each tab where the browser has no %s', async (_, lacking) => {
    await browser.openTabs(5, lacking);
    await browser.stream(10);
    expect(browser.hub.alive).toHaveLength(5);
    browser.expectWhole();
    for (const tab of browser.tabs) tab.leave();
    await browser.settle();
    expect(browser.hub.alive).toEqual([]);
  });
});
