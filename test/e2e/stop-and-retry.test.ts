import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { longAnswer } from '../support/long-answer.ts';
import { ChunkLimit, refuse, streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();

it('stops with Esc, and keeps the partial text', async () => {
  hub.model.answerWith(streamText(longAnswer(), { limit: new ChunkLimit(100) }));
  const chat = await openChat(await browser.newContext(), `${hub.url}/?agent=symposium/assistant/1.0.0`);
  const threadId = await chat.ask('Tell me all of it.');
  await chat.untilDeltas(50);
  await chat.page.keyboard.press('Escape');
  await chat.untilEnded();
  const asked = hub.model.requests.at(-1);
  await asked?.ended;
  expect(asked?.isAborted).toBe(true);
  expect((await hub.clientOf(chat).newestRun(threadId)).status).toBe('cancelled');
  expect(await chat.articles.nth(1).innerText()).toMatch(/On virtue/);
});

it('shows why a run failed, and answers after a retry, without a second question', async () => {
  hub.model.answerWith(refuse(400, 'The model is overloaded.'), streamText('Virtue is knowledge.'));
  const chat = await openChat(await browser.newContext(), `${hub.url}/?agent=symposium/assistant/1.0.0`);
  const threadId = await chat.ask('What is virtue?');
  await chat.retryButton.waitFor();
  expect(await chat.text()).toContain('The model is overloaded.');
  await chat.retryButton.click();
  await expect.poll(() => chat.articles.last().innerText()).toContain('Virtue is knowledge.');
  await chat.untilEnded();
  expect(await chat.retryButton.count()).toBe(0);

  const messages = await hub.clientOf(chat).messages(threadId);
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
  const asked = hub.model.requests.at(-1)?.body?.messages;
  expect(asked).toEqual([{ role: 'user', content: 'What is virtue?' }]);
});
