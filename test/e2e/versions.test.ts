import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { longAnswer } from '../support/long-answer.ts';
import { ChunkLimit, streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();
const ASSISTANT = '/?agent=symposium/assistant/1.0.0';

const versionsOf = ({ page }: ChatPage, name: string) => page.getByRole('navigation', { name });
const rowsOf = ({ page }: ChatPage) =>
  page.getByRole('navigation', { name: 'Threads' }).locator('a[data-thread]');

/** Regenerates the last reply, and waits for the new one. */
async function regenerate(chat: ChatPage, text: string): Promise<void> {
  hub.model.answerWith(streamText(text));
  await chat.articles.last().hover();
  await chat.page.getByRole('button', { name: 'Regenerate' }).last().click();
  await chat.page.getByText(text).first().waitFor();
  await chat.untilEnded();
}

it('replaces a stopped reply with a new one: the model does not get the stopped one', async () => {
  hub.model.answerWith(streamText(longAnswer(), { limit: new ChunkLimit(100) }));
  const chat = await openChat(await browser.newContext(), hub.url + ASSISTANT);
  const original = await chat.ask('Tell me all of it.');
  await chat.untilDeltas(50);
  await chat.page.keyboard.press('Escape');
  await chat.retryButton.waitFor();

  hub.model.answerWith(streamText('Virtue is knowledge.'));
  await chat.retryButton.click();
  await chat.page.getByText('Virtue is knowledge.').waitFor();
  await chat.untilEnded();
  const asked = hub.model.requests.at(-1)?.body?.messages;
  expect(asked).toEqual([{ role: 'user', content: 'Tell me all of it.' }]);
  expect(await chat.articles.count()).toBe(2);
  await versionsOf(chat, 'Version 2 of 2').waitFor();
  expect(await rowsOf(chat).count()).toBe(1);
  expect(await rowsOf(chat).first().getAttribute('aria-current')).toBe('page');

  await chat.page.reload();
  await versionsOf(chat, 'Version 2 of 2').waitFor();
  await chat.page.getByText('Virtue is knowledge.').waitFor();
  expect(await rowsOf(chat).count()).toBe(1);
  const messages = await hub.clientOf(chat).messages(original);
  expect(messages.map(({ status }) => status)).toEqual(['completed', 'incomplete']);
});

it.each([
  { width: 1440, height: 700 },
  { width: 390, height: 700 },
])('keeps the focus and the place of a reply that has three versions, at $width pixels', async (size) => {
  const context = await browser.newContext({ viewport: size });
  hub.model.answerWith(streamText('It takes its time. '.repeat(200)), streamText('The first answer.'));
  const chat = await openChat(context, hub.url + ASSISTANT);
  const { page } = chat;
  const original = await chat.ask('What is virtue?');
  await chat.untilEnded();
  await chat.ask('And in a word?');
  await page.getByText('The first answer.').waitFor();
  await chat.untilEnded();
  await regenerate(chat, `The second answer. ${'It is longer. '.repeat(300)}`);
  await regenerate(chat, 'The third answer.');

  const versions = versionsOf(chat, 'Version 3 of 3');
  await versions.waitFor();
  const focused = () => page.evaluate<string>(`document.activeElement.getAttribute('aria-label')`);
  const placeOf = async (number: number) => {
    const found = versionsOf(chat, `Version ${number} of 3`);
    await found.waitFor();
    return Math.round((await found.boundingBox())!.y);
  };
  // Away from the end of the page: there, a version whose receipt needs fewer lines could not keep the place.
  const atEnd = await placeOf(3);
  await page.mouse.wheel(0, -48);
  await expect.poll(() => placeOf(3)).toBe(atEnd + 48);
  const place = await placeOf(3);
  await page.getByRole('link', { name: 'Previous version' }).focus();
  for (const number of [2, 1]) {
    await page.keyboard.press('Enter');
    expect(await placeOf(number)).toBeCloseTo(place, -1);
    expect(await focused()).toBe('Previous version');
  }
  await page.getByText('The first answer.').waitFor();
  expect(new URL(page.url()).pathname).toBe(`/threads/${original}`);
  await page.keyboard.press('Enter'); // the first version has none before it
  await page.keyboard.press('Tab');
  for (const number of [2, 3]) {
    await page.keyboard.press('Enter');
    expect(await placeOf(number)).toBeCloseTo(place, -1);
    expect(await focused()).toBe('Next version');
  }
  if (size.width > 1000) expect(await rowsOf(chat).count()).toBe(1);
});
