import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPreferencesStore } from '../../../src/app/preferences/preferences-store.ts';
import { Page } from '../support/render-app.tsx';
import { watchSavedFiles } from '../support/saved-files.ts';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const data = async () => within(await screen.findByRole('region', { name: 'Data' }));

describe('the export of all conversations', () => {
  it('writes one file with all messages of each conversation, as the hub has them', async () => {
    const long = page.hub.addThread('Long');
    for (let said = 0; said < 230; said++) page.hub.addMessage(long.id, 'user', `${said}`);
    page.hub.addThread('Empty');
    const files = watchSavedFiles();
    await page.open('/settings');
    await page.user.click((await data()).getByRole('button', { name: 'Export all conversations' }));
    await waitFor(() => expect(files).toHaveLength(1));
    expect(files[0]?.name).toMatch(/^Symposium \d{4}-\d\d-\d\d\.json$/);
    const file = JSON.parse((await files[0]?.text()) ?? '') as Record<string, unknown>;
    expect(file).toEqual({
      format: 'symposium.threads',
      version: 1,
      exported_at: Math.floor(page.clock.now() / 1000),
      threads: page.hub.threads.map((thread) => ({
        thread,
        messages: page.hub.messages.filter(({ thread_id }) => thread_id === thread.id),
      })),
    });
  });

  it('shows an error and writes no file if one conversation could not be loaded', async () => {
    page.hub.addThread('What is virtue?');
    const files = watchSavedFiles();
    await page.open('/settings');
    page.hub.refusal = { method: 'GET', path: /messages$/, status: 500, message: 'The disk is full.' };
    await page.user.click((await data()).getByRole('button', { name: 'Export all conversations' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Nothing was exported. The disk is full.');
    expect(files).toEqual([]);
  });
});

describe('Delete everything', () => {
  async function ask() {
    await page.user.click((await data()).getByRole('button', { name: 'Delete everything' }));
    return within(await screen.findByRole('alertdialog', { name: 'Delete everything?' }));
  }

  async function talk(): Promise<void> {
    await page.open('/');
    await page.write('What is virtue?');
    await page.connect();
    await page.deltas('msg_a', 'Know', 'ledge');
    await page.message('msg_a', 'Knowledge');
    await page.status('completed');
    await page.user.type(page.textbox, 'And then');
    createPreferencesStore(localStorage).choose({ theme: 'dark' });
  }

  it('deletes everything on the hub and in this browser except the settings', async () => {
    await talk();
    expect(localStorage.length).toBeGreaterThan(1);
    await page.open('/settings');
    const dialog = await ask();
    await page.user.click(dialog.getByRole('button', { name: 'Delete everything' }));
    await page.settle();
    expect(page.hub.threads).toEqual([]);
    expect(location.pathname).toBe('/');
    expect(await screen.findByText('All conversations deleted')).toBeInTheDocument();
    expect(within(screen.getByRole('navigation', { name: 'Threads' })).queryByRole('link')).toBeNull();
    expect(Object.keys(localStorage)).toEqual(['symposium.preferences']);
    expect(createPreferencesStore(localStorage).getState().theme).toBe('dark');
  });

  it('needs a confirmation, and deletes nothing without it', async () => {
    await talk();
    await page.open('/settings');
    const dialog = await ask();
    await waitFor(() => expect(dialog.getByRole('button', { name: 'Cancel' })).toHaveFocus());
    await page.user.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
    expect(page.hub.threads).toHaveLength(1);
    const button = (await data()).getByRole('button', { name: 'Delete everything' });
    await waitFor(() => expect(button).toHaveFocus());
  });

  it('shows an error and deletes nothing if the hub refuses', async () => {
    await talk();
    await page.open('/settings');
    const kept = { ...localStorage };
    page.hub.refusal = { method: 'DELETE', path: /threads$/, status: 503, message: 'The disk is full.' };
    const dialog = await ask();
    await page.user.click(dialog.getByRole('button', { name: 'Delete everything' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('The disk is full.');
    expect({ ...localStorage }).toEqual(kept);
    await page.user.click(dialog.getByRole('button', { name: 'Delete everything' }));
    await page.settle();
    expect(page.hub.threads).toEqual([]);
  });
});
