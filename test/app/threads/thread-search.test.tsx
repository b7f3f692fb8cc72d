import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { stubPhone } from '../support/media.ts';
import { Page } from '../support/render-app.tsx';

/** Milliseconds after the last key press until the search starts. */
const PAUSE = 200;

let page: Page;

beforeEach(() => {
  page = new Page();
});

const threads = () => within(screen.getByRole('navigation', { name: 'Threads' }));
const rows = () => threads().queryAllByRole('link');
const field = () => threads().getByRole('searchbox', { name: 'Search conversations' });
const searches = () =>
  page.hub.requests.flatMap(({ path, query }) =>
    path === '/v1/threads' && query['search'] !== undefined ? [query['search']] : [],
  );

async function search(words: string): Promise<void> {
  await page.user.type(field(), words);
  await page.advance(PAUSE);
}

describe('the search', () => {
  beforeEach(() => {
    const cave = page.hub.addThread('The cave');
    page.hub.addMessage(cave.id, 'user', 'What are the shadows on the wall?');
    page.hub.addThread('Shadows');
    page.hub.addThread('Recipes');
  });

  it('finds threads by title and by messages, and shows the match', async () => {
    await page.open('/');
    await search('shadows');
    expect(rows().map((row) => row.getAttribute('href'))).toEqual(['/threads/thread_3', '/threads/thread_1']);
    expect(rows()[1]).toHaveTextContent('What are the shadows on the wall?');
    expect((await within(rows()[1]!).findByText('shadows')).tagName).toBe('MARK');
    expect(threads().getByRole('status')).toHaveTextContent('2 conversations');
  });

  it('highlights matches as they are spelled in the text', async () => {
    page.hub.addThread('Ünïcode, UNICODE, code');
    await page.open('/');
    await search('code');
    expect(await within(rows()[0]!).findAllByText(/code/i, { selector: 'mark' })).toHaveLength(3);
    page.hub.threads.splice(0, 1, { ...page.hub.threads[0]!, metadata: { topic: 'Caf\u00e9 cafe\u0301' } });
    await page.user.clear(field());
    await search('caf');
    const marks = rows()[0]!.querySelectorAll('mark');
    expect([...marks].map((mark) => mark.textContent)).toEqual(['Caf', 'caf']);
  });

  it('starts once the person has stopped typing', async () => {
    await page.open('/');
    await page.user.type(field(), 'shad');
    await page.advance(PAUSE - 1);
    await page.user.type(field(), 'ows ');
    await page.advance(PAUSE - 1);
    expect(searches()).toEqual([]);
    expect(rows(), 'the list stays until then').toHaveLength(3);
    await page.advance(1);
    expect(searches()).toEqual(['shadows']);
  });

  it('keeps the results during the next request, and while a result is opened', async () => {
    await page.open('/');
    await search('shadows');
    const release = page.hub.hold();
    await search(' on');
    expect(rows()).toHaveLength(2);
    expect(threads().getByRole('status')).toHaveTextContent('Searching');
    release();
    await page.settle();
    expect(rows()).toHaveLength(1);
    await page.user.click(rows()[0]!);
    await page.settle();
    expect(location.pathname).toBe('/threads/thread_1');
    expect(rows()).toHaveLength(1);
  });

  it('is cleared with Esc, which returns the focus and does nothing else', async () => {
    await page.open('/');
    await page.write('A question');
    await page.connect();
    await search('shadows');
    await page.user.keyboard('{Escape}');
    await page.settle();
    expect(field()).toHaveValue('');
    expect(rows()).toHaveLength(4);
    expect(page.textbox).toHaveFocus();
    expect(page.hub.posts(/cancel$/)).toEqual([]);
  });

  it('is cleared with a button', async () => {
    await page.open('/');
    await search('shadows');
    await page.user.click(threads().getByRole('button', { name: 'Clear the search' }));
    await page.settle();
    expect(field()).toHaveFocus();
    expect(rows()).toHaveLength(3);
    expect(threads().getByRole('status')).toBeEmptyDOMElement();
  });

  it('says that there are no results', async () => {
    await page.open('/');
    await search('xyzzy');
    expect(rows()).toEqual([]);
    expect(threads().getByRole('status')).toHaveTextContent('No results for “xyzzy”');
  });

  it('shows an error if it fails, and can be repeated', async () => {
    await page.open('/');
    page.hub.refusal = { method: 'GET', path: /^\/v1\/threads$/, status: 500, message: 'It broke.' };
    await search('shadows');
    expect(threads().getByRole('alert')).toHaveTextContent('It broke.');
    await page.user.click(threads().getByRole('button', { name: 'Try again' }));
    await page.settle();
    expect(rows()).toHaveLength(2);
  });

  it('works in the drawer of a phone, and is still there when the drawer is opened again', async () => {
    stubPhone();
    await page.open('/');
    const open = () => page.user.click(screen.getByRole('button', { name: 'Open the conversation list' }));
    await open();
    const drawer = within(await screen.findByRole('dialog', { name: 'Conversation list' }));
    await page.user.type(drawer.getByRole('searchbox'), 'cave');
    await page.advance(PAUSE);
    await page.user.click(drawer.getByRole('link', { name: /cave/ }));
    await page.settle();
    expect(screen.queryByRole('dialog')).toBeNull();
    await open();
    await page.advance(PAUSE);
    const again = within(await screen.findByRole('dialog', { name: 'Conversation list' }));
    expect(again.getByRole('searchbox')).toHaveValue('cave');
    await page.user.click(again.getByRole('searchbox'));
    await page.user.keyboard('{Escape}');
    expect(screen.getByRole('dialog'), 'Esc has cleared the search').toBeVisible();
    expect(again.getByRole('searchbox')).toHaveValue('');
  });
});
