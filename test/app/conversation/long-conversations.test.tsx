import { act, fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EARLIER_PAGE, FIRST_PAGE, OVERLAP } from '../../../src/app/api/messages.ts';
import type { Thread } from '../../../src/protocol/thread.ts';
import { Page } from '../support/render-app.tsx';

const LENGTH = 260;

let page: Page;
let thread: Thread;
/** Scrolls near the earliest loaded message. */
let comeNear: (() => void)[];

beforeEach(() => {
  comeNear = [];
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(callback: (entries: object[]) => void) {
        comeNear.push(() => callback([{ isIntersecting: true }]));
      }
      observe(): void {}
      disconnect(): void {}
    },
  );
  page = new Page();
  thread = page.hub.addThread('Long');
  for (let index = 1; index <= LENGTH; index++) {
    page.hub.addMessage(thread.id, index % 2 === 1 ? 'user' : 'assistant', `Message ${index}.`);
  }
});

const log = () => within(screen.getByRole('log', { name: 'Conversation' }));
const articles = () => log().getAllByRole('article');
const earlierButton = () => log().queryByRole('button', { name: 'Load earlier messages' });

/** The requests for the thread's messages since the last call. */
function asked(): Record<string, string>[] {
  return page.hub.requests
    .splice(0)
    .filter(({ path }) => path.endsWith('/messages'))
    .map(({ query: { include_thinking: thinking, include_child_runs: children, ...query } }) => {
      expect([thinking, children]).toEqual(['true', 'false']);
      return query;
    });
}

async function scrollNear(): Promise<void> {
  act(() => comeNear.at(-1)?.());
  await page.settle();
}

async function openThread(): Promise<void> {
  await page.open(`/threads/${thread.id}`);
  expect(asked()).toEqual([{ limit: String(FIRST_PAGE), order: 'desc' }]);
}

const idOf = (number: number) => page.hub.messages[number - 1]!.id;
const shown = () => articles().map((article) => Number(/Message (\d+)/.exec(article.textContent ?? '')?.[1]));
const lastOf = (count: number) => Array.from({ length: count }, (_, index) => LENGTH - count + 1 + index);

