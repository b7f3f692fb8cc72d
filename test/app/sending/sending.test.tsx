import { createEvent, fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { textOf } from '../../../src/protocol/message.ts';
import { assistantOf } from '../support/fake-assistant.ts';
import { EXAMPLE, QUIET } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});

describe('composer', () => {
  it('sends with Enter, adds a line with Shift+Enter, and keeps the focus', async () => {
    await page.open('/');
    await page.user.type(page.textbox, 'One{Shift>}{Enter}{/Shift}two{Enter}');
    await page.settle();
    expect(page.hub.posts(/\/runs$/)[0]?.body).toEqual({
      assistant_id: EXAMPLE,
      thread: { messages: [{ role: 'user', content: 'One\ntwo' }] },
    });
    expect(page.textbox).toHaveValue('');
    expect(page.textbox).toHaveFocus();
  });

  it.each([
    ['an input method composes', { isComposing: true }],
    ['an input method has just sent its key', { keyCode: 229 }],
  ])('leaves Enter alone while %s', async (_, how) => {
    await page.open('/');
    await page.user.type(page.textbox, 'よい人生');
    const enter = createEvent.keyDown(page.textbox, { key: 'Enter', ...how });
    fireEvent(page.textbox, enter);
    await page.settle();
    expect(enter.defaultPrevented).toBe(false);
    expect(page.hub.posts(/./)).toEqual([]);
    expect(page.textbox).toHaveValue('よい人生');
  });

  it('does not send an empty message', async () => {
    await page.open('/');
    await page.user.type(page.textbox, '   {Enter}');
    expect(screen.getByRole('button', { name: 'Send message' })).toBeDisabled();
    expect(page.hub.posts(/./)).toEqual([]);
  });

  it('shows Stop while a run is active, and Send beside it once there is text', async () => {
    await page.open('/');
    await page.write('First');
    await page.connect();
    expect(screen.getByRole('button', { name: 'Stop' })).toBeEnabled();
    expect(screen.queryByRole('button', { name: 'Send message' })).toBeNull();
    await page.user.type(page.textbox, 'Second');
    expect(screen.getByRole('button', { name: 'Stop' })).toBeEnabled();
    expect(screen.getByRole('button', { name: 'Send message' })).toBeEnabled();
    await page.user.click(screen.getByRole('button', { name: 'Stop' }));
    expect(page.hub.posts(/cancel$/)).toHaveLength(1);
    expect(page.textbox).toHaveValue('Second');
  });
});

