import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { textOf } from '../../../src/protocol/message.ts';
import { Page } from '../support/render-app.tsx';

const TOKEN = 'token-of-ana';
const SESSION = 'symposium.session';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const field = () => screen.getByLabelText('Token');
const signInButton = () => screen.getByRole('button', { name: 'Sign in' });
const paths = () => page.hub.requests.map(({ method, path }) => `${method} ${path}`);

/** Opens a page of a hub that requires sign-in. */
async function openSignIn(path = '/'): Promise<void> {
  page.hub.requireToken(TOKEN, 'ana');
  await page.open(path);
}

async function signIn(token = TOKEN): Promise<void> {
  await page.user.click(field());
  await page.user.paste(token);
  await page.user.keyboard('{Enter}');
  await page.settle();
}

describe('the account', () => {
  it('is requested once, and before anything that belongs to it', async () => {
    const release = page.hub.hold();
    await page.open('/');
    expect(paths()).toEqual(['GET /v1/account', 'GET /health']);
    expect(page.accountStreams.sources).toEqual([]);
    release();
    await page.settle();
    expect(page.textbox).toBeVisible();
    expect(page.accountStreams.sources).toHaveLength(1);
    expect(paths().filter((path) => path === 'GET /v1/account')).toHaveLength(1);
  });

  it('is not shown if the hub requires no sign-in', async () => {
    await page.open('/');
    expect(screen.queryByText(/Signed in/)).toBeNull();
    expect(screen.queryByRole('button', { name: 'Sign out' })).toBeNull();
  });

  it('is requested again after the hub could not be reached', async () => {
    page.hub.down = true;
    await page.open('/');
    expect(screen.getByRole('heading', { name: 'The server is not available' })).toBeVisible();
    expect(screen.getByRole('status')).toHaveTextContent('Check that it is running');
    await page.user.click(screen.getByRole('button', { name: 'Try again' }));
    await page.settle();
    expect(screen.getByRole('status')).toHaveTextContent('Check that it is running');
    expect(screen.getByRole('button', { name: 'Try again' })).toHaveFocus();
    page.hub.down = false;
    await page.user.click(screen.getByRole('button', { name: 'Try again' }));
    await page.settle();
    expect(page.textbox).toBeVisible();
  });

  it('is requested again when the hub refuses the stream of events', async () => {
    await page.open('/');
    page.hub.requireToken(TOKEN, 'ana');
    page.accountStreams.newest.closeForGood();
    await page.settle();
    expect(await screen.findByLabelText('Token')).toHaveFocus();
    expect(page.clock.waiting).toEqual([]);
  });

  it('of another person replaces everything on the page', async () => {
    page.hub.addThread('Of the first');
    await page.open('/');
    await page.write('A first question');
    await page.connect();
    page.hub.threads.length = 0;
    page.hub.requireToken(TOKEN, 'ana');
    page.hub.account = page.hub.tokens[TOKEN] ?? null;
    await page.messageFromOtherTab(SESSION, 'signed-in');
    expect(screen.getByText('Your conversations will appear here.')).toBeVisible();
    expect(document.body).not.toHaveTextContent('A first question');
    expect(page.streams.alive).toEqual([]);
  });
});

