import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { streamText } from '../support/model-answers.ts';
import { setUpOwnHubWithModel } from '../support/set-up-hub.ts';

const AT_ONCE = 1_000;
/** Long and without code, because the code that colours it loads with the first block. */
const ANSWER = 'On virtue, at length and in words alone. '.repeat(800);

const hub = setUpOwnHubWithModel();
const browser = setUpBrowser();

it('follows a run in each page that shows its conversation, also in an idle one, and stops it in all', async () => {
  const context = await browser.newContext();
  hub.model.answerWith(streamText('A short answer.'), streamText(ANSWER, { perSecond: 200 }));
  const one = await openChat(context, `${hub.url}/?agent=symposium/assistant/1.0.0`);
  const threadId = await one.ask('A first question.');
  await one.untilEnded();
  const other = await openChat(context, `${hub.url}/threads/${threadId}`);
  await other.articles.nth(1).waitFor();
  expect(await other.stopButton.count()).toBe(0);

  await one.ask('A second question.');
  const asked = await hub.model.request(1);
  await Promise.all([one.untilDeltas(50), other.untilDeltas(50)]);
  expect(await other.articles.count()).toBe(4);

  const stopped = performance.now();
  await other.stopButton.click();
  await Promise.all([one.untilEnded(), other.untilEnded(), asked.ended]);
  expect(performance.now() - stopped).toBeLessThan(AT_ONCE);
  expect(asked.isAborted, 'the model has been told').toBe(true);

  const run = await hub.clientOf(one).newestRun(threadId);
  expect(run.status).toBe('cancelled');
  const [, , , partial] = await hub.clientOf(one).messages(threadId);
  expect(partial).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'run_cancelled' } });
  for (const chat of [one, other]) {
    expect(await chat.articles.nth(3).innerText()).toMatch(/On virtue/);
    expect(await chat.text()).toContain('Stopped');
  }
});
