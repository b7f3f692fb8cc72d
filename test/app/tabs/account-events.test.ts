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

/** A tab that listens: what it has heard, and how to close it. */
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
  const heard: AccountSignal[] = [];
  const close = events.subscribe((signal) => heard.push(signal));
  await flushPromises();
  return { events, heard, close };
}

function sendChange(): void {
  streams.newest.send('', CHANGED.event, CHANGED.data);
}

describe('the events of an account', () => {
  it('come over one stream for all tabs, and reach each of them', async () => {
    const tabs = [await openTab(), await openTab(), await openTab()];
    streams.newest.open();
    sendChange();
    expect(streams.sources.map(({ url }) => url)).toEqual(['/v1/events']);
    for (const { heard } of tabs) expect(heard).toEqual([CHANGED]);
  });

  it('go on in another tab when the one that had the stream closes; all look again at everything', async () => {
    const [first, second, third] = [await openTab(), await openTab(), await openTab()];
    streams.newest.open();
    first.close();
    await flushPromises();
    expect(streams.sources).toHaveLength(2);
    expect(streams.alive).toEqual([streams.newest]);
    expect(second.heard).toEqual([]);
    streams.newest.open();
    sendChange();
    for (const { heard } of [second, third]) expect(heard).toEqual([{ event: 'missed' }, CHANGED]);
    expect(first.heard).toEqual([]);
  });

  it('are not missed when a tab closes that only listened to another', async () => {
    const [first, second] = [await openTab(), await openTab()];
    streams.newest.open();
    second.close();
    await flushPromises();
    first.close();
    await flushPromises();
    expect(streams.sources).toHaveLength(1);
    expect(streams.alive).toEqual([]);
    expect(first.heard).toEqual([]);
  });

  it('may have been missed while a connection was lost', async () => {
    const [first, second] = [await openTab(), await openTab()];
    streams.newest.open();
    streams.newest.lose();
    streams.newest.lose();
    expect(first.heard).toEqual([]);
    streams.newest.open();
    for (const { heard } of [first, second]) expect(heard).toEqual([{ event: 'missed' }]);
    expect(streams.sources).toHaveLength(1);
  });

  it('are asked for again, ever later, where the hub refuses; each refusal is told', async () => {
    const onRefused = vi.fn<() => void>();
    const { heard } = await openTab({ onRefused });
    for (const wait of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
      streams.newest.giveUp();
      expect(clock.waiting).toEqual([wait]);
      clock.advance(wait);
    }
    expect(onRefused).toHaveBeenCalledTimes(7);
    streams.newest.open();
    expect(heard).toEqual([{ event: 'missed' }]);
    streams.newest.giveUp();
    expect(clock.waiting).toEqual([500]);
  });

  it.each([
    ['locks', { locks: null }],
    ['channels', { openTabChannel: null }],
    ['locks for pages like this one', { locks: forbiddenLocks }],
  ] as const)('come over a stream for each tab where the browser has no %s', async (_, lacking) => {
    const tabs = [await openTab(lacking), await openTab(lacking)];
    expect(streams.alive).toHaveLength(2);
    for (const { close } of tabs) close();
    expect(streams.alive).toEqual([]);
  });

  it('are kept apart from those of another account', async () => {
    const one = await openTab();
    const other = await openTab({ accountId: 'account_2' });
    expect(streams.alive).toHaveLength(2);
    sendChange();
    expect(one.heard).toEqual([]);
    expect(other.heard).toEqual([CHANGED]);
  });

  it('are listened to again after nobody did', async () => {
    const { events, heard, close } = await openTab();
    close();
    await flushPromises();
    expect(streams.alive).toEqual([]);
    events.subscribe((signal) => heard.push(signal));
    await flushPromises();
    sendChange();
    expect(heard).toEqual([CHANGED]);
  });

  it('are not waited for by a tab that has closed meanwhile', async () => {
    const [first, second] = [await openTab(), await openTab()];
    second.close();
    first.close();
    await flushPromises();
    expect(streams.sources).toHaveLength(1);
  });

  it('leave no retry behind', async () => {
    const { close } = await openTab();
    streams.newest.giveUp();
    close();
    expect(clock.waiting).toEqual([]);
  });

  it('outlive one that this client does not understand', async () => {
    const { heard } = await openTab();
    streams.newest.send('', 'hub.thread.renamed', { thread_id: 'thread_1' });
    sendChange();
    expect(heard).toEqual([CHANGED]);
  });
});
