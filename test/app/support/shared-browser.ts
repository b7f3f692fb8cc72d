import { expect } from 'vitest';
import type { SharingOptions } from '../../../src/app/tabs/shared-source.ts';
import { flushPromises } from './fake-event-source.ts';
import { FakeRunHub } from './fake-run-hub.ts';
import { FakeTabs } from './fake-tabs.ts';
import { SharedTab } from './shared-tab.ts';

/** A browser whose tabs follow the same run. */
export class SharedBrowser {
  readonly hub = new FakeRunHub();
  readonly tabs: SharedTab[] = [];
  /** Nothing that the tabs say to each other arrives. */
  isDeaf = false;
  readonly fakes = new FakeTabs((letter) => this.isDeaf || queueMicrotask(letter));

  /** Opens so many tabs, one after another, which follow the run. */
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

  /** Lets all come to an end that was started, and so many milliseconds go by. */
  async settle(milliseconds = 0): Promise<void> {
    for (let round = 0; round < 5; round++) {
      await flushPromises();
      for (const tab of this.tabs) tab.advance(round === 0 ? milliseconds : 0);
    }
  }

  /** The run has so many more deltas, which reach all who have a connection. */
  async stream(count: number): Promise<void> {
    this.hub.write(count);
    this.hub.sendAll();
    await this.settle();
  }

  /** These tabs, or all of them, show the whole run. */
  expectWhole(...tabs: (SharedTab | undefined)[]): void {
    for (const tab of tabs.length > 0 ? tabs : this.tabs) {
      expect(tab?.live().state).toMatchObject({ deltas: this.hub.deltas(), missed: 0 });
      expect(tab?.text()).toBe(this.hub.text());
    }
  }
}
