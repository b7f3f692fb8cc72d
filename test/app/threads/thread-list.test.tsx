import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { takeRenders } from '../support/watch-renders.ts';
import { Page } from '../support/render-app.tsx';

const HOUR = 3600;

/** An IntersectionObserver that never fires. */
class NothingInView {
  observe(): void {}
  disconnect(): void {}
}

let page: Page;

beforeEach(() => {
  page = new Page();
});

const nav = () => screen.getByRole('navigation', { name: 'Threads' });
const threads = () => within(nav());
const titles = () => [...nav().querySelectorAll('a [dir]')].map((title) => title.textContent);
const headings = () =>
  threads()
    .queryAllByRole('heading')
    .map((heading) => heading.textContent);

describe('the list of threads', () => {
  it('is grouped by the day of the last activity, and regrouped at midnight', async () => {
    const now = page.clock.now();
    const midnight = new Date(now).setHours(24, 0, 0, 0);
    page.hub.addThread('Before', { last_active_at: now / 1000 - 24 * HOUR });
    page.hub.addThread('Now', { last_active_at: now / 1000 });
    await page.open('/');
    expect(headings()).toEqual(['Today', 'Yesterday']);
    await page.advance(midnight - now);
    expect(headings()).toEqual(['Yesterday', 'Previous 7 days']);
    expect(titles()).toEqual(['Now', 'Before']);
  });

  it('is regrouped when the device wakes up on another day', async () => {
    page.hub.addThread('Now', { last_active_at: page.clock.now() / 1000 });
    await page.open('/');
    page.clock.block(24 * HOUR * 1000);
    act(() => page.clock.setHidden(false));
    expect(headings()).toEqual(['Yesterday']);
  });

  it('loads further pages as its end comes into view', async () => {
    for (let index = 1; index <= 230; index++) page.hub.addThread(`Thread ${index}.`);
    await page.open('/');
    expect(titles().slice(0, 2)).toEqual(['Thread 230.', 'Thread 229.']);
    await waitFor(() => expect(titles()).toHaveLength(230));
    expect(new Set(titles()).size).toBe(230);
    expect(threads().queryByRole('button', { name: 'Show older' })).toBeNull();
    const lists = page.hub.requests.filter(({ path }) => path === '/v1/threads');
    expect(lists.map(({ query }) => query['after'] ?? null)).toEqual([null, 'thread_131', 'thread_31']);
  });

  it('loads a further page on demand, and shows an error if that fails', async () => {
    const { IntersectionObserver } = globalThis;
    vi.stubGlobal('IntersectionObserver', NothingInView);
    for (let index = 1; index <= 101; index++) page.hub.addThread(`Thread ${index}.`);
    await page.open('/');
    page.hub.refusal = { method: 'GET', path: /^\/v1\/threads$/, status: 500, message: 'It broke.' };
    await page.user.click(threads().getByRole('button', { name: 'Show older' }));
    await page.settle();
    expect(threads().getByRole('alert')).toHaveTextContent('It broke.');
    expect(titles()).toHaveLength(100);
    await page.user.click(threads().getByRole('button', { name: 'Try again' }));
    await page.settle();
    expect(titles()).toHaveLength(101);
    expect(threads().queryByRole('alert')).toBeNull();
    vi.stubGlobal('IntersectionObserver', IntersectionObserver);
  });

  it('shows an error if it cannot be loaded, and is busy during the next attempt', async () => {
    page.hub.addThread('Here');
    page.hub.refusal = { method: 'GET', path: /^\/v1\/threads$/, status: 500, message: 'It broke.' };
    await page.open('/');
    expect(threads().getByRole('alert')).toHaveTextContent('It broke.');
    const release = page.hub.hold();
    await page.user.click(threads().getByRole('button', { name: 'Try again' }));
    expect(nav().querySelector('[aria-busy="true"]')).toBeVisible();
    expect(threads().queryByRole('alert')).toBeNull();
    release();
    await page.settle();
    expect(titles()).toEqual(['Here']);
    expect(nav().querySelector('[aria-busy="true"]')).toBeNull();
  });

  it('says what will be shown while it is empty', async () => {
    await page.open('/');
    expect(threads().getByText('Your conversations will appear here.')).toBeVisible();
  });

  it('marks the open thread, and sets the direction and tooltip of titles', async () => {
    const thread = page.hub.addThread('مرحبا');
    page.hub.addThread('Other');
    await page.open(`/threads/${thread.id}`);
    const row = threads().getByRole('link', { name: /مرحبا/ });
    expect(row).toHaveAttribute('aria-current', 'page');
    expect(within(row).getByTitle('مرحبا')).toHaveAttribute('dir', 'auto');
    expect(threads().getByRole('link', { name: /Other/ })).not.toHaveAttribute('aria-current');
  });

  it('can be navigated with the arrow keys, from the search field and back to it', async () => {
    for (const topic of ['Third', 'Second', 'First']) page.hub.addThread(topic);
    await page.open('/');
    const rows = threads().getAllByRole('link');
    const field = threads().getByRole('searchbox', { name: 'Search conversations' });
    await page.user.click(field);
    await page.user.keyboard('{ArrowDown}{ArrowDown}');
    expect(rows[1]).toHaveFocus();
    await page.user.keyboard('{End}');
    expect(rows[2]).toHaveFocus();
    await page.user.keyboard('{Home}{ArrowUp}');
    expect(field).toHaveFocus();
  });
});

