import { beforeEach, describe, expect, it } from 'vitest';
import { ANSWER_TIMEOUT, MAX_SILENCE } from '../../../src/app/tabs/stream-follower.ts';
import { SharedBrowser } from '../support/shared-browser.ts';

let browser: SharedBrowser;

beforeEach(() => {
  browser = new SharedBrowser();
});

describe('a leading tab that does not answer', () => {
  it('is abandoned by the visible tabs', async () => {
    const [frozen, seen, hidden] = await browser.openTabs(3);
    hidden?.clock.setHidden(true);
    await browser.stream(10);
    frozen?.tab.setFrozen(true);
    await browser.settle(MAX_SILENCE);
    expect(browser.hub.alive).toHaveLength(1);
    await browser.settle(ANSWER_TIMEOUT);
    expect([seen?.connections, hidden?.connections]).toEqual([1, 0]);
    browser.hub.write(10);
    browser.hub.sendAll();
    expect(browser.hub.deltas()).toBe(20);
    await browser.settle();
    browser.expectComplete(seen);

    hidden?.clock.setHidden(false);
    await browser.settle(ANSWER_TIMEOUT);
    browser.hub.sendAll();
    await browser.settle();
    browser.expectComplete(hidden);
  });

  it('is abandoned by a new tab after the answer timeout', async () => {
    const [frozen] = await browser.openTabs(1);
    frozen?.tab.setFrozen(true);
    await browser.openTabs(1);
    await browser.settle(ANSWER_TIMEOUT);
    await browser.stream(5);
    browser.expectComplete(...browser.tabs.slice(1));
  });

  it('is still followed if it only had nothing to send', async () => {
    await browser.openTabs(2);
    await browser.stream(10);
    for (let waited = 0; waited < 6 * MAX_SILENCE; waited += 1_000) await browser.settle(1_000);
    expect(browser.hub.viewers).toHaveLength(1);
    await browser.stream(10);
    browser.expectComplete();
  });

  it('is not followed after another tab has become the leader', async () => {
    const [first, second, third] = await browser.openTabs(3);
    await browser.stream(10);
    first?.tab.setFrozen(true);
    await browser.settle(MAX_SILENCE);
    await browser.settle(ANSWER_TIMEOUT);
    first?.kill();
    await browser.settle();
    await browser.stream(10);
    browser.expectComplete(second, third);
    await browser.openTabs(1);
    await browser.stream(10);
    browser.expectComplete(...browser.tabs.slice(1));
    expect(browser.tabs[3]?.connections).toBe(0);
  });
});
