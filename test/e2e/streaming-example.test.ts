import { expect, it } from 'vitest';
import { textOf } from '../../src/protocol/message.ts';
import { setUpBrowser } from '../support/browser.ts';
import { lettersOf, openChat } from '../support/chat-page.ts';
import { ChunkLimit, streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const SOCRATES = 'I know that I know nothing, and ask: what is it that you call virtue? '.repeat(6);
const PLATO = 'Virtue is knowledge of the good, which the soul recollects. '.repeat(6);

const hub = setUpHubWithModel();
const browser = setUpBrowser();

it('shows Socrates and then Plato as they speak, and keeps each final message in the place of its live text', async () => {
  const limits = [new ChunkLimit(5), new ChunkLimit(5)] as const;
  hub.model.answerWith(
    streamText(SOCRATES, { perSecond: 150, limit: limits[0] }),
    streamText(PLATO, { perSecond: 150, limit: limits[1] }),
  );
  const chat = await openChat(await browser.newContext(), hub.url);
  await chat.page.getByRole('radio', { name: /Socrates/ }).check();
  const threadId = await chat.ask('What is virtue?');
  const socrates = chat.articles.nth(1);
  const plato = chat.articles.nth(2);

  const early = await chat.untilDeltas(5);
  const begun = lettersOf(await socrates.innerText());
  await socrates.evaluate((article) => Object.assign(article, { isTheFirst: true }));
  expect(await hub.clientOf(chat).messages(threadId), 'Socrates still speaks').toHaveLength(1);
  limits[0].raise(early + 20);
  await chat.untilDeltas(early + 20);
  expect(lettersOf(await socrates.innerText()).length).toBeGreaterThan(begun.length);

  limits[0].raise();
  await plato.waitFor();
  await plato.evaluate((article) => Object.assign(article, { isTheFirst: true }));
  expect(await hub.clientOf(chat).messages(threadId), 'Plato speaks').toHaveLength(2);
  expect(await socrates.evaluate((article) => 'isTheFirst' in article)).toBe(true);
  limits[1].raise();
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
