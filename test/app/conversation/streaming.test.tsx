import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { deltaOf } from '../support/fake-event-source.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const log = () => within(screen.getByRole('log', { name: 'Conversation' }));
const articles = () => log().getAllByRole('article');
const newest = () => articles().at(-1) as HTMLElement;

/** Opens a conversation with a run that has started and is connected. */
async function ask(text = 'What is a good life?'): Promise<void> {
  await page.open('/');
  await page.write(text);
  await page.connect();
  await page.status('in_progress');
}

describe('a run', () => {
  it('shows the person’s message at once, before the hub answers', async () => {
    await page.open('/');
    const release = page.hub.hold();
    await page.write('What is a good life?');
    expect(newest()).toHaveTextContent('What is a good life?');
    expect(log().getByText('Thinking')).toBeVisible();
    release();
    await page.settle();
    expect(articles()).toHaveLength(1);
  });

  it('keeps the DOM nodes of that message when the hub has it', async () => {
    await page.open('/');
    const release = page.hub.hold();
    await page.write('What is a good life?');
    const article = newest();
    release();
    await page.settle();
    expect(location.pathname).toBe(`/threads/${page.run.thread_id}`);
    expect(newest()).toBe(article);
  });

  it('shows that the agent is thinking, and after two seconds for how long', async () => {
    await ask();
    expect(log().getByText('Thinking')).toBeVisible();
    await page.advance(1000);
    expect(log().queryByText(/\d s/)).toBeNull();
    await page.advance(1000);
    expect(log().getByText('2 s')).toBeVisible();
  });

  it('counts every delta as it arrives', async () => {
    await ask();
    expect(page.counter).toBeNull();
    await page.deltas('msg_a', 'It ', 'is ');
    expect(page.counter).toBe('2');
    await page.deltas('msg_b', 'not ', 'living.');
    expect(page.counter).toBe('4');
  });

  it('shows live text as markdown in the place of the message', async () => {
    await ask();
    await page.deltas('msg_a', 'It is **liv', 'ing well**.');
    expect(newest()).toHaveAttribute('aria-busy', 'true');
    expect(within(newest()).getByText('living well').tagName).toBe('STRONG');
    expect(log().queryByText('Thinking')).toBeNull();
  });

  it('shows thinking while the model sends its thoughts, then shows and copies only the reply', async () => {
    await ask();
    await page.deltas('msg_a', '<thi', 'nk>I wonder', ' what', '</think>\n');
    expect(articles()).toHaveLength(1);
    expect(log().getByText('Thinking')).toBeVisible();
    expect(page.counter).toBe('4');
    await page.deltas('msg_a', '\nIt is ', '**living');
    expect(log().queryByText('Thinking')).toBeNull();
    expect(newest()).toHaveTextContent('It is living');
    const text = '<think>I wonder what</think>\n\nIt is **living**.';
    await page.deltas('msg_a', '**.');
    const paragraph = within(newest()).getByText('living').closest('p');
    await page.message('msg_a', text);
    await page.status('completed');
    expect(within(newest()).getByText('living').closest('p')).toBe(paragraph);
    expect(newest()).not.toHaveTextContent('wonder');
    expect(within(newest()).queryByText('Revised')).toBeNull();
    await page.user.click(within(newest()).getByRole('button', { name: /^Copy/ }));
    expect(await navigator.clipboard.readText()).toBe('It is **living**.');
  });

  it('replaces the draft with the final message without a remount', async () => {
    await ask();
    await page.deltas('msg_a', 'It is living well.');
    const article = newest();
    const paragraph = within(article).getByText('It is living well.');
    await page.message('msg_a', 'It is living well.');
    await page.status('completed');
    expect(newest()).toBe(article);
    expect(within(newest()).getByText('It is living well.')).toBe(paragraph);
    expect(article).toHaveAttribute('aria-busy', 'false');
    expect(articles()).toHaveLength(2);
  });

  it('ignores unknown events', async () => {
    await ask();
    await page.event('thread.run.step.created', { id: 'step_1', type: 'message_creation' });
    await page.event('hub.agent.output', { stream: 'stdout', text: 'Loading.' });
    expect(log().getByText('Thinking')).toBeVisible();
    await page.deltas('msg_a', 'It is ');
    await page.event('thread.run.step.delta', { id: 'step_1', delta: { content: 'Loading.' } });
    await page.event('thread.run.step.completed', { id: 'step_1', status: 'completed' });
    await page.deltas('msg_a', 'living.');
    expect(newest()).toHaveTextContent('It is living.');
    expect(document.body).not.toHaveTextContent('Loading.');
    expect(page.counter).toBe('2');
    expect(screen.getByRole('button', { name: 'Stop' })).toBeVisible();
    await page.message('msg_a', 'It is living.');
    await page.status('completed');
    expect(screen.getByRole('button', { name: 'Send message' })).toBeVisible();
  });

  it('marks a message that differs from the streamed text, and shows the streamed text on demand', async () => {
    await ask();
    await page.deltas('msg_a', 'I wrote it down.');
    await page.message('msg_a', 'I improved it.');
    await page.status('completed');
    expect(within(newest()).getByText('Revised')).toBeVisible();
    expect(screen.queryByText('I wrote it down.')).toBeNull();
    await page.user.click(screen.getByRole('button', { name: 'Show what was streamed' }));
    expect(screen.getByText('I wrote it down.')).toBeVisible();
  });

  it('removes the text of a discarded draft', async () => {
    await ask();
    await page.deltas('msg_a', 'Let me think aloud.');
    await page.message('msg_a', 'Let me think aloud.', 'discarded');
    expect(screen.queryByText('Let me think aloud.')).toBeNull();
    expect(articles()).toHaveLength(1);
    expect(page.counter).toBe('1');
  });

  it('keeps a receipt with the message, also after a reload', async () => {
    await ask();
    await page.deltas('msg_a', 'It ');
    await page.advance(2000);
    await page.deltas('msg_a', 'is.');
    await page.message('msg_a', 'It is.');
    await page.status('completed');
    expect(newest()).toHaveTextContent('2 deltas · 2.0 s · 1.0/s');
    expect(page.counter).toBe('2');
    await page.open(`/threads/${page.run.thread_id}`);
    expect(newest()).toHaveTextContent('2 deltas · 2.0 s · 1.0/s');
  });

  it.each([
    ['failed', 'The model answered 503.', 'The reply failed'],
    ['expired', 'It took more than ten minutes.', 'The reply timed out'],
    ['incomplete', 'The model ran out of tokens.', 'The reply is incomplete'],
  ] as const)('says what happened when the run is %s, and retries it', async (status, failure, title) => {
    await ask();
    await page.deltas('msg_a', 'It is ');
    await page.message('msg_a', 'It is ', status === 'expired' ? 'run_expired' : 'run_failed');
    await page.status(status, failure);
    await page.open(`/threads/${page.run.thread_id}`);
    expect(log().getByText(title)).toBeVisible();
    expect(log().getByText(failure)).toBeVisible();
    expect(within(newest()).getByText('Incomplete')).toBeVisible();
    const before = page.run;
    await page.user.click(screen.getByRole('button', { name: 'Retry' }));
    await page.settle();
    expect(page.run).not.toBe(before);
    expect(page.run.assistant_id).toBe(before.assistant_id);
    const inThread = page.hub.messages.filter(({ thread_id }) => thread_id === page.run.thread_id);
    expect(
      inThread.map(({ role }) => role),
      'asked once, with nothing of the reply',
    ).toEqual(['user']);
    expect(log().queryByText(failure)).toBeNull();
    expect(page.textbox).toHaveFocus();
  });

  it.each(['button', 'Esc'])('stops with %s, and marks the partial text', async (way) => {
    await ask();
    await page.deltas('msg_a', 'It is ');
    if (way === 'Esc') await page.user.keyboard('{Escape}');
    else await page.user.click(screen.getByRole('button', { name: 'Stop' }));
    expect(page.hub.posts(/\/cancel$/)).toHaveLength(1);
    await page.message('msg_a', 'It is ', 'run_cancelled');
    await page.status('cancelled');
    expect(newest()).toHaveTextContent('It is');
    expect(within(newest()).getByText('Stopped')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Send message' })).toBeVisible();
    expect(page.textbox).toHaveFocus();
  });

  it('asks the hub to stop once, however often Esc is pressed', async () => {
    await ask();
    await page.user.keyboard('{Escape>3/}{Escape}');
    await page.settle();
    await page.user.keyboard('{Escape}');
    expect(screen.getByRole('button', { name: 'Stop' })).toBeDisabled();
    await page.status('cancelling');
    await page.user.keyboard('{Escape}');
    expect(page.hub.posts(/\/cancel$/)).toHaveLength(1);
  });

  it('can ask to stop again if the hub refused', async () => {
    await ask();
    page.hub.refusal = { method: 'POST', path: /\/cancel$/, status: 500, message: 'Not now.' };
    await page.user.keyboard('{Escape}');
    await page.settle();
    expect(screen.getByRole('alert')).toHaveTextContent('The reply was not stopped. Not now.');
    await page.user.keyboard('{Escape}');
    expect(page.hub.posts(/\/cancel$/)).toHaveLength(2);
  });

  it('shows that a run was stopped before it had any text', async () => {
    await ask();
    await page.status('cancelled');
    expect(log().getByText('Stopped')).toBeVisible();
    expect(articles()).toHaveLength(1);
  });

  it('asks for the reply that an agent waits for, also after a reload', async () => {
    await ask();
    await page.message('msg_a', 'And what do you say?');
    await page.status('requires_action');
    expect(page.textbox).toHaveAccessibleDescription('Waiting for your reply');
    await page.open(`/threads/${page.run.thread_id}`);
    expect(page.textbox).toHaveAccessibleDescription('Waiting for your reply');
  });

  it('reconnects and resumes where it was', async () => {
    await ask();
    await page.deltas('msg_a', 'It ', 'is ');
    page.streams.newest.lose();
    await page.settle();
    expect(screen.getByText('Reconnecting')).toBeVisible();
    page.streams.newest.open();
    page.streams.newest.send('1-3', 'thread.message.delta', deltaOf('msg_a', 'is '));
    await page.deltas('msg_a', 'living.');
    expect(screen.queryByText('Reconnecting')).toBeNull();
    expect(newest()).toHaveTextContent('It is living.');
    expect(page.counter).toBe('3');
  });

  it('shows that the connection was lost, and resumes', async () => {
    await ask();
    await page.deltas('msg_a', 'It ');
    page.streams.newest.closeForGood();
    await page.advance(60_000);
    expect(screen.getByText('Interrupted')).toBeVisible();
    await page.user.click(screen.getByRole('button', { name: 'Resume' }));
    expect(page.streams.newest.url).toContain('last_event_id=1-2');
    await page.connect();
    await page.deltas('msg_a', 'is.');
    expect(screen.queryByText('Interrupted')).toBeNull();
    expect(newest()).toHaveTextContent('It is.');
    expect(page.counter).toBe('2');
  });

  it('follows an active run after a reload, to the exact count', async () => {
    await ask();
    await page.deltas('msg_a', 'It ', 'is ');
    await page.open(`/threads/${page.run.thread_id}`);
    expect(page.streams.sources).toHaveLength(1);
    expect(page.streams.newest.url).not.toContain('last_event_id');
    page.streams.newest.open();
    for (const [seq, value] of [
      [2, 'It '],
      [3, 'is '],
    ] as const) {
      page.streams.newest.send(`1-${seq - 1}`, 'thread.message.delta', deltaOf('msg_a', value));
    }
    await page.settle();
    expect(newest()).toHaveTextContent('It is');
    expect(page.counter).toBe('2');
  });
});

describe('an older hub', () => {
  it('has its streamed text shown until a message that arrived without text is fetched', async () => {
    await ask();
    await page.deltas('msg_a', 'It is living well.');
    const article = newest();
    const release = page.hub.hold();
    await page.event('thread.message.completed', { id: 'msg_a' });
    expect(newest()).toHaveTextContent('It is living well.');
    page.hub.addMessage(page.run.thread_id, 'assistant', 'It is living justly.', { id: 'msg_a' });
    release();
    await page.settle();
    expect(newest()).toBe(article);
    expect(newest()).toHaveTextContent('It is living justly.');
    expect(articles()).toHaveLength(2);
  });
});
