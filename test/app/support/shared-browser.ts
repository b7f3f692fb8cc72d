import { expect } from 'vitest';
import type { SharingOptions } from '../../../src/app/tabs/shared-event-source.ts';
import { flushPromises } from './fake-event-source.ts';
import { FakeRunHub } from './fake-run-hub.ts';
import { FakeTabs } from './fake-tabs.ts';
import { SharedTab } from './shared-tab.ts';

/** A browser whose tabs follow the same run. */
export class SharedBrowser {
  readonly hub = new FakeRunHub();
  readonly tabs: SharedTab[] = [];
  /** Messages between the tabs are lost. */
  dropsMessages = false;
  readonly fakes = new FakeTabs((receive) => this.dropsMessages || queueMicrotask(receive));

  /** Opens tabs one after another, which follow the run. */
  async openTabs(count: number, more: Partial<SharingOptions> = {}): Promise<SharedTab[]> {
    const opened: SharedTab[] = [];
    for (let each = 0; each < count; each++) {
      const tab = new SharedTab(this.fakes, this.hub, more);
      tab.follow();
      this.tabs.push(tab);
      opened.push(tab);
      await this.settle();
    }
    return opened;
  }

  /** Advances the clocks of all tabs, and waits until everything that was started is done. */
  async settle(milliseconds = 0): Promise<void> {
    for (let round = 0; round < 5; round++) {
      await flushPromises();
      for (const tab of this.tabs) tab.advance(round === 0 ? milliseconds : 0);
    }
  }

  /** Adds deltas to the run, and sends them over all connections. */
  async stream(count: number): Promise<void> {
    this.hub.write(count);
    this.hub.sendAll();
    await this.settle();
  }

  /** Expects that these tabs, or all, have the complete run. */
  expectComplete(...tabs: (SharedTab | undefined)[]): void {
    for (const tab of tabs.length > 0 ? tabs : this.tabs) {
      expect(tab?.live().state).toMatchObject({ deltas: this.hub.deltas(), missed: 0 });
      expect(tab?.text()).toBe(this.hub.text());
    }
  }
}
