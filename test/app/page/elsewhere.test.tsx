import { act, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { EXAMPLE } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const threads = () => within(screen.getByRole('navigation', { name: 'Threads' }));
const articles = () => screen.getAllByRole('article');
const changed = (thread_id: string) => page.accountEvent('hub.thread.changed', { thread_id });

/** The requests since the last call. */
function fetched(): string[] {
  const requests = page.hub.requests.splice(0);
  return requests.map(({ method, path }) => `${method} ${path}`).toSorted();
}

/** The requests for an open thread. */
function allOf(threadId: string): string[] {
  const parts = ['messages', 'runs', 'steps', 'versions'].map(
    (part) => `GET /v1/threads/${threadId}/${part}`,
  );
  return ['GET /v1/threads', ...parts];
}

/** Minimum time between two refetches of the same data, in milliseconds. */
const REST = 250;

describe('a change from elsewhere', () => {
  it('shows in the list: a new thread, another title, an active run, a deletion', async () => {
    await page.open('/');
    const thread = page.hub.addThread('From the terminal');
    await changed(thread.id);
    expect(threads().getByRole('link', { name: /From the terminal/ })).toBeVisible();

    await page.advance(REST);
    thread.metadata = { topic: 'Renamed' };
    await changed(thread.id);
    expect(threads().getByRole('link', { name: /Renamed/ })).toBeVisible();

    await page.advance(REST);
    thread['active_run_id'] = 'run_7';
    await page.accountEvent('hub.run.began', { thread_id: thread.id, run_id: 'run_7' });
    expect(threads().getByRole('link', { name: /Renamed.*Running/ })).toBeVisible();

    await page.advance(REST);
    thread['active_run_id'] = null;
    await page.accountEvent('hub.run.ended', { thread_id: thread.id, run_id: 'run_7' });
    expect(threads().queryByText('Running')).toBeNull();

    await page.advance(REST);
    page.hub.threads.length = 0;
    await page.accountEvent('hub.thread.deleted', { thread_id: thread.id });
    expect(threads().queryByRole('link')).toBeNull();
  });

  it('shows in the open conversation: a message', async () => {
    const thread = page.hub.addThread('Shared');
    await page.open(`/threads/${thread.id}`);
    page.hub.addMessage(thread.id, 'user', 'From the terminal');
    await changed(thread.id);
    expect(articles()).toHaveLength(1);
    expect(articles()[0]).toHaveTextContent('From the terminal');
  });

  it('shows in the open conversation: a run, which is followed', async () => {
    const thread = page.hub.addThread('Shared');
    await page.open(`/threads/${thread.id}`);
    page.hub.addMessage(thread.id, 'user', 'From the other tab');
    const run = page.hub.addRun(thread.id);
    await page.accountEvent('hub.run.began', { thread_id: thread.id, run_id: run.id });
    expect(screen.getByRole('article')).toHaveTextContent('From the other tab');
    await page.connect();
    await page.deltas('msg_a', 'Heard.');
    expect(page.counter).toBe('1');
  });

  it('shows in the open conversation: the end of a run that this page did not follow', async () => {
    await page.open('/');
    await page.write('A question');
    page.streams.newest.closeForGood();
    await page.advance(60_000);
    expect(screen.getByText('Interrupted')).toBeVisible();
    page.hub.addMessage(page.run.thread_id, 'assistant', 'Half', { status: 'incomplete' });
    Object.assign(page.run, { status: 'failed', last_error: { code: 'server_error', message: 'It broke.' } });
    await page.accountEvent('hub.run.ended', { thread_id: page.run.thread_id, run_id: page.run.id });
    expect(screen.queryByText('Interrupted')).toBeNull();
    expect(screen.getByText('It broke.')).toBeVisible();
    expect(articles().at(-1)).toHaveTextContent('Half');
  });

  it('shows in the open conversation: that the text before the interruption was discarded', async () => {
    await page.open('/');
    await page.write('A question');
    await page.connect();
    await page.deltas('msg_a', 'Half ', 'a thought');
    page.streams.newest.closeForGood();
    await page.advance(60_000);
    expect(articles().at(-1)).toHaveTextContent('Half a thought');
    page.hub.addMessage(page.run.thread_id, 'assistant', 'Another thought');
    page.run.status = 'completed';
    await page.accountEvent('hub.run.ended', { thread_id: page.run.thread_id, run_id: page.run.id });
    expect(articles()).toHaveLength(2);
    expect(articles().at(-1)).toHaveTextContent('Another thought');
  });

  it('shows in the open conversation: its deletion', async () => {
    await page.open('/');
    await page.write('A question');
    await page.connect();
    await page.deltas('msg_a', 'An answer');
    const { thread_id } = page.run;
    page.hub.threads.length = 0;
    await page.accountEvent('hub.thread.deleted', { thread_id });
    expect(await screen.findByRole('heading', { name: 'Conversation not found' })).toBeVisible();
    expect(screen.queryByRole('article')).toBeNull();
    expect(page.streams.alive).toEqual([]);
  });

  it('is fetched only if it is shown', async () => {
    const [open, other] = [page.hub.addThread('Open'), page.hub.addThread('Other')];
    await page.open(`/threads/${open.id}`);
    fetched();
    await changed(other.id);
    expect(fetched()).toEqual(['GET /v1/threads']);
    await page.advance(REST);
    await changed(open.id);
    expect(fetched()).toEqual(['GET /v1/threads', `GET /v1/threads/${open.id}/messages`]);
  });

  it('does not cause more requests if changes follow faster', async () => {
    const thread = page.hub.addThread('Busy');
    await page.open(`/threads/${thread.id}`);
    fetched();
    act(() => {
      for (let index = 0; index < 100; index++) {
        page.hub.addMessage(thread.id, 'user', `Message ${index}.`);
        page.accountStreams.newest.send('', 'hub.thread.changed', { thread_id: thread.id });
      }
    });
    await page.settle();
    expect(fetched()).toHaveLength(2);
    await page.advance(REST);
    expect(articles()).toHaveLength(100);
    expect(fetched(), 'one more of each, for all that came meanwhile').toHaveLength(2);
  });

  it('is fetched after the stream of events was lost', async () => {
    const thread = page.hub.addThread('Shared');
    await page.open(`/threads/${thread.id}`);
    page.accountStreams.newest.open();
    await page.settle();
    fetched();
    page.accountStreams.newest.lose();
    page.hub.addMessage(thread.id, 'user', 'Meanwhile');
    page.accountStreams.newest.open();
    await page.settle();
    expect(articles()[0]).toHaveTextContent('Meanwhile');
    expect(fetched()).toEqual(['GET /v1/account', ...allOf(thread.id)]);
  });
});

describe('a change from this page', () => {
  it('is not disturbed by its event, which arrives before the response', async () => {
    const thread = page.hub.addThread('Mine');
    page.hub.addRun(thread.id, EXAMPLE, { status: 'completed' });
    await page.open(`/threads/${thread.id}`);
    fetched();
    const release = page.hub.hold();
    await page.write('A question');
    const [article] = articles();
    await page.accountEvent('hub.run.began', { thread_id: thread.id, run_id: 'run_soon' });
    await changed(thread.id);
    expect(fetched()).toEqual([`POST /v1/threads/${thread.id}/runs`]);
    release();
    await page.settle();
    expect(fetched()).toEqual(allOf(thread.id));
    expect(articles()).toEqual([article]);
    await page.accountEvent('hub.run.began', { thread_id: thread.id, run_id: page.run.id });
    expect(fetched()).toEqual([]);
    expect(page.streams.sources).toHaveLength(1);
  });

  it('keeps its DOM nodes through all events about it', async () => {
    await page.open('/');
    await page.write('A question');
    await page.connect();
    const { thread_id, id: run_id } = page.run;
    await page.accountEvent('hub.run.began', { thread_id, run_id });
    await page.deltas('msg_a', 'An answer.');
    const [question, answer] = articles();
    await page.message('msg_a', 'An answer.');
    await changed(thread_id);
    expect(articles()).toEqual([question, answer]);
    await page.deltas('msg_b', 'Another');
    expect(articles().slice(0, 2)).toEqual([question, answer]);
    await page.message('msg_b', 'Another.');
    await page.status('completed');
    await page.accountEvent('hub.run.ended', { thread_id, run_id });
    expect(articles().slice(0, 2)).toEqual([question, answer]);
    expect(articles()).toHaveLength(3);
    expect(page.counter).toBe('2');
  });

  it('is refetched once when its run has ended', async () => {
    await page.open('/');
    await page.write('A question');
    await page.connect();
    const { thread_id, id: run_id } = page.run;
    await page.message('msg_a', 'An answer.');
    fetched();
    await page.status('completed');
    await page.accountEvent('hub.run.ended', { thread_id, run_id });
    expect(fetched()).toEqual(allOf(thread_id));
  });
});
