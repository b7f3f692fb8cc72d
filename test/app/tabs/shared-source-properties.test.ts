import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { SLOTS } from '../../../src/app/tabs/stream-slot.ts';
import { FakeRunHub } from '../support/fake-run-hub.ts';
import { FakeTabs, type FakeTab } from '../support/fake-tabs.ts';
import { SharedTab } from '../support/shared-tab.ts';

const TABS = 4;

type Step =
  | { does: 'write' | 'send' | 'carry' | 'pass'; count: number; which: number }
  | { does: 'follow' | 'leave' | 'refresh' | 'kill' | 'cut' | 'refuse'; which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constantFrom('write', 'send', 'carry', 'pass'),
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

/** Lets everything run that waits for nothing but promises: without a task, as there are many steps. */
async function settlePromises(): Promise<void> {
  for (let tick = 0; tick < 50; tick++) await Promise.resolve();
}

/** Tabs whose letters to each other the test carries: in order from one to another, and else in any. */
class Browser {
  readonly hub = new FakeRunHub();
  readonly runIds: string[];
  readonly tabs: (SharedTab | null)[] = Array.from({ length: TABS }, () => null);
  readonly #mail: { from: FakeTab; to: FakeTab; letter: () => void }[] = [];
  readonly #fakes = new FakeTabs((letter, from, to) => void this.#mail.push({ from, to, letter }));

  constructor(runs: number) {
    this.runIds = Array.from({ length: runs }, (_, index) => `run_${index}`);
  }

  #runOf(which: number): string {
    return this.runIds[which % this.runIds.length] ?? '';
  }

  /** Carries the oldest letter of one of those who have written to one of the others. */
  #carry(which: number): void {
    const first = this.#mail.filter(
      ({ from, to }, index) =>
        this.#mail.findIndex((other) => other.from === from && other.to === to) === index,
    );
    const next = first[which % first.length];
    if (!next) return;
    this.#mail.splice(this.#mail.indexOf(next), 1);
    next.letter();
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
      case 'carry':
        for (let each = 0; each < next.count; each++) this.#carry(next.which);
        break;
      case 'pass':
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
        viewer?.source.giveUp();
    }
    await settlePromises();
    expect(this.hub.alive.length).toBeLessThanOrEqual(SLOTS);
  }

  /** Each tab, with each run that it follows. */
  get followed(): [tab: SharedTab, runId: string][] {
    return this.tabs.flatMap((tab) =>
      this.runIds.flatMap((runId): [SharedTab, string][] => (tab?.isFollowing(runId) ? [[tab, runId]] : [])),
    );
  }

  /** Lets time go by until all tabs are that far. */
  async until(isSo: (tab: SharedTab, runId: string) => boolean): Promise<void> {
    for (let round = 0; round < 40 && !this.followed.every(([tab, runId]) => isSo(tab, runId)); round++) {
      while (this.#mail.length > 0) {
        this.#carry(0);
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
  'gives each tab the whole of each run, of %i, however tabs come and go and connections break',
  async (runs) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const browser = new Browser(runs);
        for (const next of steps) await browser.take(next);
        const isWhole = (tab: SharedTab, runId: string) =>
          tab.live(runId).state.deltas === browser.hub.deltas(runId);
        for (const runId of browser.runIds) browser.hub.write(1, runId);
        await browser.until(isWhole);
        for (const [tab, runId] of browser.followed) expect(tab.text(runId)).toBe(browser.hub.text(runId));
        for (const runId of browser.runIds) browser.hub.end(runId);
        await browser.until((tab, runId) => tab.live(runId).connection === 'ended');
        for (const [tab, runId] of browser.followed) {
          const { connection, state } = tab.live(runId);
          expect({ connection, missed: state.missed, whole: isWhole(tab, runId) }).toEqual({
            connection: 'ended',
            missed: 0,
            whole: true,
          });
          expect(tab.text(runId)).toBe(browser.hub.text(runId));
        }
        expect(browser.hub.alive).toEqual([]);
      }),
      { numRuns: 300 },
    );
  },
);
