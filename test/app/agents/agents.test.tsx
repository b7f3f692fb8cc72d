import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { assistantOf } from '../support/fake-assistant.ts';
import { EXAMPLE, QUIET } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const opener = () => page.agentButton;

/** Opens the picker, by the name of the current agent. */
async function openPicker() {
  await page.user.click(opener());
  const picker = within(await screen.findByRole('dialog', { name: 'Agents' }));
  await waitFor(() => expect(picker.getByRole('combobox', { name: 'Search agents' })).toHaveFocus());
  return picker;
}

const pickerIsClosed = () =>
  waitFor(() => expect(screen.queryByRole('dialog', { name: 'Agents' })).not.toBeInTheDocument());

async function choose(name: RegExp): Promise<void> {
  await page.user.click(await screen.findByRole('option', { name }));
  await page.settle();
}

describe('the agent of a thread', () => {
  async function answered(): Promise<string> {
    const thread = page.hub.addThread('On virtue');
    page.hub.addMessage(thread.id, 'user', 'What is virtue?');
    page.hub.addMessage(thread.id, 'assistant', 'Living well.', { assistant_id: EXAMPLE });
    page.hub.addRun(thread.id, EXAMPLE, { status: 'completed' });
    await page.open(`/threads/${thread.id}`);
    return thread.id;
  }

  it('can be changed for the next message, which the conversation shows', async () => {
    const threadId = await answered();
    await openPicker();
    await choose(/^Quiet/);
    expect(opener()).toHaveTextContent('Quiet');
    await pickerIsClosed();
    await waitFor(() => expect(opener()).toHaveFocus());
    await page.open(location.pathname + location.search);
    expect(opener()).toHaveTextContent('Quiet');
    await page.write('And courage?');
    expect(page.run).toMatchObject({ thread_id: threadId, assistant_id: QUIET });
    await page.connect();
    page.hub.addMessage(threadId, 'assistant', 'A mean.', { assistant_id: QUIET });
    await page.status('completed');
    const speakers = screen
      .getAllByRole('article')
      .map((article) => within(article).getByRole('heading').textContent);
    expect(speakers).toEqual(['You', 'Streaming Example', 'You', 'Quiet']);
    expect(screen.getAllByText(/replies from here on/).map(({ textContent }) => textContent)).toEqual([
      'Quiet replies from here on',
    ]);
    await page.open(`/threads/${threadId}`);
    expect(opener()).toHaveTextContent('Quiet');
  });

  it('can be found by name with the keyboard alone', async () => {
    await answered();
    opener().focus();
    await page.user.keyboard('{Enter}');
    const picker = within(await screen.findByRole('dialog', { name: 'Agents' }));
    await waitFor(() => expect(picker.getByRole('combobox')).toHaveFocus());
    expect(picker.getAllByRole('option').map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^SStreaming Example.*, chosen$/),
      expect.stringMatching(/^QQuiet/),
    ]);
    await page.user.keyboard('nobody');
    expect(picker.getByText('No agent matches “nobody”.')).toBeVisible();
    await page.user.clear(picker.getByRole('combobox'));
    await page.user.keyboard('qui{Enter}');
    await pickerIsClosed();
    expect(opener()).toHaveTextContent('Quiet');
    await waitFor(() => expect(opener()).toHaveFocus());
    await page.user.keyboard('{Enter}');
    await screen.findByRole('dialog', { name: 'Agents' });
    await page.user.keyboard('{Escape}');
    await pickerIsClosed();
    await waitFor(() => expect(opener()).toHaveFocus());
  });

  it('has details in a dialog, which returns the focus', async () => {
    await answered();
    const picker = await openPicker();
    await page.user.click(picker.getByRole('button', { name: 'About Streaming Example' }));
    const dialog = await screen.findByRole('dialog', { name: 'Streaming Example' });
    await waitFor(() => expect(dialog).toContainElement(document.activeElement as HTMLElement));
    await page.user.keyboard('{Escape}');
    await waitFor(() => expect(opener()).toHaveFocus());
  });

  it('does not change an active reply when another is chosen', async () => {
    const threadId = await answered();
    await page.write('And courage?');
    await page.connect();
    await page.status('in_progress');
    await page.deltas('msg_a', 'A mean ');
    await openPicker();
    await choose(/^Quiet/);
    await page.deltas('msg_a', 'between two.');
    expect(screen.getAllByRole('article').at(-1)).toHaveTextContent('A mean between two.');
    expect(screen.getByText('Streaming Example is replying.')).toBeInTheDocument();
    await page.message('msg_a', 'A mean between two.');
    await page.status('completed');
    await page.write('And justice?');
    expect(page.hub.posts(/runs$/).map(({ body }) => body?.assistant_id)).toEqual([EXAMPLE, QUIET]);
    expect(location.pathname + location.search).toBe(`/threads/${threadId}`);
  });

  it('can be changed if the hub no longer has it', async () => {
    const thread = page.hub.addThread('Old');
    page.hub.addMessage(thread.id, 'assistant', 'It was.', { assistant_id: 'symposium/gone/1.0.0' });
    page.hub.addRun(thread.id, 'symposium/gone/1.0.0', { status: 'completed' });
    await page.open(`/threads/${thread.id}`);
    expect(opener()).toHaveTextContent('gone');
    expect(within(screen.getByRole('article')).getByRole('heading')).toHaveTextContent('gone');
    await openPicker();
    await choose(/^Quiet/);
    expect(page.textbox).not.toHaveAccessibleDescription(/no longer/);
    await page.write('And now?');
    expect(page.run.assistant_id).toBe(QUIET);
  });

  it('is named at its messages, although the hub does not list it', async () => {
    const hidden = assistantOf('symposium/hidden/1.0.0', 'The Hidden One', true);
    hidden.agent.show_entry = false;
    page.hub.assistants.push(hidden);
    const thread = page.hub.addThread('Old');
    page.hub.addMessage(thread.id, 'assistant', 'It was.', { assistant_id: hidden.id });
    page.hub.addRun(thread.id, QUIET, { status: 'completed' });
    await page.open(`/threads/${thread.id}`);
    expect(within(screen.getByRole('article')).getByRole('heading')).toHaveTextContent('The Hidden One');
  });

  it('stays the same if an agent is requested that the hub does not have', async () => {
    const threadId = await answered();
    await page.open(`/threads/${threadId}?agent=symposium%2Fgone%2F1.0.0`);
    expect(opener()).toHaveTextContent('Streaming Example');
    expect(page.textbox).not.toHaveAccessibleDescription(/no longer/);
    expect(location.search).toBe('');
  });

  it('is shown with its role if it has one', async () => {
    Object.assign(page.hub.assistants[0]?.agent.details.agent ?? {}, { assistant_role_label: 'Teacher' });
    await answered();
    const [, reply] = screen.getAllByRole('article');
    expect(within(reply as HTMLElement).getByRole('heading')).toHaveTextContent('Teacher');
    expect(opener()).toHaveTextContent('Streaming Example');
  });
});
