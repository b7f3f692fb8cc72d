import { act, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(async () => {
  page = new Page();
  await page.open('/');
  await page.write('What is a good life?');
  await page.connect();
  await page.status('in_progress');
});

/** Advances second by second, so that the page counts each. */
async function wait(seconds: number): Promise<void> {
  for (let each = 0; each < seconds; each++) await page.advance(1_000);
}

const newest = () =>
  within(screen.getByRole('log', { name: 'Conversation' }))
    .getAllByRole('article')
    .at(-1)!;
const live = () => newest().querySelector('[data-live]');

describe('live text', () => {
  it('has a caret until it has ended', async () => {
    await page.deltas('msg_a', 'It is ');
    expect(live()).not.toBeNull();
    await page.message('msg_a', 'It is this.');
    expect(live()).toBeNull();
  });

  it('shows how long it has waited, from three seconds on, until more text arrives', async () => {
    await page.deltas('msg_a', 'It is ');
    await page.advance(2_999);
    expect(newest()).not.toHaveTextContent('Waiting');
    await page.advance(1);
    expect(newest()).toHaveTextContent('Waiting 3 s');
    expect(live()).toHaveAttribute('data-live', 'waiting');
    await wait(5);
    expect(newest()).toHaveTextContent('Waiting 8 s');
    await page.deltas('msg_a', 'this.');
    expect(newest()).not.toHaveTextContent('Waiting');
    await page.advance(3_000);
    expect(newest()).toHaveTextContent('Waiting 3 s');
    await page.message('msg_a', 'It is this.');
    expect(newest()).not.toHaveTextContent('Waiting');
  });
});

describe('a silent stream', () => {
  const signOfLife = () => act(() => page.streams.newest.send('1-2', 'hub.keep-alive', { interval: 15_000 }));

  it('counts as lost, and resumes where it was', async () => {
    await page.deltas('msg_a', 'It ');
    signOfLife();
    const silent = page.streams.newest;
    await page.advance(30_000);
    await page.advance(10_000);
    expect(silent.closed).toBe(true);
    expect(screen.getByText('Reconnecting')).toBeVisible();
    await page.advance(1_000);
    expect(page.streams.newest).not.toBe(silent);
    expect(page.streams.newest.url).toContain('last_event_id=1-2');
    await page.connect();
    await page.deltas('msg_a', 'is.');
    expect(newest()).toHaveTextContent('It is.');
    expect(page.counter).toBe('2');
  });

  it('does not count as lost while keep-alives arrive, which count as nothing else', async () => {
    await page.deltas('msg_a', 'It ');
    for (let each = 0; each < 8; each++) {
      signOfLife();
      await page.advance(15_000);
    }
    expect(page.streams.sources).toHaveLength(1);
    expect(page.counter).toBe('1');
    await wait(1);
    expect(newest()).toHaveTextContent(/Waiting 12\d s/);
  });

  it('counts as lost for the account events, too, and the page refetches', async () => {
    act(() => page.accountStreams.newest.open());
    act(() => page.accountStreams.newest.send('', 'hub.keep-alive', { interval: 15_000 }));
    await page.advance(45_000);
    expect(page.accountStreams.sources.length).toBeGreaterThan(1);
    const before = page.hub.requests.length;
    act(() => page.accountStreams.newest.open());
    await page.settle();
    expect(page.hub.requests.length).toBeGreaterThan(before);
  });
});

describe('the counter', () => {
  it('appears with the first delta', async () => {
    expect(page.counter).toBeNull();
    await page.deltas('msg_a', 'It ');
    expect(page.counter).toBe('1');
  });

  it('becomes the receipt of the message, and is shown once', async () => {
    await page.advance(1_000);
    await page.deltas('msg_a', 'It ');
    await page.advance(2_000);
    await page.deltas('msg_a', 'is.');
    await page.message('msg_a', 'It is.');
    expect(page.counter).toBe('2');
    await page.status('completed');
    expect(newest()).toHaveTextContent('2 deltas · first after 1.0 s · 2.0 s · 1.0/s');
    expect(newest()).toContainElement(screen.getByLabelText('Deltas received'));
    expect(page.counter).toBe('2');
  });

  it('is not shown if nothing was streamed', async () => {
    await page.message('msg_a', 'It is.');
    await page.status('completed');
    expect(page.counter).toBeNull();
  });
});
