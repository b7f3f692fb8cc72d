import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const threads = () => within(screen.getByRole('navigation', { name: 'Threads' }));
const row = (name: RegExp) => threads().getByRole('link', { name });
const titles = () =>
  threads()
    .queryAllByRole('link')
    .map((link) => link.querySelector('[dir]')?.textContent);
const deletions = () => page.hub.requests.filter(({ method }) => method === 'DELETE');
const toasts = () => screen.queryAllByRole('dialog').map((toast) => toast.textContent);
const toast = (name: string | RegExp) => screen.findByRole('dialog', { name });

async function choose(title: string, item: string): Promise<void> {
  await page.user.click(threads().getByRole('button', { name: `Actions for ${title}` }));
  await page.user.click(await screen.findByRole('menuitem', { name: item }));
  await page.settle();
}

describe('renaming a thread', () => {
  const field = () => threads().getByRole('textbox');

  it('happens in its row: Enter saves, and other metadata stays', async () => {
    const thread = page.hub.addThread('Recipes', { metadata: { topic: 'Recipes', topic_by: 'rule' } });
    await page.open(`/threads/${thread.id}`);
    thread.metadata['by_another_client'] = 'kept';
    await choose('Recipes', 'Rename');
    expect(field()).toHaveFocus();
    expect(field()).toHaveValue('Recipes');
    await page.user.keyboard('For winter{Enter}');
    expect(row(/For winter/)).toHaveFocus();
    await page.settle();
    expect(titles()).toEqual(['For winter']);
    expect(document.title).toBe('For winter · Symposium');
    expect(thread.metadata).toEqual({ topic: 'For winter', topic_by: 'person', by_another_client: 'kept' });
  });

  it('shows the new title before the hub has it, even if the list is fetched meanwhile', async () => {
    const thread = page.hub.addThread('Recipes');
    await page.open('/');
    const release = page.hub.hold();
    await page.user.click(threads().getByRole('button', { name: 'Actions for Recipes' }));
    await page.user.keyboard('{Escape}');
    row(/Recipes/).focus();
    await page.user.keyboard('{F2}For winter{Enter}');
    expect(titles()).toEqual(['For winter']);
    await page.accountEvent('hub.thread.changed', { thread_id: thread.id });
    expect(titles()).toEqual(['For winter']);
    release();
    await page.settle();
    expect(titles()).toEqual(['For winter']);
  });

  it('is cancelled with Esc, which does not stop a run', async () => {
    await page.open('/');
    await page.write('A question');
    await page.connect();
    row(/A question/).focus();
    await page.user.keyboard('{F2}Something else{Escape}');
    expect(titles()).toEqual(['A question']);
    expect(row(/A question/)).toHaveFocus();
    await page.settle();
    expect(page.hub.posts(/^\/v1\/threads\/thread_[^/]+$|cancel$/)).toEqual([]);
  });

  it('saves when the focus moves to another element, and leaves it there', async () => {
    const thread = page.hub.addThread('Recipes');
    await page.open('/');
    row(/Recipes/).focus();
    await page.user.keyboard('{F2}For winter');
    await page.user.click(page.textbox);
    await page.settle();
    expect(thread.metadata['topic']).toBe('For winter');
    expect(page.textbox).toHaveFocus();
  });

  it('refuses an empty title with a message', async () => {
    page.hub.addThread('Recipes');
    await page.open('/');
    row(/Recipes/).focus();
    await page.user.keyboard('{F2}{Backspace}{Enter}');
    expect(field()).toBeInvalid();
    expect(field()).toHaveAccessibleDescription(/A title needs at least one character/);
    await page.user.keyboard('x');
    expect(field()).toBeValid();
    expect(page.hub.posts(/threads/)).toEqual([]);
  });

  it('shows the old title and a toast with Try again if the hub refuses', async () => {
    const thread = page.hub.addThread('Recipes');
    await page.open('/');
    page.hub.refusal = { method: 'POST', path: /threads/, status: 400, message: 'At most 16 keys.' };
    row(/Recipes/).focus();
    await page.user.keyboard('{F2}For winter{Enter}');
    await page.settle();
    expect(titles()).toEqual(['Recipes']);
    expect(await toast('Not renamed to “For winter”')).toHaveTextContent('At most 16 keys.');
    await page.user.click(screen.getByRole('button', { name: 'Try again' }));
    await page.settle();
    expect(thread.metadata['topic']).toBe('For winter');
    expect(titles()).toEqual(['For winter']);
  });
});

