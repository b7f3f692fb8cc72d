import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { EXAMPLE } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;
let threadId: string;

beforeEach(() => {
  page = new Page();
  threadId = page.hub.addThread('On virtue').id;
});

async function press(button: HTMLElement): Promise<void> {
  await page.user.click(button);
  await page.settle();
}

describe('the versions of a conversation in the list', () => {
  const list = () => within(screen.getByRole('navigation', { name: 'Threads' }));
  const rows = () =>
    list()
      .getAllByRole('link')
      .filter((link) => link.dataset['thread']);
  let version: string;

  beforeEach(async () => {
    page.hub.addMessage(threadId, 'user', 'What is virtue?');
    page.hub.addMessage(threadId, 'assistant', 'Knowledge.');
    const original = page.hub.threads[0]!;
    page.hub.addThread('Another');
    version = page.hub.addVersion(original, 1).id;
    page.hub.addMessage(version, 'user', 'What is virtue?');
    page.hub.addMessage(version, 'assistant', 'Wisdom.');
    page.hub.versions.touch(version);
    await page.open('/');
  });

  async function choose(item: string): Promise<void> {
    await press(list().getByRole('button', { name: 'Actions for On virtue' }));
    await press(await screen.findByRole('menuitem', { name: item }));
  }

  it('are one row, which links to the latest, or to the open one', async () => {
    expect(rows().map((row) => row.getAttribute('href'))).toEqual([
      `/threads/${version}`,
      expect.stringMatching(/./),
    ]);
    expect(rows()[0]).not.toHaveAttribute('aria-current');
    await page.open(`/threads/${threadId}`);
    expect(rows()).toHaveLength(2);
    expect(rows()[0]).toHaveAttribute('aria-current', 'page');
    expect(rows()[0]).toHaveAttribute('href', `/threads/${threadId}`);
  });

  it('stay one row when another is created', async () => {
    await page.open(`/threads/${threadId}`);
    page.hub.addRun(threadId, EXAMPLE, { status: 'completed' });
    await press(screen.getAllByRole('button', { name: 'Regenerate' }).at(-1)!);
    expect(rows()).toHaveLength(2);
    expect(rows()[0]).toHaveAttribute('aria-current', 'page');
  });

  it('count as one for the shortcuts to the next conversation', async () => {
    await page.open(`/threads/${threadId}`);
    await page.user.keyboard('{Alt>}{ArrowDown}{/Alt}');
    await page.settle();
    const { id } = page.hub.threads.find(({ metadata }) => metadata.topic === 'Another')!;
    expect(location.pathname).toBe(`/threads/${id}`);
  });

  it('are one search result, which links to the version that was found', async () => {
    await page.open(`/threads/${version}`);
    await page.user.type(list().getByRole('searchbox'), 'Knowledge');
    await page.advance(300);
    expect(rows().map((row) => row.getAttribute('href'))).toEqual([`/threads/${threadId}`]);
    expect(rows()[0]).not.toHaveAttribute('aria-current');
  });

  it('are deleted together, and restored together', async () => {
    await page.open(`/threads/${threadId}`);
    await choose('Delete');
    expect(rows()).toHaveLength(1);
    expect(location.pathname).toBe('/');
    expect(await screen.findByText('With all 2 versions')).toBeVisible();
    await press(screen.getByRole('button', { name: 'Undo' }));
    expect(rows()).toHaveLength(2);
    expect(location.pathname).toBe(`/threads/${threadId}`);
    await choose('Delete');
    await press(screen.getByRole('button', { name: 'Dismiss' }));
    expect(page.hub.threads.map(({ metadata }) => metadata.topic)).toEqual(['Another']);
  });

  it('have one title', async () => {
    await page.open(`/threads/${threadId}`);
    await choose('Rename');
    await page.user.clear(list().getByRole('textbox'));
    await page.user.keyboard('On knowledge{Enter}');
    await page.settle();
    expect(page.hub.threads.filter(({ metadata }) => metadata.topic === 'On knowledge')).toHaveLength(2);
    expect(document.title).toBe('On knowledge · Symposium');
  });

  it('are shown as running and as unread if any of them is', async () => {
    const original = page.hub.threads.find(({ id }) => id === threadId)!;
    await page.advance(1000);
    original.active_run_id = 'run_7';
    await page.accountEvent('hub.run.began', { thread_id: threadId, run_id: 'run_7' });
    await page.accountEvent('hub.run.progress', { thread_id: threadId, run_id: 'run_7', deltas: 12 });
    expect(within(rows()[0]!).getByText('12')).toBeVisible();
    await page.advance(1000);
    original.active_run_id = null;
    original.last_active_at = Math.floor(page.clock.now() / 1000);
    page.hub.threads.splice(page.hub.threads.indexOf(original), 1);
    page.hub.threads.unshift(original);
    await page.accountEvent('hub.run.ended', { thread_id: threadId, run_id: 'run_7' });
    expect(within(rows()[0]!).getByText('Unread')).toBeInTheDocument();
    await press(rows()[0]!);
    expect(location.pathname).toBe(`/threads/${threadId}`);
    await page.open('/');
    expect(within(rows()[0]!).queryByText('Unread')).toBeNull();
  });
});
