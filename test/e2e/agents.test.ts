import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { answerJson, streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();

/** Returns the name of the sender of each message. */
function speakers({ articles }: ChatPage): Promise<string[]> {
  return articles.getByRole('heading', { level: 2 }).allInnerTexts();
}

it('finds an agent, talks with it, continues with another in the same conversation, and keeps both', async () => {
  const chat = await openChat(await browser.newContext(), hub.url);
  const { page } = chat;
  await page.getByRole('link', { name: 'Agents', exact: true }).click();
  await page.getByRole('searchbox', { name: 'Search agents' }).fill('general assistant');
  await page.waitForURL('**/agents?search=general+assistant');
  await page.getByRole('link', { name: /^Start a conversation/ }).click();
  await chat.textbox.and(page.locator(':focus')).waitFor();
  expect(await chat.agentButton.innerText()).toContain('Assistant');

  hub.model.answerWith(
    streamText('It is living well.'),
    answerJson({ choices: [{ message: { role: 'assistant', content: 'It is giving each their own.' } }] }),
  );
  const threadId = await chat.ask('What is virtue?');
  await chat.untilEnded();

  await page.getByRole('button', { name: 'Assistant', exact: true }).click();
  await page.getByRole('combobox', { name: 'Search agents' }).fill('plain');
  await page.keyboard.press('Enter');
  await expect.poll(() => chat.agentButton.innerText()).toContain('Plain Answer');
  await page.reload();
  await expect.poll(() => chat.agentButton.innerText()).toContain('Plain Answer');

  await chat.textbox.fill('And justice?');
  await chat.sendButton.click();
  await page.getByText('It is giving each their own.').waitFor();
  await chat.untilEnded();
  await page.waitForURL(`**/threads/${threadId}`);
  await page.reload();
  await page.getByText('It is giving each their own.').waitFor();
  expect(await speakers(chat)).toEqual(['You', 'Assistant', 'You', 'Plain Answer']);
  expect(await page.getByText('Plain Answer replies from here on').count()).toBe(1);
  expect(await chat.agentButton.innerText()).toContain('Plain Answer');
});
