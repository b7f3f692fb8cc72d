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
  it('comes over one connection, and reaches each tab completely, even one that opened late', async () => {
    await browser.openTabs(3);
    await browser.stream(20);
    await browser.openTabs(2);
    await browser.stream(20);
    browser.expectComplete();
    expect(browser.hub.viewers.map(({ source }) => source.url)).toEqual([PATH]);
    for (const tab of browser.tabs) expect(tab.live().connection).toBe('live');

    browser.hub.end();
    browser.hub.sendAll();
    await browser.settle();
    for (const tab of browser.tabs) expect(tab.live().connection).toBe('ended');
    expect(browser.hub.viewers).toHaveLength(1);
    expect(browser.tabs.flatMap(({ clock }) => clock.waiting)).toEqual([]);
  });

  it('is not relayed while no other tab follows', async () => {
    let relayed = 0;
    await browser.openTabs(1);
    browser.fakes
      .openTab()
      .openTabChannel(CHANNEL)
      .subscribe(() => (relayed += 1));
    await browser.stream(10);
    expect(relayed).toBe(0);
    const [second] = await browser.openTabs(1);
    await browser.stream(10);
    expect(relayed).toBeGreaterThan(0);
    second?.leave();
    await browser.settle();
    relayed = 0;
    await browser.stream(10);
    expect(relayed).toBe(0);
  });

  it('is relayed in one message per task', async () => {
    let relayed = 0;
    await browser.openTabs(2);
    browser.fakes
      .openTab()
      .openTabChannel(CHANNEL)
      .subscribe(() => (relayed += 1));
    browser.hub.write(500);
    browser.hub.sendAll();
    expect(relayed).toBe(0);
    await browser.settle();
    expect(relayed).toBe(1);
    browser.expectComplete();
  });

  it('resumes after the last id in another tab when the leading tab is gone, without a reconnect being counted', async () => {
    const [first, second, third] = await browser.openTabs(3);
    await browser.stream(10);
    browser.hub.write(5);
    first?.kill();
    await browser.settle();
    expect(browser.hub.alive.map(({ source }) => source.url)).toEqual([`${PATH}?last_event_id=1-10`]);
    expect([second?.live().connection, third?.live().connection]).toEqual(['live', 'live']);
    browser.hub.sendAll();
    await browser.stream(5);
    browser.expectComplete(...browser.tabs.slice(1));
    for (const tab of browser.tabs.slice(1)) expect(tab.live().reconnects).toBe(0);
    expect(browser.hub.viewers).toHaveLength(2);
  });

  it('moves to another leader at once when the leading tab stops following, and that tab can follow again', async () => {
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
    browser.expectComplete();
    expect(browser.hub.alive).toHaveLength(1);
    expect(first?.connections).toBe(0);
  });

  it('is live at once for a tab that follows again', async () => {
    const [, second] = await browser.openTabs(2);
    await browser.stream(10);
    second?.leave();
    await browser.settle();
    second?.follow();
    await browser.settle();
    expect(second?.live()).toMatchObject({ connection: 'live', reconnects: 0 });
  });

  it('is complete for a tab that opens after the leader has changed', async () => {
    const [first] = await browser.openTabs(2);
    await browser.stream(10);
    first?.kill();
    await browser.settle();
    await browser.stream(10);
    await browser.openTabs(1);
    browser.expectComplete(...browser.tabs.slice(1));
    expect(browser.hub.alive).toHaveLength(1);
  });

  it('shows a lost connection in all tabs, and counts one reconnect', async () => {
    await browser.openTabs(3);
    await browser.stream(10);
    browser.hub.alive[0]?.source.lose();
    await browser.settle();
    for (const tab of browser.tabs) expect(tab.live().connection).toBe('reconnecting');
    await browser.stream(10);
    browser.expectComplete();
    for (const tab of browser.tabs) expect(tab.live()).toMatchObject({ connection: 'live', reconnects: 1 });
  });

  it('is requested again, once, after the hub has refused it', async () => {
    await browser.openTabs(3);
    await browser.stream(10);
    browser.hub.alive[0]?.source.closeForGood();
    await browser.settle();
    for (const tab of browser.tabs) expect(tab.live().connection).toBe('reconnecting');
    await browser.settle(500);
    await browser.stream(10);
    browser.expectComplete();
    expect(browser.hub.alive).toHaveLength(1);
  });

  it('is opened by a tab itself if the log of the leader begins too late for it', async () => {
    const [first] = await browser.openTabs(1);
    await browser.stream(10);
    first?.leave();
    await browser.settle();
    first?.follow();
    await browser.settle();
    await browser.openTabs(1);
    await browser.stream(10);
    expect(browser.tabs.map(({ connections }) => connections)).toEqual([1, 1]);
    browser.expectComplete();

    first?.leave();
    await browser.settle();
    await browser.stream(10);
    first?.follow();
    await browser.settle();
    await browser.stream(10);
    expect(
      browser.tabs.map(({ connections }) => connections),
      'the other tab leads now',
    ).toEqual([0, 1]);
    browser.expectComplete();
  });

  it('is requested from the leader by a tab that has missed messages', async () => {
    await browser.openTabs(2);
    await browser.stream(10);
    browser.dropsMessages = true;
    await browser.stream(5);
    browser.dropsMessages = false;
    await browser.stream(5);
    browser.expectComplete();
    expect(browser.hub.viewers).toHaveLength(1);
  });

  it('is complete in each tab if the hub sends no ids and starts over with each connection', async () => {
    browser.hub.hasIds = false;
    const [first] = await browser.openTabs(2);
    await browser.stream(10);
    browser.hub.write(5);
    browser.hub.sendAll();
    await browser.openTabs(1);
    browser.expectComplete();
    first?.kill();
    await browser.settle();
    await browser.stream(5);
    browser.expectComplete(...browser.tabs.slice(1));
    browser.hub.alive[0]?.source.lose();
    await browser.stream(5);
    browser.expectComplete(...browser.tabs.slice(1));
    expect(browser.hub.viewers).toHaveLength(2);
  });

  it('is separate from that of another account', async () => {
    await browser.openTabs(1);
    await browser.openTabs(1, { accountId: 'account_2' });
    expect(browser.hub.alive).toHaveLength(2);
  });

  it.each([
    ['locks', { locks: null }],
    ['channels', { openTabChannel: null }],
    ['locks for pages like this one', { locks: forbiddenLocks }],
  ] as const)('is opened by each tab if the browser has no %s', async (_, lacking) => {
    await browser.openTabs(5, lacking);
    await browser.stream(10);
    expect(browser.hub.alive).toHaveLength(5);
    browser.expectComplete();
    for (const tab of browser.tabs) tab.leave();
    await browser.settle();
    expect(browser.hub.alive).toEqual([]);
  });
});
