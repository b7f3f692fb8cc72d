import { act, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { textOf } from '../../../src/protocol/message.ts';
import type { Thread } from '../../../src/protocol/thread.ts';
import { openComposerDrafts } from '../../../src/app/composer/composer-drafts.ts';
import { openOutbox } from '../../../src/app/sending/outbox.ts';
import { EXAMPLE } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';
import { dispatchStorageEvent } from '../support/storage-event.ts';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const OUTBOX_KEY = 'symposium.outbox.account_1';
const NOT_SENT = /Waiting to send/;

function sentTexts(): string[] {
  return page.hub.messages.map(({ content }) => textOf(content));
}

/** Opens a thread, and sends messages while the hub cannot be reached. */
async function writeWhileDown(...texts: string[]): Promise<Thread> {
  const thread = page.hub.addThread('On virtue');
  await page.open(`/threads/${thread.id}`);
  page.hub.down = true;
  for (const text of texts) await page.write(text);
  return thread;
}

describe('a message that cannot be sent yet', () => {
  it('is there after a reload, and is sent once', async () => {
    const thread = await writeWhileDown('What is virtue?');
    page.hub.down = false;
    const release = page.hub.hold();
    await page.open(`/threads/${thread.id}`);
    release();
    await page.settle();
    expect(sentTexts()).toEqual(['What is virtue?']);
    expect(screen.getByRole('article')).not.toHaveTextContent(NOT_SENT);
    await page.open(`/threads/${thread.id}`);
    expect(sentTexts()).toEqual(['What is virtue?']);
  });

  it('is sent as soon as the browser is online again', async () => {
    await page.open('/');
    page.hub.down = true;
    await page.write('What is virtue?');
    expect(screen.getByRole('article')).toHaveTextContent(NOT_SENT);
    page.hub.down = false;
    window.dispatchEvent(new Event('online'));
    await page.settle();
    expect(sentTexts()).toEqual(['What is virtue?']);
  });

  it('is sent as soon as the account events arrive again', async () => {
    await page.open('/');
    page.accountStreams.newest.open();
    page.hub.down = true;
    await page.write('What is virtue?');
    page.accountStreams.newest.lose();
    page.hub.down = false;
    page.accountStreams.newest.open();
    await page.settle();
    expect(sentTexts()).toEqual(['What is virtue?']);
  });

  it('is sent once the server can reach its database again', async () => {
    await page.open('/');
    const message = 'The server can’t reach its database at the moment. Try again in a few seconds.';
    page.hub.refusal = { method: 'POST', path: /runs$/, status: 503, message, code: 'database_unavailable' };
    await page.write('What is virtue?');
    expect(screen.getByRole('article')).toHaveTextContent(NOT_SENT);
    await page.advance(1_000);
    expect(sentTexts()).toEqual(['What is virtue?']);
  });

  it('is followed by the next when its reply has ended', async () => {
    const thread = await writeWhileDown('First', 'Second');
    expect(screen.getAllByRole('article')).toHaveLength(2);
    page.hub.down = false;
    await page.advance(1_000);
    expect(sentTexts()).toEqual(['First']);
    expect(screen.getAllByRole('article')[1]).toHaveTextContent('Waiting for the reply to finish.');
    await page.connect();
    await page.status('completed');
    await page.accountEvent('hub.run.ended', { thread_id: thread.id, run_id: page.run.id });
    expect(sentTexts()).toEqual(['First', 'Second']);
    expect(screen.queryByText(/Waiting/)).toBeNull();
  });

  it('can be cancelled, and its text returns to the message box', async () => {
    await page.open('/');
    page.hub.down = true;
    await page.write('What is virtue?');
    await page.user.click(screen.getByRole('button', { name: 'Cancel' }));
    await page.settle();
    expect(page.textbox).toHaveValue('What is virtue?');
    expect(screen.queryByRole('article')).toBeNull();
    page.hub.down = false;
    const tried = page.hub.posts(/./).length;
    await page.advance(20_000);
    expect(page.hub.posts(/./)).toHaveLength(tried);
    expect(page.hub.runs).toEqual([]);
  });

  it('shows why the hub refuses it, and can be sent again', async () => {
    await writeWhileDown('What is virtue?');
    page.hub.down = false;
    page.hub.refusal = { method: 'POST', path: /\/runs$/, status: 429, message: 'Too many runs.' };
    await page.advance(1_000);
    const article = screen.getByRole('article');
    expect(article).toHaveTextContent('Not sent. Too many runs.');
    await page.user.click(within(article).getByRole('button', { name: 'Send again' }));
    await page.settle();
    expect(sentTexts()).toEqual(['What is virtue?']);
    expect(screen.getByRole('article')).not.toHaveTextContent('Not sent');
  });

  it('is shown as refused in every tab, and after a reload', async () => {
    const thread = await writeWhileDown('What is virtue?');
    const other = openOutbox(localStorage, 'account_1');
    const unwatch = other.watchOtherTabs();
    expect(other.getState().messages).toMatchObject([{ delivery: 'waiting' }]);
    page.hub.down = false;
    page.hub.refusal = { method: 'POST', path: /\/runs$/, status: 429, message: 'Too many runs.' };
    await page.advance(1_000);
    act(() => dispatchStorageEvent(OUTBOX_KEY));
    expect(other.getState().messages).toMatchObject([{ delivery: 'refused', problem: 'Too many runs.' }]);
    const tried = page.hub.posts(/\/runs$/).length;
    await page.open(`/threads/${thread.id}`);
    expect(screen.getByRole('article')).toHaveTextContent('Not sent. Too many runs.');
    expect(page.hub.posts(/\/runs$/)).toHaveLength(tried);
    await page.user.click(screen.getByRole('button', { name: 'Send again' }));
    await page.settle();
    act(() => dispatchStorageEvent(OUTBOX_KEY));
    expect(sentTexts()).toEqual(['What is virtue?']);
    expect(other.getState().messages).toEqual([]);
    unwatch();
  });

  it('is sent with the same key at every attempt', async () => {
    await writeWhileDown('What is virtue?');
    await page.advance(2_000);
    page.hub.down = false;
    await page.advance(15_000);
    const keys = page.hub.posts(/\/runs$/).map(({ idempotencyKey }) => idempotencyKey);
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^msg_.+\.run$/);
  });
});

