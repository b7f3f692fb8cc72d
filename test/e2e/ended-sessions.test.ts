import { afterEach, expect, it } from 'vitest';
import { openPseudoTerminal, type PseudoTerminal } from '../cli/support/pseudo-terminal.ts';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { createHubClient } from '../support/hub-client.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const TOKEN = 'the-token-of-ana-in-these-tests';

const signIn = setUpHub(() => ({ HUB_TOKENS: `ana:${TOKEN}` }));
const open = setUpHub();
const browser = setUpBrowser();
let terminal: PseudoTerminal | undefined;

afterEach(() => terminal?.stop());

const row = ({ page }: ChatPage, title: string) =>
  page.getByRole('navigation', { name: 'Threads' }).getByRole('link', { name: title });

it('revokes the token of a terminal in the settings; the terminal says so and exits', async () => {
  const [chat, other] = [
    await openChat(await browser.newContext(), `${open.url}/settings`),
    await openChat(await browser.newContext(), open.url),
  ];
  const tokens = chat.page.getByRole('group', { name: 'Connected terminals' });
  await tokens.getByText('No terminals connected.').waitFor();
  await chat.page.getByRole('button', { name: 'Show the command' }).click();
  const command = chat.page.getByText('npx symposium');
  const token = /SYMPOSIUM_TOKEN=(\S+)/.exec(await command.innerText())![1]!;
  await tokens.getByText('Never used.').waitFor();

  terminal = openPseudoTerminal(['agent', 'interactive', 'symposium/assistant'], {
    hub: open.url,
    columns: 300,
    variables: { SYMPOSIUM_TOKEN: token },
  });
  await terminal.untilShown(/› $/);
  await chat.page.reload();
  await tokens.getByText(/Last used/).waitFor();
  await tokens.getByRole('button', { name: 'Revoke Terminal' }).click();
  const dialog = chat.page.getByRole('alertdialog', { name: 'Revoke “Terminal”?' });
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await tokens.getByText('No terminals connected.').waitFor();
  expect(await terminal.ended).toBe(1);
  expect(terminal.shown).toContain('was revoked. Create a new one in the browser, in Settings.');

  for (const each of [chat, other]) {
    await open.clientOf(each).rename(await open.clientOf(each).createThread([]), 'Made elsewhere');
    await row(each, 'Made elsewhere').waitFor();
  }
});

it('signs out all tabs of a browser, and no tab of another browser of the account', async () => {
  browser.allow(/status of 401/);
  const [one, other] = [await browser.newContext(), await browser.newContext()];
  async function signedIn(context: typeof one): Promise<ChatPage> {
    const chat = await openChat(context, signIn.url);
    await chat.page.getByLabel('Token').fill(TOKEN);
    await chat.page.keyboard.press('Enter');
    await chat.textbox.waitFor();
    return chat;
  }
  const chat = await signedIn(one);
  const elsewhere = await signedIn(other);
  const tab = await openChat(one, signIn.url);
  await tab.textbox.waitFor();
  const client = createHubClient(signIn.url, async () => ({ authorization: `Bearer ${TOKEN}` }));
  await client.rename(await client.createThread([]), 'Before');
  for (const each of [chat, tab, elsewhere]) await row(each, 'Before').waitFor();

  const requests: string[] = [];
  for (const { page } of [chat, tab]) page.on('request', (request) => requests.push(request.url()));
  await chat.page.getByRole('button', { name: 'Sign out' }).click();
  for (const { page } of [chat, tab]) {
    await page.getByLabel('Token').waitFor();
    expect(await page.locator('body').innerText()).not.toContain('Before');
  }
  await client.rename(await client.createThread([]), 'After');
  await row(elsewhere, 'After').waitFor();
  for (const { page } of [chat, tab]) expect(await page.locator('body').innerText()).not.toContain('After');
  expect(requests.length, `no storm: ${requests.join(' ')}`).toBeLessThan(10);
});

it('signs out the tabs of a browser whose session is ended outside the page', async () => {
  browser.allow(/status of 401/);
  const context = await browser.newContext();
  const chat = await openChat(context, open.url);
  const tab = await openChat(context, open.url);
  await open.clientOf(chat).rename(await open.clientOf(chat).createThread([]), 'Of the first account');
  for (const each of [chat, tab]) await row(each, 'Of the first account').waitFor();
  await context.request.delete(`${open.url}/v1/session`, { headers: { origin: open.url } });
  for (const { page } of [chat, tab]) {
    await page.getByText('Your conversations will appear here.').waitFor();
    expect(await page.locator('body').innerText()).not.toContain('Of the first account');
  }
  await open.clientOf(chat).rename(await open.clientOf(chat).createThread([]), 'Of the second account');
  for (const each of [chat, tab]) await row(each, 'Of the second account').waitFor();
});
