import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { SLOTS } from '../../../src/app/tabs/stream-slots.ts';
import { FakeRunHub } from '../support/fake-run-hub.ts';
import { FakeTabs, type FakeTab } from '../support/fake-tabs.ts';
import { SharedTab } from '../support/shared-tab.ts';

const TABS = 4;

type Step =
  | { does: 'write' | 'send' | 'deliver' | 'wait'; count: number; which: number }
  | { does: 'follow' | 'leave' | 'refresh' | 'kill' | 'cut' | 'refuse'; which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constantFrom('write', 'send', 'deliver', 'wait'),
      count: fc.integer({ min: 1, max: 6 }),
      which: fc.nat(50),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constantFrom('follow', 'leave', 'refresh', 'kill', 'cut', 'refuse'),
      which: fc.nat(50),
    }),
  },
);

/** Runs everything that only waits for promises. Without a task, because there are many steps. */
async function settlePromises(): Promise<void> {
  for (let tick = 0; tick < 50; tick++) await Promise.resolve();
}

/** Tabs whose messages the test delivers: in order between two tabs, and otherwise in any order. */
class Browser {
  readonly hub = new FakeRunHub();
  readonly runIds: string[];
  readonly tabs: (SharedTab | null)[] = Array.from({ length: TABS }, () => null);
  readonly #mail: { from: FakeTab; to: FakeTab; message: () => void }[] = [];
  readonly #fakes = new FakeTabs((message, from, to) => void this.#mail.push({ from, to, message }));

  constructor(runs: number) {
    this.runIds = Array.from({ length: runs }, (_, index) => `run_${index}`);
  }

  #runOf(which: number): string {
    return this.runIds[which % this.runIds.length] ?? '';
  }

  /** Delivers the oldest message from one tab to another. */
  #deliver(which: number): void {
    const first = this.#mail.filter(
      ({ from, to }, index) =>
        this.#mail.findIndex((other) => other.from === from && other.to === to) === index,
    );
    const next = first[which % first.length];
    if (!next) return;
    this.#mail.splice(this.#mail.indexOf(next), 1);
    next.message();
  }

  async take(next: Step): Promise<void> {
    const place = next.which % TABS;
    const runId = this.#runOf(Math.floor(next.which / TABS));
    const tab = this.tabs[place];
    const viewer = this.hub.alive[next.which % this.hub.alive.length];
    switch (next.does) {
      case 'write':
        this.hub.write(next.count, runId);
        break;
      case 'send':
        if (viewer) this.hub.send(viewer, next.count);
        break;
      case 'deliver':
        for (let each = 0; each < next.count; each++) this.#deliver(next.which);
        break;
      case 'wait':
        tab?.advance(next.count * 300);
        break;
      case 'follow':
        this.tabs[place] ??= new SharedTab(this.#fakes, this.hub);
        if (!this.tabs[place]?.isFollowing(runId)) this.tabs[place]?.follow(runId);
        break;
      case 'leave':
        if (tab?.isFollowing(runId)) tab.leave(runId);
        break;
      case 'kill':
      case 'refresh':
        tab?.kill();
        this.tabs[place] = next.does === 'kill' ? null : new SharedTab(this.#fakes, this.hub);
        if (next.does === 'refresh') this.tabs[place]?.follow(runId);
        break;
      case 'cut':
        if (viewer?.source.readyState === 1) viewer.source.lose();
        break;
      case 'refuse':
        viewer?.source.closeForGood();
    }
    await settlePromises();
    expect(this.hub.alive.length).toBeLessThanOrEqual(SLOTS);
  }

  /** The tabs, each with every run that it follows. */
  get followed(): [tab: SharedTab, runId: string][] {
    return this.tabs.flatMap((tab) =>
      this.runIds.flatMap((runId): [SharedTab, string][] => (tab?.isFollowing(runId) ? [[tab, runId]] : [])),
    );
  }

  /** Advances the clocks until a condition is true for all tabs. */
  async until(isSo: (tab: SharedTab, runId: string) => boolean): Promise<void> {
    for (let round = 0; round < 40 && !this.followed.every(([tab, runId]) => isSo(tab, runId)); round++) {
      while (this.#mail.length > 0) {
        this.#deliver(0);
        await settlePromises();
      }
      for (const tab of this.tabs) tab?.advance(500);
      await settlePromises();
      this.hub.sendAll();
      await settlePromises();
      expect(this.hub.alive.length).toBeLessThanOrEqual(SLOTS);
    }
  }
}

it.each([1, 3, 6])(
  'gives each tab the complete stream of each of %i runs while tabs open and close and connections break',
  async (runs) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const browser = new Browser(runs);
        for (const next of steps) await browser.take(next);
        const isComplete = (tab: SharedTab, runId: string) =>
          tab.live(runId).state.deltas === browser.hub.deltas(runId);
        for (const runId of browser.runIds) browser.hub.write(1, runId);
        await browser.until(isComplete);
        for (const [tab, runId] of browser.followed) expect(tab.text(runId)).toBe(browser.hub.text(runId));
        for (const runId of browser.runIds) browser.hub.end(runId);
        await browser.until((tab, runId) => tab.live(runId).connection === 'ended');
        for (const [tab, runId] of browser.followed) {
          const { connection, state } = tab.live(runId);
          expect({ connection, missed: state.missed, isComplete: isComplete(tab, runId) }).toEqual({
            connection: 'ended',
            missed: 0,
            isComplete: true,
          });
          expect(tab.text(runId)).toBe(browser.hub.text(runId));
        }
        expect(browser.hub.alive).toEqual([]);
      }),
      { numRuns: 300 },
    );
  },
);
