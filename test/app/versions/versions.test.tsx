import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { textOf } from '../../../src/protocol/message.ts';
import type { RunStatus } from '../../../src/protocol/run.ts';
import { EXAMPLE, QUIET } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;
let threadId: string;

beforeEach(() => {
  page = new Page();
  threadId = page.hub.addThread('On virtue').id;
});

const articles = () => screen.getAllByRole('article');
const retryButton = () => screen.getByRole('button', { name: 'Retry' });
const versionAt = (article: HTMLElement | undefined, name: string) =>
  within(article!).getByRole('navigation', { name });

async function press(button: HTMLElement): Promise<void> {
  await page.user.click(button);
  await page.settle();
}

function textsOf(thread: string | undefined): string[] {
  return page.hub.messages
    .filter(({ thread_id }) => thread_id === thread)
    .map(({ content }) => textOf(content));
}

/** Adds a run with this ending and its message to the thread. */
function addReply(status: RunStatus, ...texts: string[]): void {
  const run = page.hub.addRun(threadId, EXAMPLE, { status });
  for (const text of texts) {
    const isPartial = status !== 'completed' && text === texts.at(-1);
    const reason = status === 'cancelled' ? 'run_cancelled' : `run_${status}`;
    page.hub.addMessage(threadId, 'assistant', text, {
      run_id: run.id,
      assistant_id: EXAMPLE,
      ...(isPartial && { status: 'incomplete', incomplete_details: { reason } }),
    });
  }
}

/** The newest run writes a message and ends. */
async function answer(text: string): Promise<void> {
  await page.connect();
  await page.message(`msg_of_${page.run.id}`, text);
  await page.status('completed');
}