describe('while a message waits', () => {
  const cancel = () => screen.getByRole('button', { name: 'Cancel' });

  it('nothing on the page changes with further attempts', async () => {
    await writeWhileDown('What is virtue?');
    cancel().focus();
    const seen = new Set<string>();
    const observer = new MutationObserver(() => void seen.add(document.body.textContent));
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    const tried = page.hub.posts(/\/runs$/).length;
    await page.advance(30_000);
    observer.disconnect();
    expect(page.hub.posts(/\/runs$/).length).toBeGreaterThan(tried);
    expect([...seen]).toEqual([]);
    expect(cancel()).toHaveFocus();
  });

  it('it cannot be cancelled once the hub has it', async () => {
    await writeWhileDown('What is virtue?');
    page.hub.down = false;
    const release = page.hub.hold();
    await page.advance(1_000);
    await page.user.click(cancel());
    release();
    await page.settle();
    expect(sentTexts()).toEqual(['What is virtue?']);
    expect(page.textbox).toHaveValue('');
    expect(page.textbox).toHaveFocus();
  });

  it('the next is sent when the one before it is cancelled', async () => {
    await writeWhileDown('First', 'Second');
    page.hub.down = false;
    page.hub.refusal = { method: 'POST', path: /\/runs$/, status: 429, message: 'Too many runs.' };
    await page.advance(1_000);
    const first = screen.getAllByRole('article')[0]!;
    await page.user.click(within(first).getByRole('button', { name: 'Cancel' }));
    await page.settle();
    expect(sentTexts()).toEqual(['Second']);
    expect(page.textbox).toHaveValue('First');
    expect(page.textbox).toHaveFocus();
  });
});

