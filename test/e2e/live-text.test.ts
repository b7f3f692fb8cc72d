import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { ChunkLimit, streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();

/** Texts that are still streaming, with the words before the caret. */
const SHAPES: [name: string, text: string, last: string][] = [
  ['a paragraph', 'First.\n\nIt is **living well**', 'It is living well'],
  ['a heading', 'First.\n\n## It is', 'It is'],
  ['a list', '- one\n- two', 'two'],
  ['a list in a list', '- one\n  - two\n  - three', 'three'],
  ['a quote', 'First.\n\n> one\n>\n> two', 'two'],
  ['a table', '| a | b |\n| - | - |\n| one | two |', 'two'],
  ['code', 'First.\n\n```\none\ntwo', 'one\ntwo'],
];

/** Returns the elements that end with a caret: their texts, and whether the caret scrolls with them. */
const CARETS = `[...document.querySelectorAll('[data-live] *')]
  .filter((each) => getComputedStyle(each, '::after').position === 'absolute')
  .map((each) => ({
    text: each.textContent.trim(),
    scrollsAlong: getComputedStyle(each).position === 'relative',
  }))`;
const CARET_ANIMATION = `getComputedStyle(document.querySelector('[data-live] p:last-child'), '::after').animationName`;

it.each(SHAPES)('ends with one caret, which takes no space, in %s', async (_, text, last) => {
  const limit = new ChunkLimit(1);
  hub.model.answerWith(streamText(`${text} and so on`, { charactersPerChunk: text.length, limit }));
  const chat = await openChat(await browser.newContext(), `${hub.url}/?agent=symposium/assistant/1.0.0`);
  await chat.ask('What is a good life?');
  await chat.untilDeltas(1);
  const live = chat.page.locator('[data-live]');
  await live.waitFor();
  await expect.poll(() => live.innerText()).toContain(last.split('\n').at(-1));

  expect(await chat.page.evaluate(CARETS)).toEqual([{ text: last, scrollsAlong: true }]);

  const height = await live.evaluate((element) => element.getBoundingClientRect().height);
  const without = await live.evaluate((element) => {
    element.removeAttribute('data-live');
    return element.getBoundingClientRect().height;
  });
  expect(without).toBe(height);
  limit.raise();
});

it('shows beside the caret that it waits, and nothing moves when the reply ends', async () => {
  const limit = new ChunkLimit(1);
  hub.model.answerWith(streamText('It is living well, I think.', { charactersPerChunk: 14, limit }));
  const chat = await openChat(await browser.newContext(), `${hub.url}/?agent=symposium/assistant/1.0.0`);
  await chat.ask('What is a good life?');
  await chat.untilDeltas(1);
  const article = chat.articles.nth(1);
  await article.getByText(/^Waiting \d s$/).waitFor();
  const caret = () => chat.page.evaluate(CARET_ANIMATION);
  expect(await caret()).toBe('breathe');
  await chat.page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await caret()).toBe('none');

  const heightOf = () => article.evaluate((element) => element.getBoundingClientRect().height);
  const before = await heightOf();
  limit.raise();
  await chat.untilEnded();
  expect(await heightOf()).toBe(before);
});
