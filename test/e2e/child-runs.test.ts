import { expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { chunk, frame, sendStream } from '../support/model-answers.ts';
import type { ModelAnswer } from '../support/model-server.ts';
import { setUpHub, setUpModel } from '../support/set-up-hub.ts';

const model = setUpModel();
const hub = setUpHub(() => ({ MODEL_BASE_URL: model.url, MODEL_NAME: 'test-model' }));
const browser = setUpBrowser();

const AGENT = 'symposium/debate-example/1.0.0';
const END = frame(chunk({}, 'stop')) + frame('[DONE]');
const says = (...texts: string[]) => texts.map((content) => frame(chunk({ content }))).join('');

/** An answer that sends one part each time the test releases one. */
function stagedAnswer(parts: readonly string[]): { answer: ModelAnswer; next(): void } {
  const releases: (() => void)[] = [];
  const released = parts.map(() => new Promise<void>((resolve) => releases.push(resolve)));
  return {
    async answer(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const [index, part] of parts.entries()) {
        await released[index];
        response.write(part);
      }
      response.end();
    },
    next: () => releases.shift()?.(),
  };
}

const rows = (page: Page) => page.getByRole('button', { name: /^Runs Assistant/ });
const running = (page: Page) => page.getByRole('button', { name: /^Runs Assistant.*Running$/ });

/** Lets the agent run another one twice. One run ends at once, the other one sends what the test releases. */
async function startDebate(parts: readonly string[]): Promise<{ chat: ChatPage; next(): void }> {
  const staged = stagedAnswer(parts);
  model.answerWith(
    staged.answer,
    sendStream(says('No.') + END),
    sendStream(says('It can, ', 'if there are teachers.') + END),
  );
  const chat = await openChat(await browser.newContext(), `${hub.url}/?agent=${AGENT}`);
  await chat.ask('Can virtue be taught?');
  await rows(chat.page).nth(1).waitFor();
  await chat.page.getByRole('button', { name: /^Runs Assistant 1 delta Done$/ }).waitFor();
  return { chat, next: staged.next };
}

async function tops(page: Page): Promise<(number | undefined)[]> {
  return Promise.all([0, 1].map(async (index) => (await rows(page).nth(index).boundingBox())?.y));
}

it('a run of another agent streams into its row, over a reload, and nothing moves when it ends', async () => {
  const { chat, next } = await startDebate([says('Virtue ', 'is '), says('knowledge'), says('.') + END]);
  const { page } = chat;
  next();
  await page.getByRole('button', { name: /^Runs Assistant 2 deltas Running$/ }).waitFor();
  expect(await page.getByText('Virtue is').count(), 'what is closed is not in the document').toBe(0);
  expect(await chat.deltas(), 'the agent itself has received nothing').toBe(0);
  await running(page).click();
  await page.getByText('Virtue is').waitFor();

  await page.reload();
  await running(page).click();
  await page.getByText('Virtue is').waitFor();
  await page.getByRole('button', { name: /^Runs Assistant 2 deltas Running$/ }).waitFor();
  next();
  await page.getByText('Virtue is knowledge').waitFor();
  const before = await tops(page);
  next();
  await chat.untilEnded();
  await page.getByText('It can, if there are teachers.').waitFor();
  await expect
    .poll(() =>
      rows(page)
        .allInnerTexts()
        .then((all) => all.map((text) => text.replace(/\s+/g, ' '))),
    )
    .toEqual(expect.arrayContaining(['Runs Assistant 4 deltas Done', 'Runs Assistant 1 delta Done']));
  expect(await page.getByText('Virtue is knowledge.').count(), 'it stays open').toBe(1);
  expect(await tops(page)).toEqual(before);
  expect(await chat.deltas(), 'those of the agent itself').toBe(2);
  expect(await chat.articles.count(), 'the question for the other agent is no message').toBe(2);

  await page.reload();
  await page.getByRole('button', { name: /^Runs Assistant 4 deltas Done$/ }).click();
  await page.getByText('Virtue is knowledge.').waitFor();
  await page.getByRole('link', { name: 'Open this conversation' }).click();
  await page.getByText(/^Argue .*, in one paragraph: Can virtue be taught\?/).waitFor();
});

it('a run of another agent keeps its text when the hub is killed', async () => {
  browser.allow(/net::ERR_/); // the hub is killed
  const { chat, next } = await startDebate([says('Virtue ', 'is '), END]);
  const { page } = chat;
  next();
  await running(page).click();
  await page.getByText('Virtue is').waitFor();
  await hub.process.kill('SIGKILL');
  await hub.process.restart();
  await page.getByRole('button', { name: /^Runs Assistant 2 deltas Failed$/ }).waitFor({ timeout: 30_000 });
  await chat.untilEnded();
  await page.getByRole('log').getByText('The reply failed').waitFor();
  expect(await page.getByText('Virtue is').count(), 'the row stays open').toBe(1);
  await page.reload();
  await page.getByRole('button', { name: /^Runs Assistant 2 deltas Failed$/ }).click();
  await page.getByText('Virtue is').waitFor();
});
