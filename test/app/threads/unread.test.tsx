import { act, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Thread } from '../../../src/protocol/thread.ts';
import { Page } from '../support/render-app.tsx';
import { dispatchStorageEvent } from '../support/storage-event.ts';

/** Minimum time between two fetches of the list, in milliseconds. */
const FETCH_INTERVAL = 250;

let page: Page;
let open: Thread;
let other: Thread;

beforeEach(async () => {
  page = new Page();
  other = page.hub.addThread('Other');
  open = page.hub.addThread('Open');
  await page.open(`/threads/${open.id}`);
});

const unread = () =>
  within(screen.getByRole('navigation', { name: 'Threads' }))
    .queryAllByText('Unread')
    .map((mark) => mark.closest('a')?.querySelector('[dir]')?.textContent);

/** Starts a run in a thread. */
async function begin(thread: Thread): Promise<void> {
  await page.advance(FETCH_INTERVAL);
  thread.active_run_id = 'run_7';
  thread.last_active_at = Math.floor(page.clock.now() / 1000);
  await page.accountEvent('hub.run.began', { thread_id: thread.id, run_id: 'run_7' });
}

/** Ends that run within the same second. */
async function end(thread: Thread): Promise<void> {
  await page.advance(FETCH_INTERVAL);
  thread.active_run_id = null;
  await page.accountEvent('hub.run.ended', { thread_id: thread.id, run_id: 'run_7' });
}

async function addActivity(thread: Thread): Promise<void> {
  await page.advance(1000);
  thread.last_active_at = Math.floor(page.clock.now() / 1000);
  await page.accountEvent('hub.thread.changed', { thread_id: thread.id });
}

describe('a thread', () => {
  it('is unread after a run has ended unseen, and not before', async () => {
    expect(unread(), 'the first visit marks nothing').toEqual([]);
    await page.advance(1000);
    await begin(other);
    expect(unread()).toEqual([]);
    await end(other);
    expect(unread()).toEqual(['Other']);
    expect(document.title).toBe('(1) Open · Symposium');
  });

  it('is unread after a new message, until it is opened', async () => {
    await addActivity(other);
    expect(unread()).toEqual(['Other']);
    await page.user.click(screen.getByRole('link', { name: /Other/ }));
    await page.settle();
    expect(unread()).toEqual([]);
    expect(document.title).toBe('Other · Symposium');
    await page.user.click(screen.getByRole('link', { name: /Open/ }));
    await page.settle();
    expect(unread()).toEqual([]);
  });

  it('is not unread if the person saw the activity', async () => {
    await addActivity(open);
    await begin(open);
    await end(open);
    expect(unread()).toEqual([]);
    await page.user.click(screen.getByRole('link', { name: /Other/ }));
    await page.settle();
    expect(unread()).toEqual([]);
  });

  it('is unread if its run ends after the person has left it, even in the same second', async () => {
    await page.advance(1000);
    await begin(open);
    await page.user.click(screen.getByRole('link', { name: /Other/ }));
    await page.settle();
    expect(unread(), 'not for the own message').toEqual([]);
    await end(open);
    expect(unread()).toEqual(['Open']);
  });

  it('is unread while it is open in a hidden tab', async () => {
    act(() => page.clock.setHidden(true));
    await addActivity(open);
    await page.advance(FETCH_INTERVAL);
    expect(unread()).toEqual(['Open']);
    act(() => page.clock.setHidden(false));
    await page.settle();
    expect(unread()).toEqual([]);
  });

  it('is unread after a reload, also for activity while the browser was closed', async () => {
    await addActivity(other);
    await page.open(`/threads/${open.id}`);
    expect(unread()).toEqual(['Other']);
    await page.user.click(screen.getByRole('link', { name: /Other/ }));
    await page.settle();
    await page.advance(1000);
    open.last_active_at = Math.floor(page.clock.now() / 1000);
    await page.open('/');
    expect(unread()).toEqual(['Open']);
  });

  it('is not unread once another tab has shown it', async () => {
    await addActivity(other);
    const key = Object.keys(localStorage).find((name) => name.startsWith('symposium.seen-threads'))!;
    const stored = JSON.parse(localStorage.getItem(key)!) as { seen: Record<string, number> };
    stored.seen[other.id] = other.last_active_at!;
    localStorage.setItem(key, JSON.stringify(stored));
    act(() => dispatchStorageEvent(key));
    expect(unread()).toEqual([]);
  });

  it('leaves no unread mark after sign-out', async () => {
    page.hub.requireToken('secret', 'Ada');
    page.hub.account = page.hub.tokens['secret']!;
    await page.open(`/threads/${open.id}`);
    await addActivity(open);
    expect(Object.keys(localStorage).join()).toContain('seen-threads.account_Ada');
    await page.user.click(screen.getByRole('button', { name: 'Sign out' }));
    await page.settle();
    expect(Object.keys(localStorage).join()).not.toContain('seen-threads.account_Ada');
  });
});
