import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPreferencesStore } from '../../../src/app/preferences/preferences-store.ts';
import { EXAMPLE } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';
import { watchSavedFiles } from '../support/saved-files.ts';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const open = async () => {
  await page.user.keyboard('{Control>}k{/Control}');
  const palette = within(await screen.findByRole('dialog', { name: 'Command palette' }));
  await waitFor(() => expect(palette.getByRole('combobox')).toHaveFocus());
  return palette;
};
const options = () => screen.queryAllByRole('option').map((option) => option.textContent);
const chosen = () => createPreferencesStore(localStorage).getState();
const isClosed = () =>
  waitFor(() => expect(screen.queryByRole('dialog', { name: 'Command palette' })).not.toBeInTheDocument());

/** Opens the palette, searches, and chooses the first result. */
async function command(query: string): Promise<void> {
  await open();
  await page.user.keyboard(`${query}{Enter}`);
  await page.settle();
  await isClosed();
}

function talkWith(assistantId = EXAMPLE) {
  const thread = page.hub.addThread('What is virtue?');
  page.hub.addMessage(thread.id, 'user', 'What is virtue?');
  const run = page.hub.addRun(thread.id, assistantId, { status: 'completed' });
  page.hub.addMessage(thread.id, 'assistant', 'Knowledge.', { assistant_id: assistantId, run_id: run.id });
  return thread;
}