describe('sending', () => {
  it('starts a thread with a title made from the message, then a run in it', async () => {
    await page.open(`/?agent=${encodeURIComponent(QUIET)}`);
    await page.write('What is a good life?');
    expect(page.hub.threads[0]?.metadata).toEqual({ topic: 'What is a good life?' });
    expect(page.run.assistant_id).toBe(QUIET);
    expect(location.pathname).toBe(`/threads/${page.run.thread_id}`);
    const current = within(screen.getByRole('navigation', { name: 'Threads' })).getByRole('link');
    expect(current).toHaveAttribute('aria-current', 'page');
    expect(current).toHaveTextContent('What is a good life?');
  });

  it.each([
    ['another thread', 'link', /Other/],
    ['a new conversation', 'button', 'New conversation'],
  ])('does not navigate if the person has opened %s', async (_, role, name) => {
    const other = page.hub.addThread('Other');
    await page.open('/');
    const release = page.hub.hold();
    await page.write('What is a good life?');
    await page.user.click(screen.getByRole(role, { name }));
    release();
    await page.settle();
    expect(page.hub.posts(/\/runs$/)).toHaveLength(1);
    expect(location.pathname).toBe(role === 'link' ? `/threads/${other.id}` : '/');
    expect(screen.queryByText('What is a good life?', { selector: 'article *' })).toBeNull();
  });

  it('returns the text to the message box, with the reason, when the hub refuses', async () => {
    await page.open('/');
    page.hub.refusal = { method: 'POST', path: /\/runs$/, status: 500, message: 'The hub is out of paper.' };
    await page.write('What is a good life?');
    expect(page.textbox).toHaveValue('What is a good life?');
    expect(screen.getByRole('alert')).toHaveTextContent('The message was not sent. The hub is out of paper.');
    expect(screen.queryByRole('article')).toBeNull();
    await page.user.click(screen.getByRole('button', { name: 'Send message' }));
    await page.settle();
    expect(page.hub.threads).toHaveLength(1);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getAllByRole('article')).toHaveLength(1);
  });

  it('keeps a message while the hub cannot be reached, says so, and sends it later', async () => {
    await page.open('/');
    const release = page.hub.hold();
    await page.write('First');
    await page.user.type(page.textbox, 'Second');
    page.hub.down = true;
    release();
    await page.settle();
    expect(screen.getByRole('article')).toHaveTextContent('First');
    expect(screen.getByRole('article')).toHaveTextContent(
      "Waiting to send. It sends automatically when you're back online.",
    );
    expect(page.textbox).toHaveValue('Second');
    page.hub.down = false;
    await page.advance(1_000);
    expect(page.hub.messages.map(({ content }) => textOf(content))).toEqual(['First']);
    expect(location.pathname).toBe(`/threads/${page.run.thread_id}`);
    expect(screen.getByRole('article')).not.toHaveTextContent('Not sent');
    expect(page.textbox).toHaveValue('Second');
  });

  it('waits for a run that another client has started, and follows it', async () => {
    const thread = page.hub.addThread('Shared');
    await page.open(`/threads/${thread.id}`);
    page.hub.addRun(thread.id);
    const message = 'This thread has an active run.';
    page.hub.refusal = { method: 'POST', path: /\/runs$/, status: 409, message, code: 'active_run' };
    await page.write('And now?');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('article')).toHaveTextContent('Waiting for the reply to finish.');
    expect(screen.getByRole('button', { name: 'Stop' })).toBeVisible();
    expect(page.streams.sources).toHaveLength(1);
    await page.connect();
    await page.status('completed');
    expect(page.hub.messages.map(({ content }) => textOf(content))).toEqual(['And now?']);
  });

  it('replies in a thread with the agent of its newest run', async () => {
    const thread = page.hub.addThread('Old');
    page.hub.addRun(thread.id, QUIET, { status: 'completed' });
    await page.open(`/threads/${thread.id}`);
    await page.write('And now?');
    expect(page.run.assistant_id).toBe(QUIET);
  });

  it('replies with an agent that the hub does not list', async () => {
    const hidden = assistantOf('symposium/hidden/1.0.0', 'Hidden', true);
    hidden.agent.show_entry = false;
    page.hub.assistants.push(hidden);
    await page.open(`/?agent=${encodeURIComponent(hidden.id)}`);
    expect(screen.getByText('Hidden welcomes you')).toBeVisible();
    expect(screen.queryByRole('radio', { name: 'Hidden' })).toBeNull();
    await page.write('What is a good life?');
    expect(page.run.assistant_id).toBe(hidden.id);
    await page.open(`/threads/${page.run.thread_id}`);
    expect(page.agentButton).toHaveTextContent('Hidden');
    expect(page.textbox).not.toHaveAccessibleDescription(/no longer/);
  });

  it('does not report an agent as gone if the hub cannot tell', async () => {
    const thread = page.hub.addThread('Old');
    page.hub.addRun(thread.id, 'symposium/hidden/1.0.0', { status: 'completed' });
    page.hub.refusal = { method: 'GET', path: /assistants\/./, status: 503, message: 'The hub is busy.' };
    await page.open(`/threads/${thread.id}`);
    expect(page.textbox).not.toHaveAccessibleDescription(/no longer/);
    expect(screen.getByRole('alert')).toHaveTextContent('The hub is busy.');
  });

  it('uses another version of an agent if the one of the thread is gone', async () => {
    const thread = page.hub.addThread('Old');
    page.hub.addRun(thread.id, 'symposium/quiet/0.9.0', { status: 'completed' });
    await page.open(`/threads/${thread.id}`);
    await page.write('And now?');
    expect(page.run.assistant_id).toBe(QUIET);
  });

  it('starts with the first agent if the requested one is gone', async () => {
    await page.open('/?agent=symposium%2Fgone%2F1.0.0');
    expect(screen.getByText('Streaming Example welcomes you')).toBeVisible();
  });

  it('says when the agent of a thread is gone', async () => {
    const thread = page.hub.addThread('Old');
    page.hub.addRun(thread.id, 'symposium/gone/1.0.0', { status: 'completed' });
    await page.open(`/threads/${thread.id}`);
    expect(page.textbox).toHaveAccessibleDescription(/This agent is no longer available/);
    await page.write('And now?');
    expect(page.hub.posts(/./)).toEqual([]);
    expect(page.textbox).toHaveValue('And now?');
  });
});
