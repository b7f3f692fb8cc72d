import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { refuse, streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();

/** Overrides and isolates that are not closed, and a mark that closes an outer one. */
const HOSTILE = 'virtue \u2069\u202Ereversed \u2067\u202Bso';
const MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Returns Latin texts without such marks whose first letter is to the right of the last. */
function turnedTexts(page: Page): Promise<string[]> {
  return page.locator('body').evaluate((body, marks) => {
    const turned: string[] = [];
    const texts = 4; // NodeFilter.SHOW_TEXT
    const walker = body.ownerDocument.createTreeWalker(body, texts);
    const placeOf = (node: typeof walker.currentNode, at: number) => {
      const range = body.ownerDocument.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getBoundingClientRect();
    };
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      const text = node.textContent ?? '';
      const word = /[a-zA-Z]{3,}/.exec(text);
      if (!word || new RegExp(marks).test(text)) continue;
      const [first, last] = [placeOf(node, word.index), placeOf(node, word.index + word[0].length - 1)];
      if (first.top === last.top && first.width > 0 && first.left > last.left) turned.push(text);
    }
    return turned;
  }, MARKS.source);
}

it('of titles, messages and reasons change the direction of no other text', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${hub.url}/v1/account`);
  const client = hub.clientOf({ page });
  const threadId = await client.createThread([
    { role: 'user', content: HOSTILE },
    { role: 'assistant', content: `${HOSTILE}\n\nA paragraph.\n\n- ${HOSTILE}\n- An item.` },
  ]);
  await client.rename(threadId, HOSTILE);
  hub.model.answerWith(streamText(`${HOSTILE}\n\nThe end.`), refuse(400, HOSTILE));

  const chat = await openChat(context, `${hub.url}/threads/${threadId}`);
  await chat.page.getByText('An item.').waitFor();
  await chat.ask('What is it?');
  await chat.page.getByText('The end.').waitFor();
  await chat.ask('And what is this?');
  await chat.retryButton.waitFor();
  expect(await turnedTexts(chat.page)).toEqual([]);
  expect(await chat.page.title()).not.toMatch(MARKS);

  await chat.page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click();
  expect(await turnedTexts(chat.page)).toEqual([]);
  await chat.page.getByRole('menuitem', { name: 'Delete' }).click();
  await chat.page.getByText(/^Deleted/).waitFor();
  expect(await turnedTexts(chat.page)).toEqual([]);
  expect(await chat.page.getByText(/^Deleted/).innerText()).not.toMatch(MARKS);
  const labels = await chat.page
    .locator('[title],[aria-label]')
    .evaluateAll((elements) =>
      elements.map((element) => `${element.getAttribute('title')} ${element.getAttribute('aria-label')}`),
    );
  expect(labels.filter((label) => MARKS.test(label))).toEqual([]);
  await context.close();
});