describe('a run in the list', () => {
  const count = (name: RegExp) => {
    const row = threads().getByRole('link', { name });
    expect(within(row).getAllByText('Running')).toHaveLength(1);
    return row.querySelector('.tabular-nums')?.textContent ?? null;
  };
  const progress = (run_id: string, deltas: number) =>
    page.accountEvent('hub.run.progress', { thread_id: '', run_id, deltas });

  it('shows the delta count that the hub reports, separately for each run', async () => {
    page.hub.addThread('One', { active_run_id: 'run_1' });
    page.hub.addThread('Two', { active_run_id: 'run_2' });
    await page.open('/');
    expect([count(/One/), count(/Two/)]).toEqual([null, null]);
    await progress('run_1', 40);
    await progress('run_2', 7);
    await progress('run_1', 80);
    expect([count(/One/), count(/Two/)]).toEqual(['80', '7']);
  });

  it('is updated by the hub alone: deltas in this tab do not render it', async () => {
    const thread = page.hub.addThread('Mine');
    const run = page.hub.addRun(thread.id);
    thread.active_run_id = run.id;
    await page.open(`/threads/${thread.id}`);
    await page.connect();
    await page.status('in_progress');
    await page.showStreaming('Never');
    await page.deltas('msg_a', 'It ');
    await page.advance(3000);
    takeRenders();
    await page.deltas('msg_a', 'is ', 'so.');
    expect(page.counter).toBe('3');
    expect(takeRenders()).toEqual(['DeltaCounter']);
    await progress(run.id, 3);
    expect(count(/Mine/)).toBe('3');
  });

  it('renders only its own count when the hub reports it', async () => {
    for (const id of ['run_1', 'run_2']) page.hub.addThread(id, { active_run_id: id });
    await page.open('/');
    takeRenders();
    await progress('run_1', 5);
    expect(takeRenders()).toEqual(['RunCount']);
  });
});

describe('the title of the page', () => {
  it('is the title of the thread, and changes with it', async () => {
    const thread = page.hub.addThread('On the good life');
    await page.open('/');
    expect(document.title).toBe('Symposium');
    await page.user.click(threads().getByRole('link', { name: /On the good life/ }));
    await page.settle();
    expect(document.title).toBe('On the good life · Symposium');
    thread.metadata = { topic: 'Renamed' };
    await page.accountEvent('hub.thread.changed', { thread_id: thread.id });
    expect(document.title).toBe('Renamed · Symposium');
    act(() => history.back());
    await waitFor(() => expect(document.title).toBe('Symposium'));
  });

  it('is the name of a page without a thread', async () => {
    await page.open('/settings');
    await waitFor(() => expect(document.title).toBe('Settings · Symposium'));
  });
});
