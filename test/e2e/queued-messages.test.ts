import { expect, it } from 'vitest';
import { textOf } from '../../src/protocol/message.ts';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { ChunkLimit, streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();

const ASSISTANT = '/?agent=symposium/assistant/1.0.0';
const QUEUED = 'Waiting for the reply to finish.';
const LONG = 'On virtue, at length. '.repeat(40);

async function send({ textbox }: ChatPage, text: string): Promise<void> {
  await textbox.fill(text);
  await textbox.press('Enter');
}

async function said(chat: ChatPage, threadId: string): Promise<string[]> {
  const messages = await hub.clientOf(chat).messages(threadId);
  return messages.filter(({ role }) => role === 'user').map(({ content }) => textOf(content));
}

it('sends a message that was written during a reply when the reply ends: once, after a reload, with two tabs open', async () => {
  const context = await browser.newContext();
  const limit = new ChunkLimit(20);
  hub.model.answerWith(
    streamText(LONG, { limit }),
    streamText('Second answer.'),
    streamText('Third answer.'),
  );
  const chat = await openChat(context, hub.url + ASSISTANT);
  const threadId = await chat.ask('First');
  await chat.untilDeltas(20);
  const other = await openChat(context, chat.page.url());
  await other.untilDeltas(20);

  await send(chat, 'Second');
  await send(chat, 'Third');
  for (const tab of [chat, other])
    await expect.poll(() => tab.page.getByText(QUEUED, { exact: true }).count()).toBe(2);
  expect(await chat.stopButton.isVisible()).toBe(true);
  await chat.page.reload();
  await chat.untilDeltas(20);
  expect(await chat.page.getByText(QUEUED, { exact: true }).count()).toBe(2);
  expect(await said(chat, threadId)).toEqual(['First']);

  limit.raise();
  for (const tab of [chat, other]) {
    await tab.page.getByText('Third answer.').waitFor();
    await tab.untilEnded();
    await expect.poll(() => tab.page.getByText(QUEUED, { exact: true }).count()).toBe(0);
    expect(await tab.articles.count()).toBe(6);
  }
  expect(await said(chat, threadId)).toEqual(['First', 'Second', 'Third']);
});

it('sends it when the reply is stopped; a cancelled message returns to the message box', async () => {
  const limit = new ChunkLimit(20);
  hub.model.answerWith(streamText(LONG, { limit }), streamText('Second answer.'));
  const chat = await openChat(await browser.newContext(), hub.url + ASSISTANT);
  const threadId = await chat.ask('First');
  await chat.untilDeltas(20);
  await chat.textbox.fill('Second');
  await chat.sendButton.click();
  await send(chat, 'Third');
  const third = chat.articles.nth(3);
  await third.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => chat.textbox.inputValue()).toBe('Third');
  await chat.stopButton.click();
  await chat.page.getByText('Second answer.').waitFor();
  await chat.untilEnded();
  expect(await said(chat, threadId)).toEqual(['First', 'Second']);
  expect(await chat.textbox.inputValue()).toBe('Third');
});
