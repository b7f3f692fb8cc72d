import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { EXAMPLE } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(async () => {
  page = new Page();
  await page.open('/');
});

const log = () => within(screen.getByRole('log', { name: 'Conversation' }));
const articles = () => log().getAllByRole('article');

async function ask(): Promise<void> {
  await page.write('What is a good life?');
  await page.connect();
  await page.status('in_progress');
}

describe('a discarded draft', () => {
  it('is mentioned if it was shown, and not mentioned if it was not', async () => {
    await ask();
    await page.deltas('msg_a', 'Let ', 'me ', 'think.');
    await page.message('msg_a', 'Let me think.', 'discarded');
    expect(log().getByText('A draft was discarded (3 deltas)')).toBeVisible();
    await page.message('msg_b', 'It is this.');
    await page.status('completed');
    expect(log().getByText('A draft was discarded (3 deltas)')).toBeVisible();
    await page.showStreaming('Never');
    expect(log().queryByText(/was discarded/)).toBeNull();
    await page.showStreaming('Always');
    expect(log().getByText('A draft was discarded (3 deltas)')).toBeVisible();
  });

  it('is mentioned in every other client and after a reload, once, at the end of its turn', async () => {
    const thread = page.hub.addThread('Virtue');
    page.hub.addMessage(thread.id, 'user', 'What is virtue?');
    const notices = [224, 11].map((deltas) => ({
      type: 'discarded' as const,
      message_id: `msg_${deltas}`,
      deltas,
    }));
    const run = page.hub.addRun(thread.id, EXAMPLE, { status: 'completed', notices });
    page.hub.addMessage(thread.id, 'assistant', 'It is this.', { run_id: run.id });
    await page.open(`/threads/${thread.id}`);
    expect(log().getByText('2 drafts were discarded (235 deltas in all)')).toBeVisible();
    await page.showStreaming('Never');
    expect(log().queryByText(/discarded/)).toBeNull();
  });

  it('is counted once in the tab that streamed it', async () => {
    await ask();
    await page.deltas('msg_a', 'Let ', 'me ', 'think.');
    await page.message('msg_a', 'Let me think.', 'discarded');
    page.run.notices = [{ type: 'discarded', message_id: 'msg_a', deltas: 3 }];
    await page.message('msg_b', 'It is this.');
    await page.status('completed');
    expect(log().getByText('A draft was discarded (3 deltas)')).toBeVisible();
  });
});

describe('a reply that the agent edited', () => {
  it('is marked as revised, also if the model cut it off', async () => {
    await ask();
    await page.deltas('msg_a', 'It is ');
    page.run.incomplete_details = { reason: 'max_completion_tokens' };
    await page.message('msg_a', 'It is, I think', 'max_tokens');
    await page.status('incomplete');
    expect(within(articles()[1]!).getByText('Revised')).toBeVisible();
    expect(within(articles()[1]!).getByText('Cut off: it reached the maximum length')).toBeVisible();
  });
});
