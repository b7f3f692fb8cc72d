import { afterEach, expect, it } from 'vitest';
import { openPseudoTerminal, type PseudoTerminal } from '../cli/support/pseudo-terminal.ts';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { ChunkLimit, streamText } from '../support/model-answers.ts';
import { setUpHub, setUpModel } from '../support/set-up-hub.ts';

const TOKEN = 'the-token-of-ana-in-these-tests';
const BEGINNING = 'It is living';

const model = setUpModel();
const hub = setUpHub(() => ({
  HUB_TOKENS: `ana:${TOKEN}`,
  MODEL_BASE_URL: model.url,
  MODEL_NAME: 'test-model',
}));
const open = setUpHub(() => ({ MODEL_BASE_URL: model.url, MODEL_NAME: 'test-model' }));
const browser = setUpBrowser();
let terminal: PseudoTerminal | undefined;

afterEach(() => terminal?.stop());

/** The model pauses after the beginning of its answer until the test continues it. */
function holdAnswer(answer: string): ChunkLimit {
  const limit = new ChunkLimit(BEGINNING.length / 4);
  model.answerWith(streamText(BEGINNING + answer, { charactersPerChunk: 4, limit }));
  return limit;
}

/** A browser that is signed in, and its token. */
async function signedIn(): Promise<[ChatPage, string]> {
  browser.allow(/status of 401/);
  const chat = await openChat(await browser.newContext(), hub.url);
  await chat.page.getByLabel('Token').fill(TOKEN);
  await chat.page.keyboard.press('Enter');
  await chat.textbox.waitFor();
  return [chat, TOKEN];
}

/** A browser of a hub without sign-in, and the token that it creates for a terminal. */
async function handedOver(): Promise<[ChatPage, string]> {
  const chat = await openChat(await browser.newContext(), `${open.url}/settings`);
  await chat.page.getByRole('button', { name: 'Show the command' }).click();
  const command = await chat.page.getByText('npx symposium').innerText();
  await chat.page.goto(open.url);
  await chat.textbox.waitFor();
  return [chat, /SYMPOSIUM_TOKEN=(\S+)/.exec(command)![1]!];
}

it.each([
  ['a hub with tokens', signedIn, () => hub.url],
  ['a hub where nobody signs in', handedOver, () => open.url],
])('is live in the browser, and the browser in it, on %s', async (_, openBrowser, url) => {
  const [chat, token] = await openBrowser();
  const first = holdAnswer(' well.');
  terminal = openPseudoTerminal(['agent', 'interactive', 'symposium/assistant', '--stream'], {
    hub: url(),
    variables: { SYMPOSIUM_TOKEN: token },
  });
  await terminal.untilShown(/› $/);
  terminal.type('What is a good life?\r');
  await terminal.untilShown(BEGINNING);
  await chat.page.getByRole('link', { name: /What is a good life/ }).click();
  await chat.articles.getByText(BEGINNING).waitFor();
  first.raise();
  await chat.articles.getByText(`${BEGINNING} well.`).waitFor();
  await terminal.untilShown(`${BEGINNING} well.`);

  const second = holdAnswer(' bravely.');
  await terminal.untilShown(/› $/);
  terminal.type('And hon'); // is shown again below the messages from the browser
  const before = terminal.shown.length;
  await chat.ask('And courage?');
  await terminal.untilShown('You, elsewhere: And courage?', before);
  await terminal.untilShown(BEGINNING, before);
  second.raise();
  await terminal.untilShown(`${BEGINNING} bravely.`, before);
  await terminal.untilShown(/bravely\.\n\d+ deltas.*\n› And hon$/, before);
  model.answerWith(streamText('A gift.'));
  terminal.type('our?\r');
  await chat.articles.getByText('And honour?').waitFor();
  await chat.articles.getByText('A gift.').waitFor();
  await terminal.untilShown('A gift.', before);
  expect(terminal.shown.split('And courage?'), 'once').toHaveLength(2);
});
