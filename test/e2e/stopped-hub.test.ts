import { afterEach, expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { textOf } from '../../src/protocol/message.ts';
import { ChunkLimit, streamText } from '../support/model-answers.ts';
import { setUpHub, setUpModel } from '../support/set-up-hub.ts';

const model = setUpModel();
const hub = setUpHub(() => ({
  MODEL_BASE_URL: model.url,
  MODEL_NAME: 'test-model',
  KEEP_ALIVE_SECONDS: '1',
}));
const browser = setUpBrowser();

afterEach(() => hub.process.signal('SIGCONT'));

it('notices that the hub is stopped although its connections are open, and resumes when the hub continues', async () => {
  browser.allow(/net::ERR_/);
  const limit = new ChunkLimit(20);
  model.answerWith(
    streamText('It is living well, as far as anyone can. '.repeat(10), { perSecond: 500, limit }),
  );
  const chat = await openChat(await browser.newContext(), `${hub.url}/?agent=symposium/assistant/1.0.0`);
  const threadId = await chat.ask('What is a good life?');
  await chat.untilDeltas(20);

  hub.process.signal('SIGSTOP');
  await chat.page.getByText('Reconnecting').waitFor();
  hub.process.signal('SIGCONT');
  limit.raise();
  await chat.untilEnded();
  const [, reply] = await hub.clientOf(chat).messages(threadId);
  expect(reply?.status).toBe('completed');
  expect(await chat.articles.nth(1).innerText()).toContain(textOf(reply?.content ?? []).trim());
});
