import { act, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Thread } from '../../../src/protocol/thread.ts';
import { Page } from '../support/render-app.tsx';

/** After so many milliseconds the list is fetched again, if more has happened. */
const REST = 250;

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

/** A run in a thread begins. */
async function begin(thread: Thread): Promise<void> {
  await page.advance(REST);
  thread.active_run_id = 'run_7';
  thread.last_active_at = Math.floor(page.clock.now() / 1000);
  await page.hear('hub.run.began', { thread_id: thread.id, run_id: 'run_7' });
}

/** It ends, within the same second. */
async function end(thread: Thread): Promise<void> {
  await page.advance(REST);
  thread.active_run_id = null;
  await page.hear('hub.run.ended', { thread_id: thread.id, run_id: 'run_7' });
}

async function happen(thread: Thread): Promise<void> {
  await page.advance(1000);
  thread.last_active_at = Math.floor(page.clock.now() / 1000);
  await page.hear('hub.thread.changed', { thread_id: thread.id });
}

describe('a thread is unread', () => {
  it('when a run has ended in it that the person did not see end, and not before', async () => {
    expect(unread(), 'the first visit marks nothing').toEqual([]);
    await page.advance(1000);
    await begin(other);
    expect(unread()).toEqual([]);
    await end(other);
    expect(unread()).toEqual(['Other']);
    expect(document.title).toBe('(1) Open · Symposium');
  });

  it('when a message has come, until it is opened', async () => {
    await happen(other);
    expect(unread()).toEqual(['Other']);
    await page.user.click(screen.getByRole('link', { name: /Other/ }));
    await page.settle();
    expect(unread()).toEqual([]);
    expect(document.title).toBe('Other · Symposium');
    await page.user.click(screen.getByRole('link', { name: /Open/ }));
    await page.settle();
    expect(unread()).toEqual([]);
  });

  it('not when the person saw it happen', async () => {
    await happen(open);
    await begin(open);
    await end(open);
    expect(unread()).toEqual([]);
    await page.user.click(screen.getByRole('link', { name: /Other/ }));
    await page.settle();
    expect(unread()).toEqual([]);
  });

  it('when its run ends after the person has left it, be it in the same second', async () => {
    await page.advance(1000);
    await begin(open);
    await page.user.click(screen.getByRole('link', { name: /Other/ }));
    await page.settle();
    expect(unread(), 'what they said themselves is no news').toEqual([]);
    await end(open);
    expect(unread()).toEqual(['Open']);
  });

  it('though it is open, while nobody can see the tab', async () => {
    act(() => page.clock.setHidden(true));
    await happen(open);
    await page.advance(REST);
    expect(unread()).toEqual(['Open']);
    act(() => page.clock.setHidden(false));
    await page.settle();
    expect(unread()).toEqual([]);
  });

  it('after a refresh, too, and when it happened while the browser was closed', async () => {
    await happen(other);
    await page.open(`/threads/${open.id}`);
    expect(unread()).toEqual(['Other']);
    await page.user.click(screen.getByRole('link', { name: /Other/ }));
    await page.settle();
    await page.advance(1000);
    open.last_active_at = Math.floor(page.clock.now() / 1000);
    await page.open('/');
    expect(unread()).toEqual(['Open']);
  });

  it('no longer when another tab has shown it', async () => {
    await happen(other);
    const key = Object.keys(localStorage).find((name) => name.startsWith('symposium.seen-threads'))!;
    const stored = JSON.parse(localStorage.getItem(key)!) as { seen: Record<string, number> };
    stored.seen[other.id] = other.last_active_at!;
    localStorage.setItem(key, JSON.stringify(stored));
    act(() => void window.dispatchEvent(new StorageEvent('storage', { key })));
    expect(unread()).toEqual([]);
  });

  it('for nobody who comes after the person has signed out', async () => {
    page.hub.wantToken('secret', 'Ada');
    page.hub.account = page.hub.tokens['secret']!;
    await page.open(`/threads/${open.id}`);
    await happen(open);
    expect(Object.keys(localStorage).join()).toContain('seen-threads.account_Ada');
    await page.user.click(screen.getByRole('button', { name: 'Sign out' }));
    await page.settle();
    expect(Object.keys(localStorage).join()).not.toContain('seen-threads.account_Ada');
  });
});
