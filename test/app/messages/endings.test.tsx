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

async function ask(text = 'What is a good life?'): Promise<void> {
  await page.write(text);
  await page.connect();
  await page.status('in_progress');
}

/** Ends the run; returns the texts that a person sees. */
const ENDINGS: [string, () => Promise<void>, string][] = [
  ['without a message', () => page.status('completed'), 'The agent finished without a reply'],
  [
    'waiting for the person, without a message',
    () => page.status('requires_action'),
    'The agent finished without a reply',
  ],
  [
    'with an empty message',
    async () => {
      await page.message('msg_a', '');
      await page.status('completed');
    },
    'The agent sent an empty reply',
  ],
  [
    'with a message of spaces, which it streamed',
    async () => {
      await page.deltas('msg_a', ' ', '\n\n');
      await page.message('msg_a', ' \n\n');
      await page.status('completed');
    },
    'The agent sent an empty reply',
  ],
  [
    'with an answer without text, of which the hub keeps no message',
    async () => {
      await page.deltas('msg_a', ' ', '\n');
      await page.message('msg_a', ' \n', 'empty');
      page.run.incomplete_details = { reason: 'empty' };
      await page.status('incomplete');
    },
    'The agent sent an empty reply',
  ],
  [
    'with an answer without text, and waits for the person',
    async () => {
      await page.message('msg_a', '', 'empty');
      page.run.incomplete_details = { reason: 'empty' };
      await page.status('requires_action');
    },
    'The agent sent an empty reply',
  ],
  [
    'declined without a text',
    async () => {
      page.run.incomplete_details = { reason: 'refusal' };
      await page.status('incomplete');
    },
    'The model declined to answer',
  ],
  [
    'withheld before there was any text',
    async () => {
      await page.message('msg_a', '', 'content_filter');
      await page.status('completed');
    },
    'Stopped by the provider’s content filter',
  ],
  [
    'cut off before there was any text',
    async () => {
      page.run.incomplete_details = { reason: 'max_completion_tokens' };
      await page.status('incomplete');
    },
    'Cut off: it reached the maximum length',
  ],
  [
    'without room for a reply',
    async () => {
      page.run.incomplete_details = { reason: 'max_prompt_tokens' };
      await page.status('incomplete');
    },
    'Cut off: the conversation is too long for the model',
  ],
  ['incomplete, and the server does not say why', () => page.status('incomplete'), 'The reply is incomplete'],
  [
    'failed',
    () => page.status('failed', 'Lost the connection to the model.'),
    'Lost the connection to the model.',
  ],
  [
    'expired',
    async () => {
      page.run.expires_at = page.run.created_at + 600;
      await page.status('expired');
    },
    'Timed out after 10 minutes',
  ],
  ['stopped before there was any text', () => page.status('cancelled'), 'Stopped'],
];