describe('signing in', () => {
  it('comes before any page, and leads to the requested one', async () => {
    const thread = page.hub.addThread('On the good life');
    page.hub.addMessage(thread.id, 'user', 'What is it?');
    await openSignIn(`/threads/${thread.id}`);
    expect(paths()).toEqual(['GET /v1/account', 'GET /health']);
    expect(screen.getByRole('heading', { name: 'Symposium' })).toBeVisible();
    expect(field()).toHaveAttribute('type', 'password');
    expect(field()).toHaveAttribute('autocomplete', 'current-password');
    expect(field()).toHaveFocus();
    await signIn(` ${TOKEN}\n`);
    expect(page.hub.posts(/\/session$/)[0]?.body).toEqual({ token: TOKEN });
    expect(location.pathname).toBe(`/threads/${thread.id}`);
    expect(screen.getByRole('article')).toHaveTextContent('What is it?');
    expect(document.activeElement).toContainElement(page.textbox);
    expect(paths().filter((path) => path === 'GET /v1/account')).toHaveLength(1);
  });

  it('refuses a wrong token with a message, and accepts the right one', async () => {
    await openSignIn();
    await signIn('wrong');
    expect(screen.getByRole('alert')).toHaveTextContent('That token isn’t valid.');
    expect(field()).toHaveFocus();
    expect(field()).toBeInvalid();
    expect(field()).toHaveAccessibleDescription('That token isn’t valid.');
    await page.user.paste(TOKEN); // replaces the wrong one, which is selected
    await page.user.click(signInButton());
    await page.settle();
    expect(page.textbox).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('asks for a token if the field is empty', async () => {
    await openSignIn();
    await page.user.click(signInButton());
    expect(screen.getByRole('alert')).toHaveTextContent('Enter your token.');
    expect(field()).toHaveFocus();
    expect(page.hub.posts(/./)).toEqual([]);
  });

  it('can be tried again when the hub could not be reached', async () => {
    await openSignIn();
    page.hub.down = true;
    await signIn();
    expect(screen.getByRole('alert')).toHaveTextContent('Can’t reach the server.');
    expect(field()).toHaveValue(TOKEN);
    page.hub.down = false;
    await page.user.click(signInButton());
    await page.settle();
    expect(page.textbox).toBeVisible();
  });

  it('sends one request if Enter is pressed twice', async () => {
    await openSignIn();
    const release = page.hub.hold();
    await signIn();
    await page.user.keyboard('{Enter}');
    release();
    await page.settle();
    expect(page.hub.posts(/\/session$/)).toHaveLength(1);
    expect(page.textbox).toBeVisible();
  });

  it('signs in the other tabs', async () => {
    await openSignIn();
    page.hub.account = page.hub.tokens[TOKEN] ?? null;
    await page.messageFromOtherTab(SESSION, 'signed-in');
    expect(page.textbox).toBeVisible();
  });

  it('is required again when the session has ended, and then sends the unsent message', async () => {
    const thread = page.hub.addThread('On the good life');
    await openSignIn(`/threads/${thread.id}`);
    await signIn();
    await page.write('And now?');
    await page.connect();
    await page.status('completed');
    page.hub.account = null;
    await page.write('Is it living well?');
    expect(screen.queryByRole('log')).toBeNull();
    expect(screen.getByText(/Your session has ended/)).toBeVisible();
    expect(page.accountStreams.alive).toEqual([]);
    await signIn();
    expect(page.textbox).toHaveValue('');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(page.hub.messages.map(({ content }) => textOf(content))).toEqual([
      'And now?',
      'Is it living well?',
    ]);
    expect(screen.getAllByRole('article')).toHaveLength(2);
    expect(page.accountStreams.alive).toHaveLength(1);
  });

  it('is required again when a background request fails for that reason', async () => {
    await openSignIn();
    await signIn();
    await page.user.type(page.textbox, 'half a thought');
    page.hub.account = null;
    await page.accountEvent('hub.thread.changed', { thread_id: 'thread_7' });
    expect(field()).toHaveFocus();
    await signIn();
    expect(page.textbox).toHaveValue('half a thought');
  });

  it('as another person restores nothing', async () => {
    await openSignIn();
    await signIn();
    await page.user.type(page.textbox, 'half a thought');
    page.hub.requireToken('token-of-bo', 'bo');
    await page.accountEvent('hub.thread.changed', { thread_id: 'thread_7' });
    await signIn('token-of-bo');
    expect(page.textbox).toHaveValue('');
    expect(screen.getByText('bo')).toBeVisible();
  });
});

describe('signing out', () => {
  const signOutButton = () =>
    within(screen.getByRole('complementary', { name: 'Symposium' })).getByRole('button', {
      name: 'Sign out',
    });

  beforeEach(async () => {
    await openSignIn();
    await signIn();
  });

  it('is shown with the name of the account', () => {
    expect(screen.getByText('ana')).toHaveTextContent('Signed in as ana');
    expect(signOutButton()).toBeVisible();
  });

  it('leaves no data on the page or in the storage, and reaches other tabs', async () => {
    const received: string[] = [];
    page.tabs.openTabChannel(SESSION).subscribe((text) => received.push(text));
    await page.write('A secret question');
    await page.connect();
    await page.deltas('msg_a', 'A secret answer.');
    await page.message('msg_a', 'A secret answer.');
    await page.status('completed');
    expect(localStorage.getItem('symposium.receipts.account_ana')).toContain('msg_a');
    await page.user.type(page.textbox, 'A secret thought');
    await page.user.click(signOutButton());
    await page.settle();
    expect(paths()).toContain('DELETE /v1/session');
    expect(screen.getByText(/Ask your administrator/)).toBeVisible();
    expect(field()).toHaveFocus();
    expect(document.documentElement.outerHTML).not.toContain('secret');
    expect(localStorage.getItem('symposium.receipts.account_ana')).toBeNull();
    expect([...page.streams.alive, ...page.accountStreams.alive]).toEqual([]);
    expect(received).toEqual(['signed-out']);
  });

  it('ends the stream of a run', async () => {
    await page.write('A question');
    await page.connect();
    await page.deltas('msg_a', 'An answer');
    await page.user.click(signOutButton());
    await page.settle();
    expect(page.streams.alive).toEqual([]);
    expect(field()).toBeVisible();
  });

  it('in another tab signs out this tab', async () => {
    await page.user.type(page.textbox, 'A secret thought');
    page.hub.account = null;
    await page.messageFromOtherTab(SESSION, 'signed-out');
    expect(field()).toHaveFocus();
    expect(document.documentElement.outerHTML).not.toContain('secret');
  });

  it('shows an error if it fails', async () => {
    page.hub.down = true;
    await page.user.click(signOutButton());
    await page.settle();
    expect(screen.getByRole('alert')).toHaveTextContent('You are still signed in. Can’t reach the server.');
    page.hub.down = false;
    await page.user.click(signOutButton());
    await page.settle();
    expect(field()).toBeVisible();
  });
});