describe('deleting a thread', () => {
  it('removes it from the list at once, and from the hub when its toast is gone', async () => {
    for (const topic of ['Third', 'Second', 'First']) page.hub.addThread(topic);
    await page.open('/');
    await choose('Second', 'Delete');
    expect(titles()).toEqual(['First', 'Third']);
    expect(row(/Third/)).toHaveFocus();
    await toast('Deleted “Second”');
    expect(deletions()).toEqual([]);
    await page.user.click(screen.getByRole('button', { name: 'Dismiss' }));
    await page.settle();
    expect(deletions().map(({ path }) => path)).toEqual(['/v1/threads/thread_2']);
    expect(titles()).toEqual(['First', 'Third']);
  });

  it('puts it back in its place on Undo, without a request to the hub', async () => {
    for (const topic of ['Third', 'Second', 'First']) page.hub.addThread(topic);
    await page.open('/');
    await choose('Second', 'Delete');
    await page.user.click(await screen.findByRole('button', { name: 'Undo' }));
    await page.settle();
    expect(titles()).toEqual(['First', 'Second', 'Third']);
    expect(toasts()).toEqual([]);
    act(() => void window.dispatchEvent(new Event('pagehide')));
    await page.settle();
    expect(deletions()).toEqual([]);
  });

  it('shows a new conversation if it was open, until the person undoes it', async () => {
    const thread = page.hub.addThread('Recipes');
    page.hub.addMessage(thread.id, 'user', 'What is for dinner?');
    await page.open(`/threads/${thread.id}`);
    const entries = history.length;
    await choose('Recipes', 'Delete');
    expect(location.pathname).toBe('/');
    expect(screen.queryByRole('article')).toBeNull();
    expect(screen.getByText('Streaming Example welcomes you')).toBeVisible();
    expect(threads().getByRole('searchbox')).toHaveFocus();
    await page.user.click(await screen.findByRole('button', { name: 'Undo' }));
    await page.settle();
    expect(location.pathname).toBe(`/threads/${thread.id}`);
    expect(screen.getByRole('article')).toHaveTextContent('What is for dinner?');
    expect(history.length, 'Back leads to the same page as before').toBe(entries);
  });

  it('does not navigate on Undo if the person has opened another page', async () => {
    const thread = page.hub.addThread('Recipes');
    page.hub.addThread('Other');
    await page.open(`/threads/${thread.id}`);
    await choose('Recipes', 'Delete');
    await page.user.click(row(/Other/));
    await page.user.click(await screen.findByRole('button', { name: 'Undo' }));
    await page.settle();
    expect(location.pathname).not.toBe(`/threads/${thread.id}`);
    expect(titles()).toEqual(['Other', 'Recipes']);
  });

  it('happens when the page is closed', async () => {
    for (const topic of ['Second', 'First']) page.hub.addThread(topic);
    await page.open('/');
    await choose('First', 'Delete');
    await choose('Second', 'Delete');
    expect(deletions()).toEqual([]);
    act(() => void window.dispatchEvent(new Event('pagehide')));
    await page.settle();
    expect(deletions()).toHaveLength(2);
    await waitFor(() => expect(toasts()).toEqual([]));
  });

  it('is undone if another client sends a message in it before its toast is gone', async () => {
    const thread = page.hub.addThread('Recipes');
    await page.open('/');
    await choose('Recipes', 'Delete');
    await toast('Deleted “Recipes”');
    await page.accountEvent('hub.run.began', { thread_id: thread.id, run_id: 'run_elsewhere' });
    expect(titles()).toEqual(['Recipes']);
    expect(await toast('“Recipes” was not deleted')).toHaveTextContent(
      'A new message was sent in this conversation.',
    );
    act(() => void window.dispatchEvent(new Event('pagehide')));
    await page.settle();
    expect(deletions()).toEqual([]);
  });

  it('shows it again, with a toast, if the hub refuses', async () => {
    page.hub.addThread('Recipes');
    await page.open('/');
    await choose('Recipes', 'Delete');
    page.hub.refusal = { method: 'DELETE', path: /threads/, status: 503, message: 'The database is full.' };
    await page.user.click(await screen.findByRole('button', { name: 'Dismiss' }));
    await page.settle();
    expect(titles()).toEqual(['Recipes']);
    expect(await toast('“Recipes” was not deleted')).toHaveTextContent('The database is full.');
  });

  it('shows no error if it is gone already', async () => {
    page.hub.addThread('Recipes');
    await page.open('/');
    await choose('Recipes', 'Delete');
    page.hub.threads.length = 0;
    await page.user.click(await screen.findByRole('button', { name: 'Dismiss' }));
    await page.settle();
    expect(titles()).toEqual([]);
    expect(toasts()).toEqual([]);
  });

  it('happens before the person is signed out', async () => {
    page.hub.addThread('Recipes');
    page.hub.requireToken('secret', 'Ada');
    page.hub.account = page.hub.tokens['secret']!;
    await page.open('/');
    await choose('Recipes', 'Delete');
    await page.user.click(screen.getByRole('button', { name: 'Sign out' }));
    await page.settle();
    expect(deletions().map(({ path }) => path)).toEqual(['/v1/threads/thread_1', '/v1/session']);
  });
});

describe('the menu of a thread', () => {
  it('opens and closes with the keyboard', async () => {
    page.hub.addThread('Recipes');
    await page.open('/');
    row(/Recipes/).focus();
    await page.user.tab();
    const button = threads().getByRole('button', { name: 'Actions for Recipes' });
    expect(button).toHaveFocus();
    await page.user.keyboard('{Enter}');
    const menu = await screen.findByRole('menu', { name: 'Actions for Recipes' });
    expect(button).toHaveAttribute('aria-expanded', 'true');
    await page.user.keyboard('{ArrowDown}');
    await waitFor(() => expect(menu).toContainElement(document.activeElement as HTMLElement));
    await page.user.keyboard('{Escape}');
    await waitFor(() => expect(button).toHaveFocus());
    expect(screen.queryByRole('menu')).toBeNull();
  });
});