describe('a run without a reply', () => {
  it.each(ENDINGS)(
    '%s: is shown with Retry, also after a reload and after the next message',
    async (_, end, words) => {
      await ask();
      await end();
      expect(log().getByText(words)).toBeVisible();
      expect(screen.getAllByRole('button', { name: 'Retry' })).toHaveLength(1);
      expect(articles()).toHaveLength(1);

      await page.open(`/threads/${page.run.thread_id}`);
      expect(log().getByText(words)).toBeVisible();
      expect(screen.getAllByRole('button', { name: 'Retry' })).toHaveLength(1);
      expect(articles()).toHaveLength(1);

      await page.advance(1_000);
      const release = page.hub.hold();
      await page.write('And now?');
      expect(log().getByText(words)).toBeVisible();
      expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull();
      release();
      await page.settle();
      await page.connect();
      await page.message('msg_b', 'Now it is this.');
      await page.status('completed');
      const isBefore = (one: Element, other: Element) =>
        (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
      expect(isBefore(log().getByText(words), log().getByText('And now?'))).toBe(true);

      await page.open(`/threads/${page.run.thread_id}`);
      expect(isBefore(log().getByText(words), log().getByText('And now?'))).toBe(true);
      expect(articles()).toHaveLength(3);
      expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull();
    },
  );
});

describe('an incomplete reply', () => {
  it.each([
    ['max_completion_tokens', 'Cut off: it reached the maximum length'],
    ['max_tokens', 'Cut off: it reached the maximum length'],
    ['max_prompt_tokens', 'Cut off: the conversation is too long for the model'],
    ['content_filter', 'Stopped by the provider’s content filter'],
    ['refusal', 'The model declined to answer'],
  ])('shows why, once, with Retry, also after a reload: %s', async (reason, words) => {
    await ask();
    await page.deltas('msg_a', 'It is ');
    await page.message('msg_a', 'It is ', reason);
    await page.status('completed');
    for (const reload of [false, true]) {
      if (reload) await page.open(`/threads/${page.run.thread_id}`);
      expect(log().getByText(words)).toBeVisible();
      expect(articles()).toHaveLength(2);
      expect(articles()[1]).toHaveTextContent('It is');
      expect(screen.getAllByRole('button', { name: 'Retry' })).toHaveLength(1);
    }
  });

  it.each([
    ['max_tokens', 'max_completion_tokens'],
    ['content_filter', 'content_filter'],
    ['refusal', 'refusal'],
  ])(
    'is shown even if replies do not stream, because nothing more will follow: %s',
    async (reason, runReason) => {
      await ask();
      await page.showStreaming('Never');
      page.run.incomplete_details = { reason: runReason };
      await page.deltas('msg_a', 'It is ');
      await page.message('msg_a', 'It is ', reason);
      await page.status('incomplete');
      for (const reload of [false, true]) {
        if (reload) await page.open(`/threads/${page.run.thread_id}`);
        expect(articles()[1]).toHaveTextContent('It is');
        expect(log().queryByText('Show the partial text')).toBeNull();
        expect(screen.getAllByRole('button', { name: 'Retry' })).toHaveLength(1);
      }
    },
  );

  it('is marked as incomplete, and the card shows why', async () => {
    await ask();
    await page.deltas('msg_a', 'It is ');
    page.run.incomplete_details = { reason: 'max_completion_tokens' };
    await page.message('msg_a', 'It is ', 'run_incomplete');
    await page.status('incomplete');
    expect(within(articles()[1]!).getByText('Incomplete')).toBeVisible();
    expect(screen.getByRole('region', { name: 'Cut off: it reached the maximum length' })).toBeVisible();
  });
});

describe('the outcome of an older turn', () => {
  it('is that of its last run, loaded in one request', async () => {
    const thread = page.hub.addThread('Virtue');
    for (let turn = 0; turn < 3; turn++) {
      await page.advance(10_000);
      page.hub.addMessage(thread.id, 'user', `Question ${turn}`);
      page.hub.addRun(thread.id, EXAMPLE, {
        status: 'failed',
        last_error: { code: 'server_error', message: `First failure ${turn}` },
      });
      await page.advance(2_000);
      page.hub.addRun(thread.id, EXAMPLE, {
        status: 'failed',
        last_error: { code: 'server_error', message: `Second failure ${turn}` },
      });
    }
    const before = page.hub.requests.length;
    await page.open(`/threads/${thread.id}`);
    const asked = page.hub.requests.slice(before).filter(({ path }) => path.endsWith('/runs'));
    expect(asked.map(({ query }) => query.limit)).toEqual(['100']);
    expect(log().queryByText(/First failure/)).toBeNull();
    const shown = log().getAllByText(/^(Question|Second failure)/);
    expect(shown.map(({ textContent }) => textContent)).toEqual(
      [0, 1, 2].flatMap((turn) => [`Question ${turn}`, `Second failure ${turn}`]),
    );
    expect(screen.getAllByRole('button', { name: 'Retry' })).toHaveLength(1);
  });

  it('is shown in the right place if turns follow one another within a second', async () => {
    const thread = page.hub.addThread('Virtue');
    for (const turn of [0, 1, 2]) {
      page.hub.addMessage(thread.id, 'user', `Question ${turn}`);
      const last_error = { code: 'server_error', message: `Failure ${turn}` };
      page.hub.addRun(thread.id, EXAMPLE, { status: 'failed', last_error });
    }
    await page.open(`/threads/${thread.id}`);
    const shown = log().getAllByText(/^(Question|Failure)/);
    expect(shown.map(({ textContent }) => textContent)).toEqual(
      [0, 1, 2].flatMap((turn) => [`Question ${turn}`, `Failure ${turn}`]),
    );
  });

  it('is not shown for a run that is being retried', async () => {
    await ask();
    await page.status('failed', 'Out of paper.');
    await page.user.click(screen.getByRole('button', { name: 'Retry' }));
    await page.settle();
    await page.connect();
    await page.message('msg_b', 'It is this.');
    await page.status('completed');
    expect(log().queryByText('Out of paper.')).toBeNull();
  });
});
