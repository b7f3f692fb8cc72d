import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { textOf } from '../../src/protocol/message.ts';
import { setUpBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { hasPython } from '../support/python.ts';
import { ChunkLimit, streamText } from '../support/model-answers.ts';
import { setUpHub, setUpModel } from '../support/set-up-hub.ts';

const AGENTS = fileURLToPath(new URL('../python', import.meta.url));

const SAID = 'What is it that you call virtue? '.repeat(10);

const model = setUpModel();
const hub = setUpHub(() => ({ AGENTS_DIR: AGENTS, MODEL_BASE_URL: model.url, MODEL_NAME: 'test-model' }));
const browser = setUpBrowser();

it.skipIf(!hasPython)(
  'runs an agent in Python that knows nothing of this hub, and streams what it asks for',
  async () => {
    const limit = new ChunkLimit(20);
    model.answerWith(streamText(SAID, { limit }), streamText(SAID));
    const chat = await openChat(
      await browser.newContext(),
      `${hub.url}/?agent=local/socrates-and-plato/0.0.3`,
    );
    const threadId = await chat.ask('What is virtue?');
    const inTheMiddle = await chat.untilDeltas(20);
    expect(await chat.stopButton.isVisible(), 'the run goes on').toBe(true);
    expect((await chat.articles.nth(1).innerText()).length).toBeGreaterThan(20);
    limit.raise();
    await chat.untilEnded();
    expect(await chat.deltas()).toBeGreaterThan(inTheMiddle);

    const client = hub.clientOf(chat);
    const [question, socrates, plato, ...others] = await client.messages(threadId);
    expect([textOf(question!.content), others.length]).toEqual(['What is virtue?', 0]);
    for (const answer of [socrates, plato]) {
      expect(answer?.status).toBe('completed');
      expect(textOf(answer!.content)).toBe(SAID);
    }
    const run = await client.newestRun(threadId);
    expect(run.status).toBe('requires_action'); // it waits for the person
  },
);

it.skipIf(!hasPython)('stops such an agent at once when a person stops the run', async () => {
  model.answerWith(streamText(SAID, { limit: new ChunkLimit(10) }));
  const chat = await openChat(await browser.newContext(), `${hub.url}/?agent=local/socrates-and-plato/0.0.3`);
  const threadId = await chat.ask('What is virtue?');
  await chat.untilDeltas(10);
  await chat.stopButton.click();
  await chat.untilEnded();
  expect((await hub.clientOf(chat).newestRun(threadId)).status).toBe('cancelled');
});
