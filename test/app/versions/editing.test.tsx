import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { textOf } from '../../../src/protocol/message.ts';
import { QUIET } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;
let threadId: string;

beforeEach(async () => {
  page = new Page();
  threadId = page.hub.addThread('On virtue').id;
  page.hub.addMessage(threadId, 'user', 'What is virtue?');
  page.hub.addMessage(threadId, 'assistant', 'Living well.');
  page.hub.addMessage(threadId, 'user', 'And courage?');
  page.hub.addMessage(threadId, 'assistant', 'A mean.');
  page.hub.addRun(threadId, QUIET, { status: 'completed' });
  await page.open(`/threads/${threadId}`);
});

function article(number: number): HTMLElement {
  const found = screen.getAllByRole('article')[number - 1];
  if (!found) throw new Error(`There is no message ${number}.`);
  return found;
}

async function press(name: string, within_?: HTMLElement): Promise<void> {
  const scope = within_ ? within(within_) : screen;
  await page.user.click(scope.getByRole('button', { name }));
  await page.settle();
  if (name === 'Edit message') await screen.findByRole('textbox', { name });
}

function editor(): HTMLElement {
  return screen.getByRole('textbox', { name: 'Edit message' });
}

async function resend(number: number, text: string): Promise<void> {
  await press('Edit message', article(number));
  await page.user.clear(editor());
  await page.user.type(editor(), `${text}{Enter}`);
  await page.settle();
}

function textsOf(thread: string | undefined): string[] {
  return page.hub.messages
    .filter(({ thread_id }) => thread_id === thread)
    .map(({ content }) => textOf(content));
}

