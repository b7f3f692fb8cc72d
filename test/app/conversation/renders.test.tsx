import { cleanup, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { takeRenders } from '../support/watch-renders.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});

/** Starts a run whose reply has begun, in a thread with `history` messages. */
async function answerAfter(history: number): Promise<void> {
  const thread = page.hub.addThread('Long');
  for (let index = 1; index <= history; index++) {
    page.hub.addMessage(thread.id, index % 2 === 1 ? 'user' : 'assistant', `Message ${index}.`);
  }
  page.hub.addRun(thread.id);
  await page.open(`/threads/${thread.id}`);
  await waitFor(() => expect(articles()).toHaveLength(history));
  await page.connect();
  await page.status('in_progress');
  await page.deltas('msg_a', 'It ');
  await page.advance(3000);
  expect(articles()).toHaveLength(history + 1);
}

/** Found by tag name: finding them by role takes jsdom many seconds. */
function articles(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('article')];
}

async function rendersOf(action: () => Promise<unknown>): Promise<string[]> {
  takeRenders();
  await action();
  return takeRenders();
}

describe('rendering', () => {
  it('with a delta, only the counter and the growing text render, whatever the length of the conversation', async () => {
    await answerAfter(200);
    const long = await rendersOf(() => page.deltas('msg_a', 'is '));
    expect(articles().at(-1)).toHaveTextContent('It is');
    expect(page.counter).toBe('2');
    cleanup();
    page = new Page();
    await answerAfter(2);
    expect(await rendersOf(() => page.deltas('msg_a', 'is '))).toEqual(long);
    expect(long.filter((name) => name === 'DeltaCounter' || name === 'MessageText')).toHaveLength(2);
    for (const name of [
      'ConversationView',
      'MessageLog',
      'MessageGroupView',
      'MessageArticle',
      'ReplyStatus',
    ]) {
      expect(long).not.toContain(name);
    }
  });

  it('with a delta, only the counter renders while text is hidden', async () => {
    await answerAfter(2);
    await page.showStreaming('Never');
    expect(await rendersOf(() => page.deltas('msg_a', 'is '))).toEqual(['DeltaCounter']);
  });

  it('all deltas of a frame render once', async () => {
    await answerAfter(2);
    const renders = await rendersOf(() =>
      page.deltas('msg_a', ...Array.from({ length: 100 }, () => 'word ')),
    );
    expect(renders.filter((name) => name === 'DeltaCounter')).toHaveLength(1);
    expect(page.counter).toBe('101');
  });

  it('when a message ends, only that message renders', async () => {
    await answerAfter(200);
    const renders = await rendersOf(() => page.message('msg_a', 'It '));
    expect(new Set(renders.filter((name) => name === 'MessageArticle'))).toHaveLength(1);
    expect(renders.filter((name) => name === 'MessageArticle').length).toBeLessThanOrEqual(2);
  });

  it('with a key press, no message renders', async () => {
    await answerAfter(200);
    const renders = await rendersOf(() => page.user.type(page.textbox, 'a'));
    expect(renders).toContain('Composer');
    expect(renders).not.toContain('MessageArticle');
    expect(renders).not.toContain('MessageGroupView');
  });
});
