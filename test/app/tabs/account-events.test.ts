import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createAccountEvents,
  type AccountEventsOptions,
  type AccountSignal,
} from '../../../src/app/tabs/account-events.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeStreams, flushPromises } from '../support/fake-event-source.ts';
import { FakeTabs, forbiddenLocks } from '../support/fake-tabs.ts';

const CHANGED = { event: 'hub.thread.changed', data: { thread_id: 'thread_1' } } as const;

let clock: FakeClock;
let streams: FakeStreams;
let browser: FakeTabs;

beforeEach(() => {
  clock = new FakeClock();
  streams = new FakeStreams();
  browser = new FakeTabs();
});

/** Opens a tab that subscribes. Returns the signals that it receives, and a function that closes it. */
async function openTab(more: Partial<AccountEventsOptions> = {}) {
  const events = createAccountEvents({
    accountId: 'account_1',
    clock,
    openEventSource: streams.open,
    openTabChannel: browser.openTabChannel,
    locks: browser.locks,
    onRefused: () => {},
    onReconnected: () => {},
    random: () => 1,
    ...more,
  });
  const received: AccountSignal[] = [];
  const close = events.subscribe((signal) => received.push(signal));
  await flushPromises();
  return { events, received, close };
}

function sendChange(): void {
  streams.newest.send('', CHANGED.event, CHANGED.data);
}

describe('the events of an account', () => {
  it('come over one stream for all tabs, and reach every tab', async () => {
    const tabs = [await openTab(), await openTab(), await openTab()];
    streams.newest.open();
    sendChange();
    expect(streams.sources.map(({ url }) => url)).toEqual(['/v1/events']);
    for (const { received } of tabs) expect(received).toEqual([CHANGED]);
  });

  it('continue in another tab when the leading tab closes, and all tabs refetch', async () => {
    const [first, second, third] = [await openTab(), await openTab(), await openTab()];
    streams.newest.open();
    first.close();
    await flushPromises();
    expect(streams.sources).toHaveLength(2);
    expect(streams.alive).toEqual([streams.newest]);
    expect(second.received).toEqual([]);
    streams.newest.open();
    sendChange();
    for (const { received } of [second, third]) expect(received).toEqual([{ event: 'missed' }, CHANGED]);
    expect(first.received).toEqual([]);
  });

  it('are not missed when a following tab closes', async () => {
    const [first, second] = [await openTab(), await openTab()];
    streams.newest.open();
    second.close();
    await flushPromises();
    first.close();
    await flushPromises();
    expect(streams.sources).toHaveLength(1);
    expect(streams.alive).toEqual([]);
    expect(first.received).toEqual([]);
  });

  it('are reported as missed after a lost connection', async () => {
    const [first, second] = [await openTab(), await openTab()];
    streams.newest.open();
    streams.newest.lose();
    streams.newest.lose();
    expect(first.received).toEqual([]);
    streams.newest.open();
    for (const { received } of [first, second]) expect(received).toEqual([{ event: 'missed' }]);
    expect(streams.sources).toHaveLength(1);
  });

  it('are requested again with growing delays while the hub refuses, and every refusal is reported', async () => {
    const onRefused = vi.fn<() => void>();
    const { received } = await openTab({ onRefused });
    for (const wait of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
      streams.newest.closeForGood();
      expect(clock.waiting).toEqual([wait]);
      clock.advance(wait);
    }
    expect(onRefused).toHaveBeenCalledTimes(7);
    streams.newest.open();
    expect(received).toEqual([{ event: 'missed' }]);
    streams.newest.closeForGood();
    expect(clock.waiting).toEqual([500]);
  });

  it.each([
    ['locks', { locks: null }],
    ['channels', { openTabChannel: null }],
    ['locks for pages like this one', { locks: forbiddenLocks }],
  ] as const)('come over one stream per tab if the browser has no %s', async (_, lacking) => {
    const tabs = [await openTab(lacking), await openTab(lacking)];
    expect(streams.alive).toHaveLength(2);
    for (const { close } of tabs) close();
    expect(streams.alive).toEqual([]);
  });

  it('are separate from those of another account', async () => {
    const one = await openTab();
    const other = await openTab({ accountId: 'account_2' });
    expect(streams.alive).toHaveLength(2);
    sendChange();
    expect(one.received).toEqual([]);
    expect(other.received).toEqual([CHANGED]);
  });

  it('arrive again for a subscriber that comes after the last one left', async () => {
    const { events, received, close } = await openTab();
    close();
    await flushPromises();
    expect(streams.alive).toEqual([]);
    events.subscribe((signal) => received.push(signal));
    await flushPromises();
    sendChange();
    expect(received).toEqual([CHANGED]);
  });

  it('are not streamed by a tab that closed while it waited to be elected', async () => {
    const [first, second] = [await openTab(), await openTab()];
    second.close();
    first.close();
    await flushPromises();
    expect(streams.sources).toHaveLength(1);
  });

  it('schedule no retry after the last subscriber has left', async () => {
    const { close } = await openTab();
    streams.newest.closeForGood();
    close();
    expect(clock.waiting).toEqual([]);
  });

  it('still arrive after an event that this client does not know', async () => {
    const { received } = await openTab();
    streams.newest.send('', 'hub.thread.renamed', { thread_id: 'thread_1' });
    sendChange();
    expect(received).toEqual([CHANGED]);
  });
});
