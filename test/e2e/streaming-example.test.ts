import { expect, it } from 'vitest';
import { textOf } from '../../src/protocol/message.ts';
import { setUpBrowser } from '../support/browser.ts';
import { lettersOf, openChat } from '../support/chat-page.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const hub = setUpHub(() => ({ PRACTICE_TOKENS_PER_SECOND: '150' }));
const browser = setUpBrowser();

it('shows Socrates and then Plato as they speak, and leaves each final message where its text was live', async () => {
  const chat = await openChat(await browser.newContext(), hub.url);
  await chat.page.getByRole('radio', { name: /Socrates/ }).check();
  const threadId = await chat.ask('What is virtue?');
  const socrates = chat.articles.nth(1);
  const plato = chat.articles.nth(2);

  const early = await chat.untilDeltas(5);
  const begun = lettersOf(await socrates.innerText());
  await socrates.evaluate((article) => Object.assign(article, { isTheFirst: true }));
  expect(await hub.clientOf(chat).messages(threadId), 'Socrates still speaks').toHaveLength(1);
  expect(await chat.untilDeltas(early + 20)).toBeGreaterThan(early);
  expect(lettersOf(await socrates.innerText()).length).toBeGreaterThan(begun.length);

  await plato.waitFor();
  await plato.evaluate((article) => Object.assign(article, { isTheFirst: true }));
  expect(await hub.clientOf(chat).messages(threadId), 'Plato speaks').toHaveLength(2);
  expect(await socrates.evaluate((article) => 'isTheFirst' in article)).toBe(true);
  await chat.untilEnded();
  expect(await plato.evaluate((article) => 'isTheFirst' in article)).toBe(true);
  expect(await chat.articles.count()).toBe(3);

  const messages = await hub.clientOf(chat).messages(threadId);
  expect(messages).toHaveLength(3);
  for (const [index, { content }] of messages.entries()) {
    const shown = lettersOf(await chat.articles.nth(index).innerText());
    expect(shown.split(lettersOf(textOf(content))), 'the text, once').toHaveLength(2);
  }

  const run = await hub.clientOf(chat).newestRun(threadId);
  expect(run.status).toBe('requires_action');
  let deltas = 0;
  for await (const { event } of hub.clientOf(chat).events(threadId, run.id)) {
    if (event === 'thread.message.delta') deltas += 1;
  }
  expect(await chat.deltas(), 'the counter keeps the final number').toBe(deltas);
});