describe('Retry', () => {
  it.each(['cancelled', 'failed', 'expired', 'incomplete'] as const)(
    'replaces a reply that is %s with a new version',
    async (status) => {
      page.hub.addMessage(threadId, 'user', 'What is virtue?');
      addReply(status, 'It is');
      await page.open(`/threads/${threadId}`);
      await press(retryButton());
      const version = page.run.thread_id;
      expect(location.pathname).toBe(`/threads/${version}`);
      expect(version).not.toBe(threadId);
      expect(page.hub.posts(/\/runs$/).at(-1)?.body).toEqual({
        assistant_id: EXAMPLE,
        additional_messages: [],
      });
      expect(textsOf(version), 'the agent gets nothing of the partial text').toEqual(['What is virtue?']);
      expect(articles()).toHaveLength(1);
      await answer('Knowledge.');
      expect(articles()).toHaveLength(2);
      expect(versionAt(articles()[1], 'Version 2 of 2')).toBeVisible();
      expect(textsOf(threadId)).toEqual(['What is virtue?', 'It is']);
      await press(screen.getByRole('link', { name: 'Previous version' }));
      expect(location.pathname).toBe(`/threads/${threadId}`);
      expect(articles()[1]).toHaveTextContent('It is');
    },
  );

  it.each(['cancelled', 'failed', 'expired', 'incomplete'] as const)(
    'runs again in the same thread if there is no text to replace: %s',
    async (status) => {
      page.hub.addMessage(threadId, 'user', 'What is virtue?');
      addReply(status);
      await page.open(`/threads/${threadId}`);
      await press(retryButton());
      expect(page.run).toMatchObject({ thread_id: threadId, status: 'queued' });
      expect(location.pathname).toBe(`/threads/${threadId}`);
      expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull();
      expect(page.textbox).toHaveFocus();
    },
  );

  it('does not replace an earlier reply if the failed run wrote nothing', async () => {
    page.hub.addMessage(threadId, 'user', 'What is virtue?');
    addReply('completed', 'Knowledge.');
    addReply('failed');
    await page.open(`/threads/${threadId}`);
    await press(retryButton());
    expect(page.run.thread_id).toBe(threadId);
  });

  it('also replaces a reply that was retried before', async () => {
    page.hub.addMessage(threadId, 'user', 'What is virtue?');
    addReply('cancelled', 'It is');
    addReply('cancelled', 'It is know');
    await page.open(`/threads/${threadId}`);
    await press(retryButton());
    expect(textsOf(page.run.thread_id)).toEqual(['What is virtue?']);
  });

  it('shows an error if it fails, loses nothing, and starts one version however often it is pressed', async () => {
    page.hub.addMessage(threadId, 'user', 'What is virtue?');
    addReply('failed', 'It is');
    await page.open(`/threads/${threadId}`);
    page.hub.down = true;
    await press(retryButton());
    expect(screen.getByRole('alert')).toHaveTextContent('The reply was not regenerated.');
    page.hub.down = false;
    page.hub.refusal = { method: 'POST', path: /\/runs$/, status: 503, message: 'The hub is busy.' };
    await press(retryButton());
    expect(screen.getByRole('alert')).toHaveTextContent('The reply was not regenerated. The hub is busy.');
    expect(articles()[1]).toHaveTextContent('It is');
    expect(location.pathname).toBe(`/threads/${threadId}`);
    await press(retryButton());
    expect(page.hub.threads.filter(({ id }) => id !== threadId)).toHaveLength(1);
    expect(location.pathname).toBe(`/threads/${page.hub.threads[0]?.id}`);
    expect(new Set(page.hub.posts(/\/fork$/).map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });
});

describe('Regenerate', () => {
  const buttons = () => screen.queryAllByRole('button', { name: 'Regenerate' });

  beforeEach(() => {
    page.hub.addMessage(threadId, 'user', 'What is virtue?');
    addReply('completed', 'Socrates: Knowledge.', 'Plato: Indeed.');
    page.hub.addMessage(threadId, 'user', 'And courage?');
    addReply('completed', 'A mean.');
  });

  it('is offered once for each reply, and replaces all messages of its run', async () => {
    await page.open(`/threads/${threadId}`);
    expect(buttons()).toHaveLength(2);
    expect(within(articles()[2]!).getByRole('button', { name: 'Regenerate' })).toBe(buttons()[0]);
    await press(buttons()[0]!);
    const version = page.run.thread_id;
    expect(textsOf(version)).toEqual(['What is virtue?']);
    expect(textsOf(threadId)).toHaveLength(5);
    await page.connect();
    await page.deltas('msg_a', 'Socrates: ');
    expect(screen.getByRole('navigation', { name: 'Version 2 of 2' })).toBeVisible();
    await page.message('msg_a', 'Socrates: Courage.');
    expect(versionAt(articles()[1], 'Version 2 of 2')).toBeVisible();
    await page.message('msg_b', 'Plato: Never.');
    await page.status('completed');
    expect(versionAt(articles()[1], 'Version 2 of 2')).toBeVisible();
    expect(screen.getAllByRole('navigation', { name: /^Version/ })).toHaveLength(1);
  });

  it('is not offered while a reply is being written, or while that is unknown', async () => {
    page.hub.addMessage(threadId, 'user', 'And justice?');
    page.hub.addRun(threadId, QUIET, { status: 'in_progress' });
    await page.open(`/threads/${threadId}`);
    expect(buttons()).toEqual([]);
    await page.connect();
    await page.message('msg_a', 'Harmony.');
    expect(buttons()).toEqual([]);
    await page.status('completed');
    expect(buttons()).toHaveLength(3);
  });

  it('is answered by the currently chosen agent', async () => {
    await page.open(`/threads/${threadId}?agent=${encodeURIComponent(QUIET)}`);
    await press(buttons()[1]!);
    expect(page.run).toMatchObject({ assistant_id: QUIET });
    expect(textsOf(page.run.thread_id)).toHaveLength(4);
  });

  it('adds versions of the same reply, and the arrows between them keep the focus', async () => {
    await page.open(`/threads/${threadId}`);
    for (const text of ['Wisdom.', 'Folly.']) {
      await press(buttons().at(-1)!);
      await answer(text);
    }
    expect(versionAt(articles()[4], 'Version 3 of 3')).toBeVisible();
    const step = (name: string) => screen.getByRole('link', { name: `${name} version` });
    expect(step('Next')).toHaveAttribute('aria-disabled', 'true');
    step('Previous').focus();
    for (const text of ['Wisdom.', 'A mean.']) {
      await page.user.keyboard('{Enter}');
      await page.settle();
      expect(articles()[4]).toHaveTextContent(text);
      expect(step('Previous')).toHaveFocus();
    }
    expect(step('Previous')).toHaveAccessibleDescription('Version 1 of 3');
    expect(location.pathname).toBe(`/threads/${threadId}`);
  });

  it('links back from a version that failed without a text', async () => {
    await page.open(`/threads/${threadId}`);
    await press(buttons()[1]!);
    await page.connect();
    await page.status('failed', 'The model is overloaded.');
    expect(screen.getByText('The model is overloaded.')).toBeVisible();
    expect(screen.getByRole('navigation', { name: 'Version 2 of 2' })).toBeVisible();
    await press(screen.getByRole('link', { name: 'Previous version' }));
    expect(articles()[4]).toHaveTextContent('A mean.');
  });

  it('updates a page that shows another version, wherever it was pressed', async () => {
    await page.open(`/threads/${threadId}`);
    const version = page.hub.addVersion(
      page.hub.threads.find(({ id }) => id === threadId)!,
      4,
    );
    page.hub.versions.touch(version.id);
    await page.accountEvent('hub.thread.changed', { thread_id: version.id });
    expect(versionAt(articles()[4], 'Version 1 of 2')).toBeVisible();
  });
});
