import { openRunStream } from '../../../src/client/run-stream.ts';
import { shareEventSources, type SharingOptions } from '../../../src/app/tabs/shared-event-source.ts';
import { createLiveRun, type LiveRun } from '../../../src/app/runs/live-run.ts';
import { followRun, type FollowedRun } from '../../../src/app/runs/follow-run.ts';
import { FakeClock } from './fake-clock.ts';
import type { FakeEventSource } from './fake-event-source.ts';
import type { FakeRunHub } from './fake-run-hub.ts';
import type { FakeTab, FakeTabs } from './fake-tabs.ts';

/** A tab without a page, which follows runs over streams that it shares with the other tabs of its browser. */
export class SharedTab {
  readonly clock = new FakeClock();
  readonly tab: FakeTab;
  /** All connections that it has opened. */
  readonly sources: FakeEventSource[] = [];
  #isAlive = true;
  #followings = new Map<string, FollowedRun>();
  #states = new Map<string, LiveRun>();
  readonly #openSource: (url: string) => FakeEventSource | ReturnType<ReturnType<typeof shareEventSources>>;

  constructor(tabs: FakeTabs, hub: FakeRunHub, more: Partial<SharingOptions> = {}) {
    this.tab = tabs.openTab();
    this.#openSource = shareEventSources({
      accountId: 'account_1',
      clock: this.clock,
      openTabChannel: this.tab.openTabChannel,
      locks: this.tab.locks,
      openEventSource: (url) => {
        const source = hub.open(url);
        this.sources.push(source);
        return source;
      },
      ...more,
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Number of its open connections. */
  get connections(): number {
    return this.sources.filter(({ readyState }) => readyState !== 2).length;
  }

  isFollowing(runId = 'run_1'): boolean {
    return this.#followings.has(runId);
  }

  live(runId = 'run_1'): LiveRun {
    const live = this.#followings.get(runId)?.live ?? this.#states.get(runId);
    if (!live) throw new Error(`The tab has not followed ${runId}.`);
    return live;
  }

  /** The text of the run as a person would read it. */
  text(runId = 'run_1'): string {
    const { drafts, messages } = this.live(runId).state;
    return drafts[0]?.text ?? messages[0]?.streamed ?? '';
  }

  follow(runId = 'run_1'): void {
    const { clock } = this;
    const run = {
      id: runId,
      object: 'thread.run',
      created_at: clock.now() / 1000,
      thread_id: 'thread_1',
      assistant_id: 'symposium/streaming-example/0.0.3',
      status: 'in_progress',
    } as const;
    const following = followRun(this.#states.get(runId) ?? createLiveRun(run, clock.now()), {
      clock,
      openStream: (cursor, signal) =>
        openRunStream({
          threadId: 'thread_1',
          runId,
          cursor,
          signal,
          clock,
          openEventSource: this.#openSource,
          random: () => 1,
        }),
      hasReceipt: () => false,
      onFailure(error) {
        throw error;
      },
      onChange: () => {},
    });
    this.#followings.set(runId, following);
  }

  leave(runId = 'run_1'): void {
    this.#followings.get(runId)?.stop();
    this.#states.set(runId, this.live(runId));
    this.#followings.delete(runId);
  }

  /** Ends the tab without any cleanup. */
  kill(): void {
    this.#isAlive = false;
    this.#followings.clear();
    this.tab.kill();
    for (const source of this.sources) source.close();
  }

  /** Advances the clock, unless the tab is gone. */
  advance(milliseconds: number): void {
    if (this.#isAlive) this.clock.advance(milliseconds);
  }
}