describe('the command palette', () => {
  it('opens from the message box, and returns the focus to it', async () => {
    await page.open('/');
    await page.user.click(page.textbox);
    await page.user.keyboard('Half a');
    await open();
    await page.user.keyboard('{Escape}');
    await isClosed();
    await waitFor(() => expect(page.textbox).toHaveFocus());
    await open();
    await page.user.keyboard('{Control>}k{/Control}');
    await isClosed();
    await waitFor(() => expect(page.textbox).toHaveFocus());
    expect(page.textbox).toHaveValue('Half a');
  });

  it('finds titles in any spelling', async () => {
    page.hub.addThread('Die Straße nach Łódź');
    page.hub.addThread('Ünïcode');
    await page.open('/');
    await open();
    await page.user.keyboard('lodz STRASSE');
    expect(options().filter((option) => option?.includes('Straße'))).toHaveLength(1);
    await page.user.keyboard('{Control>}a{/Control}unicode');
    expect(options()).toEqual(['Ünïcode']);
  });

  it('shows commands in groups, and finds those with all words, in any order', async () => {
    await page.open('/');
    const palette = await open();
    expect(palette.getAllByRole('group').map((group) => group.getAttribute('aria-labelledby'))).not.toContain(
      null,
    );
    expect(palette.getByRole('group', { name: 'Appearance' })).toBeVisible();
    await page.user.keyboard('dark theme');
    expect(options()).toEqual(['Theme: Dark']);
    await page.user.keyboard(' sepia');
    expect(options()).toEqual([]);
    await page.advance(200);
    expect(await palette.findByText('No results for “dark theme sepia”')).toBeVisible();
  });

  it('moves through the results with the arrow keys', async () => {
    await page.open('/');
    await open();
    await page.user.keyboard('text size{ArrowDown}{ArrowDown}{Enter}');
    await isClosed();
    expect(chosen().textSize).toBe('large');
    await open();
    await page.user.keyboard('text size');
    expect(options()).toEqual(['Text size: Small', 'Text size: Medium', 'Text size: Large, chosen']);
  });

  it.each([
    ['theme dark', { theme: 'dark' }],
    ['compact', { density: 'compact' }],
    ['times', { showTimes: true }],
    ['streaming never', { displays: { 'symposium/streaming-example': 'never' } }],
    ['thinking always', { displays: {}, thinkingDisplays: { 'symposium/streaming-example': 'always' } }],
    ['tool calls never', { displays: {}, toolDisplays: { 'symposium/streaming-example': 'never' } }],
  ])('changes a setting: %s', async (query, stored) => {
    await page.open('/');
    await command(query);
    expect(chosen()).toMatchObject(stored);
  });

  it('offers only available actions', async () => {
    await page.open('/settings');
    await screen.findByRole('region', { name: 'About' });
    await open();
    expect(options()).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/Stop|Streaming|Export|link/)]),
    );
  });

  it('starts a conversation, and focuses the message box', async () => {
    const thread = talkWith();
    await page.open(`/threads/${thread.id}`);
    await command('new conversation');
    expect(location.pathname).toBe('/');
    expect(page.textbox).toHaveFocus();
  });

  it('opens the settings and the shortcuts', async () => {
    await page.open('/');
    await command('settings');
    expect(location.pathname).toBe('/settings');
    expect(screen.getByRole('main')).toHaveFocus();
    await open();
    await page.user.keyboard('shortcuts{Enter}');
    expect(await screen.findByRole('dialog', { name: 'Shortcuts' })).toBeVisible();
  });

  it('stops a run, and offers that only while there is one', async () => {
    await page.open('/');
    await page.write('What is virtue?');
    await page.connect();
    await page.status('in_progress');
    await command('stop');
    expect(page.hub.posts(/cancel$/)).toHaveLength(1);
    await page.status('cancelled');
    await open();
    expect(options()).not.toContainEqual(expect.stringContaining('Stop the reply'));
  });

  it('opens a recent conversation', async () => {
    const [first, second, open_] = ['First', 'Second', 'Open'].map((topic) => page.hub.addThread(topic));
    await page.open(`/threads/${open_?.id}`);
    const palette = await open();
    const recent = palette.getByRole('group', { name: 'Recent conversations' });
    expect(
      within(recent)
        .getAllByRole('option')
        .map((option) => option.textContent),
    ).toEqual(['Second', 'First']);
    await page.user.keyboard('{ArrowDown}{Enter}');
    await page.settle();
    expect(location.pathname).toBe(`/threads/${first?.id}`);
    expect(page.textbox).toHaveFocus();
    expect(second?.id).not.toBe(first?.id);
  });

  it('finds conversations by title at once, and by their messages when the hub has answered', async () => {
    page.hub.addThread('Export of olives');
    const talk = page.hub.addThread('What is virtue?');
    page.hub.addMessage(talk.id, 'assistant', 'Nothing to export, said Socrates.');
    await page.open('/settings');
    const palette = await open();
    await page.user.keyboard('export');
    expect(options()).toEqual(['Settings', 'Export of olives']);
    expect(palette.getByText('Searching conversations')).toBeVisible();
    await page.advance(200);
    await waitFor(() =>
      expect(options()).toEqual([
        'Settings',
        'Export of olives',
        'What is virtue?Nothing to export, said Socrates.',
      ]),
    );
    expect(palette.queryByText('Searching conversations')).toBeNull();
    await page.user.keyboard('{ArrowUp}{Enter}');
    await page.settle();
    expect(location.pathname).toBe(`/threads/${talk.id}`);
  });

  it('shows an error if the search failed, and still finds known titles', async () => {
    page.hub.addThread('Export of olives');
    await page.open('/');
    const palette = await open();
    page.hub.refusal = { method: 'GET', path: /threads$/, status: 500, message: 'The disk is full.' };
    await page.user.keyboard('olives');
    await page.advance(200);
    expect(await palette.findByText(/Couldn’t search the conversations. The disk is full./)).toBeVisible();
    expect(options()).toEqual(['Export of olives']);
  });

  it('copies the link to the conversation', async () => {
    const thread = talkWith();
    await page.open(`/threads/${thread.id}`);
    await command('copy link');
    expect(await navigator.clipboard.readText()).toBe(`${location.origin}/threads/${thread.id}`);
    expect(await screen.findByText('Link copied')).toBeInTheDocument();
  });

  it('exports the conversation, each message with its author', async () => {
    const thread = talkWith();
    await page.open(`/threads/${thread.id}`);
    const files = watchSavedFiles();
    await command('export markdown');
    await waitFor(() => expect(files).toHaveLength(1));
    expect(files[0]?.name).toBe('What is virtue.md');
    const headings = (await files[0]?.text())?.match(/^#.*$/gm);
    expect(headings).toEqual(['# What is virtue?', '## You', '## Streaming Example']);
    await command('export json');
    await waitFor(() => expect(files).toHaveLength(2));
    expect(files[1]?.name).toBe('What is virtue.json');
  });

  it('exports messages of an agent that no longer exists', async () => {
    const thread = talkWith('acme/gone/1.0.0');
    await page.open(`/threads/${thread.id}`);
    const files = watchSavedFiles();
    await command('export markdown');
    await waitFor(() => expect(files).toHaveLength(1));
    expect(await files[0]?.text()).toContain('## acme/gone/1.0.0');
  });

  it('shows why a conversation could not be exported', async () => {
    const thread = talkWith();
    await page.open(`/threads/${thread.id}`);
    const files = watchSavedFiles();
    page.hub.refusal = { method: 'GET', path: /messages$/, status: 500, message: 'The disk is full.' };
    await command('export markdown');
    expect(await screen.findByText('The disk is full.')).toBeInTheDocument();
    expect(files).toEqual([]);
  });
});
