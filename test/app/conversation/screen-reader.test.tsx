import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Page } from '../support/render-app.tsx';
import { ScreenReader } from '../support/screen-reader.ts';

let page: Page;
let reader: ScreenReader;

beforeEach(async () => {
  page = new Page();
  await page.open('/');
  reader = new ScreenReader();
});
afterEach(() => reader.stop());

const REPLYING = 'Streaming Example is replying.';

async function ask(): Promise<void> {
  await page.write('What is virtue?');
  await page.connect();
  await page.event('thread.run.in_progress', { ...page.run, status: 'in_progress' });
  await page.deltas('msg_a', 'It ', 'is ', 'living ', 'well.');
}

describe('a screen reader', () => {
  it('announces once that a reply has begun and ended, and never its text', async () => {
    await ask();
    await page.deltas('msg_a', ...Array.from({ length: 40 }, (_, index) => ` ${index}`));
    expect(reader.takeAnnouncements()).toEqual([REPLYING]);
    await page.message('msg_a', 'It is living well.');
    await page.deltas('msg_b', 'Is ', 'it?');
    await page.message('msg_b', 'Is it?');
    expect(reader.takeAnnouncements()).toEqual([]);
    await page.status('completed');
    expect(reader.takeAnnouncements()).toEqual(['Streaming Example has replied.']);
  });

  it.each([
    ['requires_action', null, 'Streaming Example has replied. Your turn.'],
    ['completed', null, 'Streaming Example has replied.'],
    ['completed', 'max_completion_tokens', 'Cut off: it reached the maximum length.'],
    ['completed', 'content_filter', 'Stopped by the provider’s content filter.'],
    ['cancelled', 'run_cancelled', 'Reply stopped.'],
    ['failed', 'run_failed', 'The reply failed.'],
  ] as const)('announces how the reply has ended: %s, %s', async (status, reason, words) => {
    await ask();
    await page.message('msg_a', 'It is living well.', reason);
    await page.status(status);
    expect(reader.takeAnnouncements()).toEqual([REPLYING, words]);
  });

  it.each([
    ['completed', null, 'The agent finished without a reply.'],
    ['requires_action', null, 'The agent finished without a reply.'],
    ['completed', '  ', 'The agent sent an empty reply.'],
  ] as const)('announces no reply if there is none: %s, %j', async (status, text, words) => {
    await page.write('What is virtue?');
    await page.connect();
    if (text !== null) await page.message('msg_a', text);
    await page.status(status);
    expect(reader.takeAnnouncements()).toEqual([REPLYING, words]);
  });

  it('announces that the connection is lost', async () => {
    await ask();
    page.streams.newest.closeForGood();
    await page.advance(60_000);
    expect(reader.takeAnnouncements()).toEqual([REPLYING, 'Lost the connection to the server.']);
  });

  it('announces that a message is waiting, and why the hub refused one', async () => {
    page.hub.down = true;
    await page.write('What is virtue?');
    expect(reader.takeAnnouncements()).toEqual([
      "Your message is waiting to send. It sends automatically when you're back online.",
    ]);
    page.hub.down = false;
    await page.advance(1_000);
    await page.connect();
    await page.message('msg_a', 'Knowledge.');
    await page.status('completed');
    expect(reader.takeAnnouncements()).toEqual([REPLYING, 'Streaming Example has replied.']);
    page.hub.refusal = { method: 'POST', path: /\/runs$/, status: 500, message: 'The hub is out of paper.' };
    await page.write('And courage?');
    expect(reader.takeAnnouncements()).toEqual(['The message was not sent. The hub is out of paper.']);
  });
});
