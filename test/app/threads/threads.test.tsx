import { onlineManager } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { EXAMPLE } from '../support/fake-hub.ts';
import { stubPhone } from '../support/media.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const threads = () => within(screen.getByRole('navigation', { name: 'Threads' }));

describe('threads', () => {
  it('are listed by title and date, and open', async () => {
    const thread = page.hub.addThread('On the good life');
    page.hub.addMessage(thread.id, 'user', 'What is it?');
    await page.open('/');
    await page.user.click(threads().getByRole('link', { name: /On the good life/ }));
    await page.settle();
    expect(screen.getByRole('article')).toHaveTextContent('What is it?');
    expect(location.pathname).toBe(`/threads/${thread.id}`);
  });

  it('can be read without a network, because the hub may be on the same machine', async () => {
    const thread = page.hub.addThread('On the good life');
    page.hub.addMessage(thread.id, 'user', 'What is it?');
    await page.open('/');
    onlineManager.setOnline(false);
    try {
      await page.user.click(threads().getByRole('link', { name: /On the good life/ }));
      await page.settle();
      expect(screen.getByRole('article')).toHaveTextContent('What is it?');
    } finally {
      onlineManager.setOnline(true);
    }
  });

  it('are loaded completely, over several pages', async () => {
    const thread = page.hub.addThread('Long');
    for (let index = 1; index <= 230; index++) page.hub.addMessage(thread.id, 'user', `Message ${index}.`);
    await page.open(`/threads/${thread.id}`);
    await waitFor(() => expect(screen.getAllByRole('article')).toHaveLength(230));
    expect(screen.getAllByRole('article').at(-1)).toHaveTextContent('Message 230.');
  });

  it('are not followed while another is open, and resume where they were', async () => {
    const other = page.hub.addThread('Other');
    await page.open('/');
    await page.write('First');
    await page.connect();
    await page.deltas('msg_a', 'It ');
    const first = page.streams.newest;
    await page.user.click(threads().getByRole('link', { name: /Other/ }));
    await page.settle();
    expect(location.pathname).toBe(`/threads/${other.id}`);
    expect(first.closed).toBe(true);
    await page.user.click(threads().getByRole('link', { name: /First/ }));
    await page.settle();
    expect(page.streams.newest.url).toContain('last_event_id=1-1');
    await page.connect();
    await page.deltas('msg_a', 'is.');
    expect(page.counter).toBe('2');
  });

  it('leave no messages or text in a new conversation', async () => {
    await page.open('/');
    await page.write('First');
    await page.user.type(page.textbox, 'half a thought');
    await page.user.click(screen.getByRole('button', { name: 'New conversation' }));
    await page.settle();
    expect(screen.queryByRole('article')).toBeNull();
    expect(page.textbox).toHaveValue('');
    expect(screen.getByText('Streaming Example welcomes you')).toBeVisible();
  });

  it('open no stream when their newest run has ended', async () => {
    const thread = page.hub.addThread('Old');
    page.hub.addRun(thread.id, EXAMPLE, { status: 'completed' });
    await page.open(`/threads/${thread.id}`);
    expect(page.streams.sources).toHaveLength(0);
    expect(screen.queryByLabelText('Deltas received')).toBeNull();
  });

  it('show a message if the id in the URL does not exist', async () => {
    await page.open('/threads/thread_unknown');
    expect(await screen.findByRole('heading', { name: 'Conversation not found' })).toBeVisible();
    expect(screen.queryByRole('textbox', { name: 'Message' })).toBeNull();
    const main = screen.getByRole('main');
    expect(main).toHaveTextContent('It was deleted, or it was started in another browser.');
    expect(main).toHaveTextContent('open the link in the browser that you used then');
    expect(main).toHaveTextContent('To share a conversation, choose “Export as Markdown” in its menu');
  });

  it('show the signed-in account if the id does not exist', async () => {
    page.hub.account = { id: 'account_ana', object: 'account', name: 'ana', sign_in: 'token' };
    await page.open('/threads/thread_unknown');
    const main = screen.getByRole('main');
    expect(main).toHaveTextContent('it was started by someone with another account');
    expect(main).toHaveTextContent('You are signed in as ana.');
  });

  it('show an error if they cannot be loaded, and can be loaded again', async () => {
    const thread = page.hub.addThread('On virtue');
    page.hub.addMessage(thread.id, 'user', 'What is virtue?');
    page.hub.refusal = {
      method: 'GET',
      path: /\/messages$/,
      status: 500,
      message: 'The hub is out of paper.',
    };
    await page.open(`/threads/${thread.id}`);
    const log = screen.getByRole('log');
    expect(log).toHaveTextContent('Couldn’t load this conversation. The hub is out of paper.');
    await page.user.click(within(log).getByRole('button', { name: 'Try again' }));
    await page.settle();
    expect(screen.getByRole('article')).toHaveTextContent('What is virtue?');
    expect(log).not.toHaveTextContent('Couldn’t load');
  });

  it('show a skeleton only if messages take long to load', async () => {
    const thread = page.hub.addThread('On virtue');
    page.hub.addMessage(thread.id, 'user', 'What is virtue?');
    await page.open('/');
    const release = page.hub.hold();
    await page.user.click(screen.getByRole('link', { name: /On virtue/ }));
    await page.settle();
    const log = screen.getByRole('log');
    expect(log).toHaveAttribute('aria-busy', 'true');
    expect(log.querySelector('[aria-hidden]')).toBeNull();
    await page.advance(200);
    expect(log.querySelector('[aria-hidden]')).toBeVisible();
    release();
    await page.settle();
    expect(log).toHaveAttribute('aria-busy', 'false');
    expect(screen.getByRole('article')).toHaveTextContent('What is virtue?');
  });
});