describe('an edited message', () => {
  it('is sent as a new version to the same agent, and the original stays unchanged', async () => {
    await resend(3, 'And justice?');
    const fork = page.hub.threads[0];
    expect(location.pathname).toBe(`/threads/${fork?.id}`);
    expect(fork?.id).not.toBe(threadId);
    expect(fork).toMatchObject({ metadata: { topic: 'On virtue' }, conversation_id: threadId });
    expect(textsOf(fork?.id)).toEqual(['What is virtue?', 'Living well.', 'And justice?']);
    expect(textsOf(threadId)).toEqual(['What is virtue?', 'Living well.', 'And courage?', 'A mean.']);
    expect(page.run).toMatchObject({ thread_id: fork?.id, assistant_id: QUIET });
    expect(screen.getAllByRole('article')).toHaveLength(3);
  });

  it('links each version to the other', async () => {
    await resend(3, 'And justice?');
    const fork = location.pathname;
    const here = within(article(3)).getByRole('navigation', { name: 'Version 2 of 2' });
    expect(within(here).getByRole('link', { name: 'Next version' })).toHaveAttribute('aria-disabled', 'true');
    await page.user.click(within(here).getByRole('link', { name: 'Previous version' }));
    await page.settle();
    expect(location.pathname).toBe(`/threads/${threadId}`);
    const there = within(article(3)).getByRole('navigation', { name: 'Version 1 of 2' });
    expect(screen.getAllByRole('navigation', { name: /^Version/ })).toHaveLength(1);
    await page.user.click(within(there).getByRole('link', { name: 'Next version' }));
    await page.settle();
    expect(location.pathname).toBe(fork);
  });

  it('joins the existing versions, although it was made from one of them', async () => {
    await resend(3, 'And justice?');
    await page.connect();
    await page.status('completed');
    await resend(3, 'And wisdom?');
    expect(within(article(3)).getByRole('navigation', { name: 'Version 3 of 3' })).toBeVisible();
    expect(page.hub.threads[0]?.conversation_id).toBe(threadId);
  });

  it('can be the first message, which also gives the version its title', async () => {
    await resend(1, 'What is justice?');
    expect(page.hub.threads[0]?.metadata).toMatchObject({ topic: 'What is justice?', topic_by: 'rule' });
    expect(textsOf(location.pathname.split('/')[2])).toEqual(['What is justice?']);
  });

  it('stays in the editor with the error if it could not be sent', async () => {
    await press('Edit message', article(3));
    page.hub.refusal = { method: 'POST', path: /\/runs$/, status: 500, message: 'The hub is out of paper.' };
    await page.user.type(editor(), ' Tell me.{Enter}');
    await page.settle();
    expect(screen.getByRole('alert')).toHaveTextContent('The message was not sent. The hub is out of paper.');
    expect(editor()).toHaveValue('And courage? Tell me.');
    expect(location.pathname).toBe(`/threads/${threadId}`);
    await press('Send edited message');
    expect(location.pathname).not.toBe(`/threads/${threadId}`);
    expect(screen.getAllByRole('article')).toHaveLength(3);
  });

  it('cannot be canceled while it is being sent, and does not navigate if the person has left the page', async () => {
    const other = page.hub.addThread('Other');
    await page.open(`/threads/${threadId}`);
    await press('Edit message', article(3));
    const release = page.hub.hold();
    await page.user.type(editor(), ' Tell me.{Enter}{Escape}');
    expect(screen.getByRole('button', { name: 'Cancel' })).toBeDisabled();
    expect(editor()).toBeVisible();
    await page.user.click(screen.getByRole('link', { name: /Other/ }));
    release();
    await page.settle();
    expect(page.hub.threads[0]?.conversation_id).toBe(threadId);
    expect(location.pathname).toBe(`/threads/${other.id}`);
  });

  it('does not link to a version that was deleted, here or elsewhere', async () => {
    await resend(3, 'And justice?');
    expect(within(article(3)).getByRole('navigation', { name: 'Version 2 of 2' })).toBeVisible();
    page.hub.threads.splice(
      page.hub.threads.findIndex(({ id }) => id === threadId),
      1,
    );
    await page.accountEvent('hub.thread.deleted', { thread_id: threadId });
    expect(screen.queryByRole('navigation', { name: /^Version/ })).toBeNull();
  });

  it('stays unchanged after Esc, and the Edit button has the focus', async () => {
    await press('Edit message', article(3));
    expect(editor()).toHaveFocus();
    await page.user.type(editor(), 'Something else');
    await page.user.keyboard('{Escape}');
    await page.settle();
    expect(article(3)).toHaveTextContent('And courage?');
    expect(within(article(3)).getByRole('button', { name: 'Edit message' })).toHaveFocus();
    expect(page.hub.posts(/./)).toEqual([]);
  });

  it('keeps an unsent edit after Esc, and discards it after Cancel', async () => {
    await press('Edit message', article(3));
    await page.user.type(editor(), ' And patience?{Escape}');
    await page.settle();
    await press('Edit message', article(3));
    expect(editor()).toHaveValue('And courage? And patience?');
    await press('Cancel');
    await press('Edit message', article(3));
    expect(editor()).toHaveValue('And courage?');
  });

  it('is refused with an explanation if it is too long, before it is sent', async () => {
    await press('Edit message', article(3));
    await page.user.click(editor());
    await page.user.paste('a'.repeat(1_000_000));
    await press('Send edited message');
    expect(screen.getByRole('alert')).toHaveTextContent(
      /It has 1,000,012 characters. The maximum is 1,000,000/,
    );
    expect(page.hub.posts(/./)).toEqual([]);
  });

  it('can be started with the arrow up key in an empty composer, for the last message', async () => {
    await page.user.type(page.textbox, 'Half a thought{ArrowUp}');
    expect(screen.queryByRole('textbox', { name: 'Edit message' })).toBeNull();
    await page.user.clear(page.textbox);
    await page.user.type(page.textbox, '{ArrowUp}');
    expect(await screen.findByRole('textbox', { name: 'Edit message' })).toHaveValue('And courage?');
    expect(editor()).toHaveFocus();
  });
});

describe('a message', () => {
  it('can be copied, as Markdown for programs that take only text', async () => {
    page.hub.addMessage(threadId, 'assistant', 'It is **living well**.');
    await page.open(`/threads/${threadId}`);
    await press('Copy message', article(5));
    expect(await navigator.clipboard.readText()).toBe('It is **living well**.');
    await press('Copy message', article(1));
    expect(await navigator.clipboard.readText()).toBe('What is virtue?');
  });

  it('shows when it was sent', () => {
    const said = new Date((page.hub.messages[0]?.created_at ?? 0) * 1000).toISOString();
    expect(article(1).querySelector('time')).toHaveAttribute('datetime', said);
  });
});
