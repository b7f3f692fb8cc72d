import { beforeEach, describe, expect, it } from 'vitest';
import { PATIENCE, SILENCE } from '../../../src/app/tabs/stream-follower.ts';
import { SharedBrowser } from '../support/shared-browser.ts';

let browser: SharedBrowser;

beforeEach(() => {
  browser = new SharedBrowser();
});

describe('a tab that leads and does not answer', () => {
  it('is left, by the tabs that somebody looks at', async () => {
    const [frozen, seen, hidden] = await browser.openTabs(3);
    hidden?.clock.setHidden(true);
    await browser.stream(10);
    frozen?.tab.setFrozen(true);
    await browser.settle(SILENCE);
    expect(browser.hub.alive).toHaveLength(1);
    await browser.settle(PATIENCE);
    expect([seen?.connections, hidden?.connections]).toEqual([1, 0]);
    browser.hub.write(10);
    browser.hub.sendAll();
    expect(browser.hub.deltas()).toBe(20);
    await browser.settle();
    browser.expectWhole(seen);

    hidden?.clock.setHidden(false);
    await browser.settle(PATIENCE);
    browser.hub.sendAll();
    await browser.settle();
    browser.expectWhole(hidden);
  });

  it('does not keep a tab waiting that has just come', async () => {
    const [frozen] = await browser.openTabs(1);
    frozen?.tab.setFrozen(true);
    await browser.openTabs(1);
    await browser.settle(PATIENCE);
    await browser.stream(5);
    browser.expectWhole(...browser.tabs.slice(1));
  });

  it('is followed on when it only had nothing to tell', async () => {
    await browser.openTabs(2);
    await browser.stream(10);
    for (let waited = 0; waited < 6 * SILENCE; waited += 1_000) await browser.settle(1_000);
    expect(browser.hub.viewers).toHaveLength(1);
    await browser.stream(10);
    browser.expectWhole();
  });

  it('is followed by none when another has led since', async () => {
    const [first, second, third] = await browser.openTabs(3);
    await browser.stream(10);
    first?.tab.setFrozen(true);
    await browser.settle(SILENCE);
    await browser.settle(PATIENCE);
    first?.kill();
    await browser.settle();
    await browser.stream(10);
    browser.expectWhole(second, third);
    await browser.openTabs(1);
    await browser.stream(10);
    browser.expectWhole(...browser.tabs.slice(1));
    expect(browser.tabs[3]?.connections).toBe(0);
  });
});