describe('the frame', () => {
  it('shows how to connect a model while the practice model replies', async () => {
    page.hub.provider = 'practice';
    await page.open('/');
    const banner = screen.getByRole('complementary', { name: 'Practice model' });
    expect(banner).toHaveTextContent('You’re talking to the built-in practice model.');
    expect(banner).toHaveTextContent('set MODEL_BASE_URL, MODEL_API_KEY and MODEL_NAME, then restart');
  });

  it('shows the practice note until it is dismissed, and keeps it in the settings', async () => {
    page.hub.provider = 'practice';
    await page.open('/');
    const banner = screen.getByRole('complementary', { name: 'Practice model' });
    await page.user.click(within(banner).getByRole('button', { name: 'Dismiss' }));
    expect(banner).not.toBeInTheDocument();
    expect(screen.getByRole('main')).toHaveFocus();
    await page.open('/settings');
    expect(screen.queryByRole('complementary', { name: 'Practice model' })).toBeNull();
    expect(await screen.findByRole('region', { name: 'About' })).toHaveTextContent('set MODEL_BASE_URL');
  });

  it('shows no practice note with a real model', async () => {
    await page.open('/');
    expect(screen.queryByRole('complementary', { name: 'Practice model' })).toBeNull();
  });

  it('loads no image from another host', async () => {
    await page.open('/');
    expect(document.querySelector('img')).toBeNull();
  });

  it('announces that a reply started and ended, and never its text', async () => {
    await page.open('/');
    await page.write('First');
    await page.connect();
    await page.status('in_progress');
    await page.deltas('msg_a', 'Words.');
    const region = screen.getByText('Streaming Example is replying.');
    expect(region).toHaveAttribute('aria-live', 'polite');
    await page.message('msg_a', 'Words.');
    await page.status('completed');
    expect(region).toHaveTextContent('Streaming Example has replied.');
    expect(document.querySelectorAll('[aria-live="polite"]')).toHaveLength(1);
  });

  it('opens the list in a dialog on a narrow screen', async () => {
    stubPhone();
    await page.open('/');
    const button = screen.getByRole('button', { name: 'Open the conversation list' });
    await page.user.click(button);
    const dialog = await screen.findByRole('dialog', { name: 'Conversation list' });
    expect(within(dialog).getByRole('navigation', { name: 'Threads' })).toBeVisible();
    await page.user.keyboard('{Escape}');
    await page.settle();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(button).toHaveFocus();
  });

  it('shows "Page not found" for an unknown path', async () => {
    await page.open('/nowhere');
    expect(screen.getByRole('heading', { name: 'Page not found' })).toBeVisible();
  });
});
