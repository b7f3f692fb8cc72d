import { stepObject } from '../../protocol/wire-objects.ts';
import { screen, within } from '@testing-library/react';
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

const log = () => within(screen.getByRole('log', { name: 'Conversation' }));

async function ask(): Promise<void> {
  await page.write('What is virtue?');
  await page.connect();
  await page.status('in_progress');
}

const busy = (attempt: number, seconds: number) => ({
  type: 'retry',
  code: 'rate_limit_exceeded',
  attempt,
  attempts: 3,
  seconds,
});

describe('a request to the model server that is being retried', () => {
  it('is shown until text arrives', async () => {
    await ask();
    await page.event('hub.run.notice', busy(2, 3));
    expect(await log().findByText('The model server is busy. Trying again in 3 s (2 of 3)')).toBeVisible();
    expect(log().queryByText('Thinking')).toBeNull();
    await page.advance(1_000);
    await page.advance(1_000);
    expect(log().getByText('The model server is busy. Trying again in 1 s (2 of 3)')).toBeVisible();
    await page.advance(1_000);
    expect(log().getByText('The model server is busy. Trying again (2 of 3)')).toBeVisible();
    await page.event('hub.run.notice', { ...busy(3, 0.5), code: 'server_error' });
    expect(log().getByText('The model server has a problem. Trying again in 1 s (3 of 3)')).toBeVisible();
    await page.deltas('msg_a', 'It is ', 'living well.');
    expect(log().queryByText(/Trying again/)).toBeNull();
    await page.message('msg_a', 'It is living well.');
    expect(await log().findByText('Thinking')).toBeVisible(); // another completion of the run is not being retried
    await page.status('completed');
    expect(log().queryByText(/Trying again/)).toBeNull();
  });

  it.each([
    ['thinks', 'hub.message.thinking', { id: 'msg_a', delta: { thinking: { value: 'Hm.' } } }],
    ['calls a tool', 'thread.run.step.created', stepObject('step_a', 'in_progress')],
  ])('is not shown while the agent %s', async (_, event, data) => {
    await ask();
    await page.event('hub.run.notice', busy(2, 1));
    expect(await log().findByText(/Trying again/)).toBeVisible();
    await page.event(event, data);
    expect(log().queryByText(/Trying again/)).toBeNull();
    expect(await log().findByText('Thinking')).toBeVisible();
  });

  it('is replaced by the outcome of the run', async () => {
    await ask();
    await page.event('hub.run.notice', busy(3, 3));
    await page.status('failed', 'The model server answered 429: Rate limit reached.');
    expect(log().queryByText(/Trying again/)).toBeNull();
    expect(log().getByText('The model server answered 429: Rate limit reached.')).toBeVisible();
  });

  it('is announced to screen readers once, without its seconds', async () => {
    await ask();
    reader.takeAnnouncements();
    await page.event('hub.run.notice', busy(2, 3));
    await page.advance(1_000);
    await page.event('hub.run.notice', busy(3, 3));
    expect(reader.takeAnnouncements()).toEqual(['The model isn’t answering yet. Trying again.']);
  });
});

describe('messages that were left out', () => {
  const LEFT_OUT = 'The oldest 12 messages were left out: the conversation is too long for the model';

  it('are mentioned while the reply streams, and after it', async () => {
    await ask();
    await page.event('hub.run.notice', { type: 'shortened', messages: 12 });
    expect(await log().findByText(LEFT_OUT)).toBeVisible();
    await page.deltas('msg_a', 'It is living well.');
    await page.message('msg_a', 'It is living well.');
    await page.status('completed');
    expect(log().getAllByText(LEFT_OUT)).toHaveLength(1);
  });

  it('are mentioned after a reload, also for a turn that is not the last', async () => {
    await ask();
    await page.message('msg_a', 'It is living well.');
    Object.assign(page.run, { notices: [busy(2, 3), { type: 'shortened', messages: 12 }] });
    await page.status('completed');
    await page.open(location.pathname);
    expect(await log().findByText(LEFT_OUT)).toBeVisible();
    expect(log().queryByText(/Trying again/)).toBeNull();
    await page.write('And courage?');
    await page.connect();
    expect(log().getByText(LEFT_OUT)).toBeVisible();
  });

  it('are counted once if several requests left out some', async () => {
    await ask();
    await page.event('hub.run.notice', { type: 'shortened', messages: 1 });
    expect(await log().findByText(/^The oldest message was left out/)).toBeVisible();
    await page.event('hub.run.notice', { type: 'shortened', messages: 1_200 });
    expect(log().getByText(/^The oldest 1,200 messages were left out/)).toBeVisible();
    expect(log().queryByText(/^The oldest message was left out/)).toBeNull();
  });
});

it('an unknown notice is ignored', async () => {
  await ask();
  await page.event('hub.run.notice', { type: 'something-new' });
  await page.deltas('msg_a', 'It is living well.');
  expect(page.counter).toBe('1');
});