describe('a message that another tab sends', () => {
  async function keep(threadId: string, delivery: 'sending' | 'waiting'): Promise<void> {
    const message = { key: 'msg_elsewhere', conversation: threadId, threadId, assistantId: EXAMPLE };
    const kept = [{ ...message, text: 'What is virtue?', knownIds: [], delivery }];
    localStorage.setItem(OUTBOX_KEY, JSON.stringify(kept));
    act(() => dispatchStorageEvent(OUTBOX_KEY));
    await page.settle();
  }

  it('is not shown as waiting until it waits', async () => {
    const thread = page.hub.addThread('On virtue');
    await page.open(`/threads/${thread.id}`);
    await keep(thread.id, 'sending');
    expect(screen.getByRole('article')).toHaveTextContent('What is virtue?');
    expect(screen.queryByText(NOT_SENT)).toBeNull();
    await keep(thread.id, 'waiting');
    expect(screen.getByText(NOT_SENT)).toBeVisible();
  });

  it('is sent by this page if that tab is gone', async () => {
    const thread = page.hub.addThread('On virtue');
    await page.open(`/threads/${thread.id}`);
    await keep(thread.id, 'sending');
    await page.open(`/threads/${thread.id}`);
    expect(sentTexts()).toEqual(['What is virtue?']);
  });
});

describe('the text in the message box', () => {
  it('survives a reload, separately for each thread', async () => {
    const [one, other] = [page.hub.addThread('One'), page.hub.addThread('Other')];
    await page.open(`/threads/${one.id}`);
    await page.user.type(page.textbox, 'Half a thought');
    await page.open(`/threads/${other.id}`);
    expect(page.textbox).toHaveValue('');
    await page.user.type(page.textbox, 'Another');
    await page.open(`/threads/${one.id}`);
    expect(page.textbox).toHaveValue('Half a thought');
    await page.write('');
    await page.open(`/threads/${one.id}`);
    expect(page.textbox).toHaveValue('');
    await page.open(`/threads/${other.id}`);
    expect(page.textbox).toHaveValue('Another');
  });

  it('moves to the thread that is created for the conversation', async () => {
    await page.open('/');
    await page.write('First');
    await page.user.type(page.textbox, 'Second');
    await page.open(location.pathname);
    expect(page.textbox).toHaveValue('Second');
  });

  it('is restored in its thread after a refusal, even if another thread is shown', async () => {
    const [one, other] = [page.hub.addThread('One'), page.hub.addThread('Other')];
    await page.open(`/threads/${one.id}`);
    const release = page.hub.hold();
    page.hub.refusal = { method: 'POST', path: /\/runs$/, status: 500, message: 'The hub is out of paper.' };
    await page.write('What is virtue?');
    await page.user.click(screen.getByRole('link', { name: /Other/ }));
    release();
    await page.settle();
    expect(location.pathname).toBe(`/threads/${other.id}`);
    await page.open(`/threads/${one.id}`);
    expect(page.textbox).toHaveValue('What is virtue?');
  });

  it('is restored, with a toast, if the person has left the thread and returned', async () => {
    const [one] = [page.hub.addThread('One'), page.hub.addThread('Other')];
    await page.open(`/threads/${one.id}`);
    const release = page.hub.hold();
    page.hub.refusal = { method: 'POST', path: /\/runs$/, status: 500, message: 'The hub is out of paper.' };
    await page.write('What is virtue?');
    await page.user.click(screen.getByRole('link', { name: /Other/ }));
    await page.user.click(screen.getByRole('link', { name: /One/ }));
    release();
    await page.settle();
    expect(page.textbox).toHaveValue('What is virtue?');
    const toast = await screen.findByRole('dialog', { name: 'The message was not sent' });
    expect(toast).toHaveTextContent('The hub is out of paper.');
  });

  it('of another tab stays in a new conversation with the same name', async () => {
    await page.open('/');
    const release = page.hub.hold();
    await page.write('First');
    openComposerDrafts(localStorage, 'account_1').write('new', 'Of another tab');
    release();
    await page.settle();
    expect(location.pathname).toBe(`/threads/${page.run.thread_id}`);
    await page.open('/');
    expect(page.textbox).toHaveValue('Of another tab');
    await page.open(`/threads/${page.run.thread_id}`);
    expect(page.textbox).toHaveValue('');
  });
});
