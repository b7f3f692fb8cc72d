import { act, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { textOf } from '../../../src/protocol/message.ts';
import type { Thread } from '../../../src/protocol/thread.ts';
import { openComposerDrafts } from '../../../src/app/composer/composer-drafts.ts';
import { openOutbox } from '../../../src/app/sending/outbox.ts';
import { EXAMPLE } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const NOT_SENT = /Waiting to send/;

function said(): string[] {
  return page.hub.messages.map(({ content }) => textOf(content));
}

/** Opens a thread, and says something in it that the hub cannot be reached with. */
async function writeInVain(...texts: string[]): Promise<Thread> {
  const thread = page.hub.addThread('On virtue');
  await page.open(`/threads/${thread.id}`);
  page.hub.down = true;
  for (const text of texts) await page.write(text);
  return thread;
}

describe('a message that cannot be sent yet', () => {
  it('is there after a refresh, and goes out once', async () => {
    const thread = await writeInVain('What is virtue?');
    page.hub.down = false;
    const release = page.hub.hold();
    await page.open(`/threads/${thread.id}`);
    release();
    await page.settle();
    expect(said()).toEqual(['What is virtue?']);
    expect(screen.getByRole('article')).not.toHaveTextContent(NOT_SENT);
    await page.open(`/threads/${thread.id}`);
    expect(said()).toEqual(['What is virtue?']);
  });

  it('goes out as soon as the browser is online again', async () => {
    await page.open('/');
    page.hub.down = true;
    await page.write('What is virtue?');
    expect(screen.getByRole('article')).toHaveTextContent(NOT_SENT);
    page.hub.down = false;
    window.dispatchEvent(new Event('online'));
    await page.settle();
    expect(said()).toEqual(['What is virtue?']);
  });

  it('goes out as soon as the events of the account come again', async () => {
    await page.open('/');
    page.accountStreams.newest.open();
    page.hub.down = true;
    await page.write('What is virtue?');
    page.accountStreams.newest.lose();
    page.hub.down = false;
    page.accountStreams.newest.open();
    await page.settle();
    expect(said()).toEqual(['What is virtue?']);
  });

  it('goes out once the server can reach its database again', async () => {
    await page.open('/');
    const message = 'The server can’t reach its database at the moment. Try again in a few seconds.';
    page.hub.refusal = { method: 'POST', path: /runs$/, status: 503, message, code: 'database_unavailable' };
    await page.write('What is virtue?');
    expect(screen.getByRole('article')).toHaveTextContent(NOT_SENT);
    await page.advance(1_000);
    expect(said()).toEqual(['What is virtue?']);
  });

  it('is followed by the next, when the reply to it has ended', async () => {
    const thread = await writeInVain('First', 'Second');
    expect(screen.getAllByRole('article')).toHaveLength(2);
    page.hub.down = false;
    await page.advance(1_000);
    expect(said()).toEqual(['First']);
    expect(screen.getAllByRole('article')[1]).toHaveTextContent('Waiting for the reply to finish.');
    await page.connect();
    await page.status('completed');
    await page.hear('hub.run.ended', { thread_id: thread.id, run_id: page.run.id });
    expect(said()).toEqual(['First', 'Second']);
    expect(screen.queryByText(/Waiting/)).toBeNull();
  });

  it('can be taken back into the composer', async () => {
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

  it('says why when the hub does not want it, and is sent again on demand', async () => {
    await writeInVain('What is virtue?');
    page.hub.down = false;
    page.hub.refusal = { method: 'POST', path: /\/runs$/, status: 429, message: 'Too many runs.' };
    await page.advance(1_000);
    const article = screen.getByRole('article');
    expect(article).toHaveTextContent('Not sent. Too many runs.');
    await page.user.click(within(article).getByRole('button', { name: 'Send again' }));
    await page.settle();
    expect(said()).toEqual(['What is virtue?']);
    expect(screen.getByRole('article')).not.toHaveTextContent('Not sent');
  });

  it('is refused in every tab once it is refused in one, and after a refresh', async () => {
    const thread = await writeInVain('What is virtue?');
    const other = openOutbox(localStorage, 'account_1');
    expect(other.getState().messages).toMatchObject([{ delivery: 'waiting' }]);
    page.hub.down = false;
    page.hub.refusal = { method: 'POST', path: /\/runs$/, status: 429, message: 'Too many runs.' };
    await page.advance(1_000);
    other.reread();
    expect(other.getState().messages).toMatchObject([{ delivery: 'refused', problem: 'Too many runs.' }]);
    const tried = page.hub.posts(/\/runs$/).length;
    await page.open(`/threads/${thread.id}`);
    expect(screen.getByRole('article')).toHaveTextContent('Not sent. Too many runs.');
    expect(page.hub.posts(/\/runs$/)).toHaveLength(tried);
    await page.user.click(screen.getByRole('button', { name: 'Send again' }));
    await page.settle();
    other.reread();
    expect(said()).toEqual(['What is virtue?']);
    expect(other.getState().messages).toEqual([]);
  });

  it('is asked for under one key, however often it is tried', async () => {
    await writeInVain('What is virtue?');
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

  it('nothing moves, and nothing is said anew, however often it is tried', async () => {
    await writeInVain('What is virtue?');
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

  it('it cannot be taken back once the hub has it', async () => {
    await writeInVain('What is virtue?');
    page.hub.down = false;
    const release = page.hub.hold();
    await page.advance(1_000);
    await page.user.click(cancel());
    release();
    await page.settle();
    expect(said()).toEqual(['What is virtue?']);
    expect(page.textbox).toHaveValue('');
    expect(page.textbox).toHaveFocus();
  });

  it('the next goes on when the one before it is taken back', async () => {
    await writeInVain('First', 'Second');
    page.hub.down = false;
    page.hub.refusal = { method: 'POST', path: /\/runs$/, status: 429, message: 'Too many runs.' };
    await page.advance(1_000);
    const first = screen.getAllByRole('article')[0]!;
    await page.user.click(within(first).getByRole('button', { name: 'Cancel' }));
    await page.settle();
    expect(said()).toEqual(['Second']);
    expect(page.textbox).toHaveValue('First');
    expect(page.textbox).toHaveFocus();
  });
});

describe('a message that another tab sends', () => {
  const KEY = 'symposium.outbox.account_1';

  async function keep(threadId: string, delivery: 'sending' | 'waiting'): Promise<void> {
    const message = { key: 'msg_elsewhere', conversation: threadId, threadId, assistantId: EXAMPLE };
    const kept = [{ ...message, text: 'What is virtue?', knownIds: [], delivery }];
    localStorage.setItem(KEY, JSON.stringify(kept));
    act(() => void window.dispatchEvent(new StorageEvent('storage', { key: KEY })));
    await page.settle();
  }

  it('is not said to wait, until it does', async () => {
    const thread = page.hub.addThread('On virtue');
    await page.open(`/threads/${thread.id}`);
    await keep(thread.id, 'sending');
    expect(screen.getByRole('article')).toHaveTextContent('What is virtue?');
    expect(screen.queryByText(NOT_SENT)).toBeNull();
    await keep(thread.id, 'waiting');
    expect(screen.getByText(NOT_SENT)).toBeVisible();
  });

  it('is sent from here where that tab has gone', async () => {
    const thread = page.hub.addThread('On virtue');
    await page.open(`/threads/${thread.id}`);
    await keep(thread.id, 'sending');
    await page.open(`/threads/${thread.id}`);
    expect(said()).toEqual(['What is virtue?']);
  });
});

describe('what is being written', () => {
  it('is there after a refresh, in each thread its own', async () => {
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

  it('goes with the conversation into the thread that it becomes', async () => {
    await page.open('/');
    await page.write('First');
    await page.user.type(page.textbox, 'Second');
    await page.open(location.pathname);
    expect(page.textbox).toHaveValue('Second');
  });

  it('is put back where a message was refused, though another thread is shown by then', async () => {
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

  it('is put back, with the reason, where somebody is who had left that thread and come back', async () => {
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

  it('stays with another tab that writes in a conversation of the same name', async () => {
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
