import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { createHubClient } from '../support/hub-client.ts';
import { ChunkLimit, streamText } from '../support/model-answers.ts';
import { setUpHub, setUpModel } from '../support/set-up-hub.ts';

const TOKEN = 'the-token-of-ana-in-these-tests';

const model = setUpModel();
const hub = setUpHub(() => ({
  HUB_TOKENS: `ana:${TOKEN}, ben:the-token-of-ben-in-these-tests`,
  MODEL_BASE_URL: model.url,
  MODEL_NAME: 'test-model',
}));
const open = setUpHub();
const browser = setUpBrowser();

/** A foreign page. Its port makes it another origin of the same site, so that browsers send cookies. */
let strangers: Server;

beforeAll(async () => {
  strangers = createServer((_, response) => response.end('<!doctype html><title>Strangers</title>'));
  strangers.listen(0, '127.0.0.1');
  await once(strangers, 'listening');
});
afterAll(() => strangers.close());

it('signs a person in, shows live what their other clients do, and signs them out', async () => {
  browser.allow(/status of 40[14]/);
  const context = await browser.newContext();
  const chat = await openChat(context, hub.url);
  const { page } = chat;
  await page.getByLabel('Token').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('That token isn’t valid.').waitFor();
  await page.getByLabel('Token').fill(TOKEN);
  await page.keyboard.press('Enter');
  await chat.textbox.waitFor();
  await page.getByText('Signed in as ana').waitFor();

  const terminal = createHubClient(hub.url, async () => ({ authorization: `Bearer ${TOKEN}` }));
  const limit = new ChunkLimit(20);
  model.answerWith(
    streamText('It is living well.'),
    streamText('Knowledge, it would seem. '.repeat(9), { limit }),
  );
  const threadId = await chat.ask('A question from the browser.');
  await chat.untilEnded();
  await terminal.askOn(threadId, 'symposium/streaming-example/latest', 'And one from the terminal.');
  await page.getByText('And one from the terminal.').waitFor();
  await chat.untilDeltas(20);
  expect(await chat.stopButton.isVisible(), 'the run of the terminal shows live').toBe(true);
  limit.raise();
  await chat.untilEnded();
  await terminal.rename(threadId, 'Named in the terminal');
  await page
    .getByRole('navigation')
    .getByRole('link', { name: /Named in the terminal/ })
    .waitFor();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Token').waitFor();
  expect(await chat.text()).not.toContain('A question from the browser.');
  const response = await context.request.get(`${hub.url}/v1/threads/${threadId}`);
  expect(response.status()).toBe(401);
});

it('hides the conversations of one browser from another', async () => {
  browser.allow(/status of 404/);
  const one = await openChat(await browser.newContext(), open.url);
  const threadId = await one.ask('Mine alone.');
  await one.untilDeltas(5);
  const other = await openChat(await browser.newContext(), `${open.url}/threads/${threadId}`);
  await other.page.getByRole('heading', { name: 'Conversation not found' }).waitFor();
  expect(await other.text()).not.toContain('Mine alone.');
});

it('does not let a page of another origin read, write or frame the client', async () => {
  browser.allow(/CORS|status of 40[13]|ERR_|frame|X-Frame-Options/);
  const context = await browser.newContext();
  const chat = await openChat(context, open.url);
  const threadId = await chat.ask('What is virtue?');
  const client = open.clientOf(chat);
  const { port } = strangers.address() as AddressInfo;
  for (const host of ['127.0.0.1', 'localhost']) {
    const page = await context.newPage();
    await page.goto(`http://${host}:${port}`);
    const attempts = await page.evaluate(attack, { hub: open.url, threadId });
    expect(attempts).toEqual({ read: 'refused', stream: 'refused', write: 'refused' });
    await page.setContent(`<iframe src="${open.url}"></iframe>`);
    expect(page.frames().at(-1)?.url()).toMatch(/^chrome-error:/);
    await page.close();
  }
  expect((await client.messages(threadId)).filter(({ role }) => role === 'user')).toHaveLength(1);
});

/** The attempts of a hostile page. It runs in that page and uses nothing from this file. */
async function attack({ hub: target, threadId }: { hub: string; threadId: string }) {
  const thread = `${target}/v1/threads/${threadId}`;
  const refused = () => 'refused';
  const read = await fetch(thread, { credentials: 'include' }).then((response) => response.text(), refused);
  const stream = await new Promise<string>((resolve) => {
    const source = new EventSource(`${target}/v1/events`, { withCredentials: true });
    source.addEventListener('open', () => resolve('open'));
    source.addEventListener('error', () => {
      source.close();
      resolve('refused');
    });
  });
  const body = JSON.stringify({ role: 'user', content: 'planted' });
  const write = await fetch(`${thread}/messages`, {
    method: 'POST',
    credentials: 'include',
    headers: { 'content-type': 'application/json' },
    body,
  }).then((response) => response.text(), refused);
  // Sent without a preflight, and the answer cannot be read: only the conversation shows whether it was accepted.
  await fetch(`${thread}/messages`, { method: 'POST', credentials: 'include', mode: 'no-cors', body }).catch(
    refused,
  );
  return { read, stream, write };
}