describe('a long conversation', () => {
  it('opens with its newest messages', async () => {
    await openThread();
    expect(shown()).toEqual(lastOf(FIRST_PAGE));
  });

  it('loads earlier messages page by page as a person scrolls near them, up to the first', async () => {
    await openThread();
    const [known] = articles();
    await scrollNear();
    expect(asked()).toEqual([{ limit: '100', order: 'desc', after: idOf(LENGTH - FIRST_PAGE + 1) }]);
    expect(shown()).toEqual(lastOf(FIRST_PAGE + EARLIER_PAGE));
    expect(articles()[EARLIER_PAGE], 'what was there keeps its nodes').toBe(known);
    await scrollNear();
    expect(shown()).toEqual(lastOf(FIRST_PAGE + 2 * EARLIER_PAGE));
    await scrollNear();
    expect(shown()).toEqual(lastOf(LENGTH));
    expect(earlierButton()).toBeNull();
  });

  it('loads earlier messages with a button, and focuses the conversation when the button is removed', async () => {
    await openThread();
    for (let press = 0; press < 3; press++) {
      await page.user.click(earlierButton()!);
      await page.settle();
    }
    expect(shown()).toEqual(lastOf(LENGTH));
    expect(screen.getByRole('log')).toHaveFocus();
  });

  it('shows an error if earlier messages could not be loaded, and retries only when asked to', async () => {
    await openThread();
    page.hub.refusal = { method: 'GET', path: /\/messages$/, status: 503, message: 'The hub is busy.' };
    await scrollNear();
    expect(log().getByRole('alert')).toHaveTextContent('Couldn’t load earlier messages. The hub is busy.');
    await scrollNear();
    expect(shown()).toEqual(lastOf(FIRST_PAGE));
    await page.user.click(earlierButton()!);
    await page.settle();
    expect(shown()).toEqual(lastOf(FIRST_PAGE + EARLIER_PAGE));
    expect(log().queryByRole('alert')).toBeNull();
  });

  it('loads all messages when the browser’s search is opened, and does not prevent the search', async () => {
    await openThread();
    expect(fireEvent.keyDown(document.body, { key: 'f', ctrlKey: true }), 'the browser finds').toBe(true);
    await scrollNear();
    await page.settle();
    await page.settle();
    expect(shown()).toEqual(lastOf(LENGTH));
    expect(asked(), 'each page once').toHaveLength(3);
  });

  it('requests only new messages when something has changed', async () => {
    await openThread();
    await scrollNear();
    asked();
    page.hub.addMessage(thread.id, 'user', 'Message 261.');
    await page.accountEvent('hub.thread.changed', { thread_id: thread.id });
    expect(asked()).toEqual([{ limit: '100', order: 'asc', after: idOf(LENGTH - OVERLAP) }]);
    expect(shown()).toEqual([...lastOf(FIRST_PAGE + EARLIER_PAGE), LENGTH + 1]);
  });

  it('shows a message that was written before the last one but became readable after it', async () => {
    await openThread();
    const late = page.hub.addMessage(thread.id, 'user', 'Message 1000.');
    page.hub.messages.splice(LENGTH - 1, 0, page.hub.messages.pop() ?? late);
    await page.accountEvent('hub.thread.changed', { thread_id: thread.id });
    expect(shown().slice(-3)).toEqual([LENGTH - 1, 1000, LENGTH]);
  });

  it('keeps earlier messages that arrive during a refetch', async () => {
    await openThread();
    page.hub.addMessage(thread.id, 'user', 'Message 261.');
    const release = page.hub.hold();
    await page.accountEvent('hub.thread.changed', { thread_id: thread.id });
    await scrollNear();
    release();
    await page.settle();
    expect(shown()).toEqual([...lastOf(FIRST_PAGE + EARLIER_PAGE), LENGTH + 1]);
  });

  it('reloads if the hub no longer has the known messages', async () => {
    await openThread();
    await scrollNear();
    page.hub.messages.splice(100, LENGTH - 100);
    await page.accountEvent('hub.thread.changed', { thread_id: thread.id });
    expect(shown()).toEqual(Array.from({ length: FIRST_PAGE }, (_, index) => 51 + index));
    page.hub.messages.splice(0, 80);
    await scrollNear();
    expect(shown()).toEqual(Array.from({ length: 20 }, (_, index) => 81 + index));
    expect(earlierButton()).toBeNull();
  });

  it('opens at its end again, however much of it was loaded', async () => {
    const other = page.hub.addThread('Other');
    await openThread();
    await scrollNear();
    const threads = within(screen.getByRole('navigation', { name: 'Threads' }));
    await page.user.click(threads.getByRole('link', { name: /Other/ }));
    await page.settle();
    await page.user.click(threads.getByRole('link', { name: /Long/ }));
    await page.settle();
    expect(location.pathname).not.toContain(other.id);
    expect(shown()).toEqual(lastOf(FIRST_PAGE));
  });

  it('does not take an earlier message for one that was just sent', async () => {
    page.hub.addRun(thread.id, undefined, { status: 'completed' });
    await openThread();
    const release = page.hub.hold();
    await page.write('Message 201.');
    const article = articles().at(-1);
    release();
    await page.settle();
    await scrollNear();
    expect(articles().at(-1)).toBe(article);
    expect(article).toHaveTextContent('Message 201.');
    expect(shown().slice(0, -1)).toEqual(lastOf(FIRST_PAGE + EARLIER_PAGE));
  });

  it('keeps the messages of a run of this tab at their position', async () => {
    await page.open(`/threads/${thread.id}`);
    await page.write('A question');
    await page.connect();
    await page.deltas('msg_a', 'An answer.');
    await page.message('msg_a', 'An answer.');
    await page.status('completed');
    const threads = within(screen.getByRole('navigation', { name: 'Threads' }));
    await page.user.click(screen.getByRole('button', { name: 'New conversation' }));
    await page.advance(5000);
    for (let index = 1; index <= FIRST_PAGE; index++)
      page.hub.addMessage(thread.id, 'user', `Later ${index}.`);
    await page.advance(10 * 60_000); // by then the cached messages have been dropped
    await page.user.click(threads.getByRole('link', { name: /Long/ }));
    await page.settle();
    expect(articles().at(-1)).toHaveTextContent(`Later ${FIRST_PAGE}.`);
  });
});
