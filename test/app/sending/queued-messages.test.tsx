import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { textOf } from '../../../src/protocol/message.ts';
import type { RunStatus } from '../../../src/protocol/run.ts';
import { Page } from '../support/render-app.tsx';
import { ScreenReader } from '../support/screen-reader.ts';

let page: Page;

beforeEach(async () => {
  page = new Page();
  await page.open('/');
});

const QUEUED = 'Waiting for the reply to finish.';

function sentTexts(): string[] {
  return page.hub.messages.filter(({ role }) => role === 'user').map(({ content }) => textOf(content));
}

/** The shown messages, each by its first paragraph and whether it waits. */
function shown(): string[] {
  return screen.getAllByRole('article').map((article) => {
    const text = article.querySelector('p')?.textContent ?? '';
    return within(article).queryByText(QUEUED) ? `${text} (waits)` : text;
  });
}

/** Starts a reply in a new conversation. */
async function startReply(): Promise<void> {
  await page.write('First');
  await page.connect();
  await page.deltas('msg_a', 'It is ');
}

async function endRun(status: RunStatus = 'completed'): Promise<void> {
  await page.status(status);
}

describe('a message that is sent while a reply streams', () => {
  beforeEach(startReply);

  it('waits below the reply, and is sent when the reply has ended', async () => {
    await page.write('Second');
    expect(page.textbox).toHaveValue('');
    expect(shown()).toEqual(['First', 'It is', 'Second (waits)']);
    expect(sentTexts()).toEqual(['First']);
    await page.deltas('msg_a', 'living well.');
    expect(shown()).toEqual(['First', 'It is living well.', 'Second (waits)']);
    await page.message('msg_a', 'It is living well.');
    await endRun();
    expect(sentTexts()).toEqual(['First', 'Second']);
    expect(shown()).toEqual(['First', 'It is living well.', 'Second']);
  });

  it('is not sent to the hub before', async () => {
    await page.write('Second');
    await page.accountEvent('hub.run.ended', { thread_id: 'thread_of_another', run_id: 'run_of_another' });
    window.dispatchEvent(new Event('online'));
    await page.settle();
    expect(page.hub.posts(/\/runs$/)).toHaveLength(1);
    expect(shown()).toEqual(['First', 'It is', 'Second (waits)']);
  });

  it.each<RunStatus>(['completed', 'failed', 'cancelled', 'expired', 'incomplete', 'requires_action'])(
    'is sent when the run has ended, with any status: %s',
    async (status) => {
      await page.write('Second');
      await endRun(status);
      expect(sentTexts()).toEqual(['First', 'Second']);
    },
  );

  it('is sent once the reply has been stopped', async () => {
    await page.write('Second');
    await page.user.click(screen.getByRole('button', { name: 'Stop' }));
    await page.settle();
    expect(sentTexts()).toEqual(['First']);
    await endRun('cancelled');
    expect(sentTexts()).toEqual(['First', 'Second']);
  });

  it('is sent after earlier ones, one at a time', async () => {
    await page.write('Second');
    await page.write('Third');
    expect(shown()).toEqual(['First', 'It is', 'Second (waits)', 'Third (waits)']);
    await endRun();
    expect(sentTexts()).toEqual(['First', 'Second']);
    expect(shown().slice(-2)).toEqual(['Second', 'Third (waits)']);
    await page.connect();
    await endRun();
    expect(sentTexts()).toEqual(['First', 'Second', 'Third']);
  });

  it('can be cancelled, and its text returns to the message box', async () => {
    await page.write('Second');
    await page.write('Third');
    const second = screen.getAllByRole('article')[2]!;
    await page.user.click(within(second).getByRole('button', { name: 'Cancel' }));
    await page.settle();
    expect(page.textbox).toHaveValue('Second');
    expect(page.textbox).toHaveFocus();
    expect(shown()).toEqual(['First', 'It is', 'Third (waits)']);
    await endRun();
    expect(sentTexts()).toEqual(['First', 'Third']);
  });

  it('waits after a reload, too', async () => {
    await page.write('Second');
    await page.open(`/threads/${page.run.thread_id}`);
    await page.connect();
    expect(shown()).toEqual(['First', 'Second (waits)']);
    expect(page.hub.posts(/\/runs$/), 'nor is it sent to the hub').toHaveLength(1);
    await endRun();
    expect(sentTexts()).toEqual(['First', 'Second']);
  });

  it('is sent after a reload if the reply has ended, even if another page is open', async () => {
    await page.write('Second');
    page.run.status = 'completed';
    await page.open('/settings');
    expect(sentTexts()).toEqual(['First', 'Second']);
  });

  it('is sent when the person has opened another conversation', async () => {
    await page.write('Second');
    const { id, thread_id } = page.run;
    await page.user.click(screen.getByRole('button', { name: 'New conversation' }));
    page.run.status = 'completed';
    await page.accountEvent('hub.run.ended', { thread_id, run_id: id });
    expect(sentTexts()).toEqual(['First', 'Second']);
  });

  it('is announced to screen readers', async () => {
    const reader = new ScreenReader();
    await page.write('Second');
    expect(reader.takeAnnouncements()).toEqual(['Your message is waiting for the reply to finish.']);
    reader.stop();
  });

  it('may have the same text as an earlier one', async () => {
    await page.write('First');
    expect(shown()).toEqual(['First', 'It is', 'First (waits)']);
    await page.message('msg_a', 'It is living well.');
    await endRun();
    expect(shown()).toEqual(['First', 'It is living well.', 'First']);
  });
});

describe('a message that is sent while the first message is being sent', () => {
  it('waits for it, and is added to its thread', async () => {
    const release = page.hub.hold();
    await page.write('First');
    await page.write('Second');
    expect(shown()).toEqual(['First', 'Second (waits)']);
    release();
    await page.settle();
    expect(sentTexts()).toEqual(['First']);
    await page.connect();
    await endRun();
    expect(sentTexts()).toEqual(['First', 'Second']);
    expect(page.hub.threads).toHaveLength(1);
  });

  it('is not sent before it if the hub refuses the first', async () => {
    const release = page.hub.hold();
    await page.write('First');
    await page.write('Second');
    page.hub.refusal = { method: 'POST', path: /\/runs$/, status: 429, message: 'Too many runs.' };
    release();
    await page.settle();
    const [first, second] = screen.getAllByRole('article');
    expect(first).toHaveTextContent('Not sent. Too many runs.');
    expect(second).toHaveTextContent('Waiting for the message above.');
    await page.user.click(within(first!).getByRole('button', { name: 'Send again' }));
    await page.settle();
    expect(sentTexts()).toEqual(['First']);
    expect(shown()).toEqual(['First', 'Second (waits)']);
    await page.connect();
    await endRun();
    expect(sentTexts()).toEqual(['First', 'Second']);
  });
});

it('shows a queued message as refused if the thread has been deleted', async () => {
  await startReply();
  await page.write('Second');
  const { thread_id } = page.run;
  page.hub.threads.length = 0;
  page.hub.runs[0]!.status = 'cancelled';
  page.streams.newest.closeForGood();
  await page.accountEvent('hub.thread.deleted', { thread_id });
  await page.settle();
  expect(screen.getByText('Second')).toBeVisible();
  expect(screen.getByText(/^Not sent\./)).toBeVisible();
});
