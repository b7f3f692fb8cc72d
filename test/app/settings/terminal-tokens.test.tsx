import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { Page } from '../support/render-app.tsx';

const DAY_ONE = 1_767_268_800; // 1 January 2026, noon UTC
const COMMAND = /npx symposium/;

let page: Page;

beforeEach(() => {
  page = new Page();
});

async function openSettings(): Promise<void> {
  await page.open('/settings');
  await screen.findByRole('region', { name: 'About' });
  await page.settle();
}

const terminal = () => within(screen.getByRole('region', { name: 'Terminal' }));
const tokens = () => screen.getByRole('group', { name: 'Connected terminals' });
const revokeButton = (name: string) => within(tokens()).getByRole('button', { name: `Revoke ${name}` });
const connectButton = () => terminal().getByRole('button', { name: /Show the command|Create a new token/ });

async function askToRevoke(name: string) {
  await page.user.click(revokeButton(name));
  return within(await screen.findByRole('alertdialog', { name: `Revoke “${name}”?` }));
}

describe('the list of connected terminals', () => {
  it('shows the name of each terminal, when it was connected, and when it was last used', async () => {
    page.hub.accountTokens.add('Work laptop', { created_at: DAY_ONE });
    page.hub.accountTokens.add('Terminal', { created_at: DAY_ONE, last_used_at: DAY_ONE + 86_400 });
    page.hub.accountTokens.add('Old', { created_at: null, last_used_at: DAY_ONE });
    await openSettings();
    expect(tokens()).toHaveTextContent(/Work laptop\s*Created Jan 1, 2026, \d\d:00\. Never used\./);
    expect(tokens()).toHaveTextContent(/Created Jan 1, 2026, \d\d:00\. Last used Jan 2, 2026, \d\d:00\./);
    expect(tokens()).toHaveTextContent(/Old\s*Last used Jan 1, 2026/);
    expect(revokeButton('Terminal')).toHaveAccessibleDescription(/Last used Jan 2, 2026/);
  });

  it('does not change the direction of the text around a name', async () => {
    page.hub.accountTokens.add('Termi\u202Elan');
    await openSettings();
    expect(revokeButton('Termilan')).toBeVisible();
  });

  it('is empty at first', async () => {
    await openSettings();
    expect(tokens()).toHaveTextContent('No terminals connected.');
  });

  it('shows that it is loading until the server answers', async () => {
    await page.open('/');
    const release = page.hub.hold();
    await page.user.click(screen.getByRole('link', { name: 'Settings' }));
    await screen.findByRole('region', { name: 'Terminal' });
    await page.advance(200);
    expect(tokens()).toHaveTextContent('Loading the connected terminals');
    release();
    await page.settle();
    expect(tokens()).toHaveTextContent('No terminals connected.');
  });

  it('can be loaded again after an error', async () => {
    page.hub.accountTokens.add('Terminal');
    page.hub.refusal = { method: 'GET', path: /tokens$/, status: 500, message: 'The disk is full.' };
    await openSettings();
    expect(within(tokens()).getByRole('alert')).toHaveTextContent('The disk is full.');
    await page.user.click(within(tokens()).getByRole('button', { name: 'Try again' }));
    await page.settle();
    expect(revokeButton('Terminal')).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('is not requested if people sign in with a token', async () => {
    page.hub.requireToken('token-of-ana', 'ana');
    page.hub.account = page.hub.tokens['token-of-ana'] ?? null;
    await openSettings();
    expect(terminal().getByText('Use the token that you signed in with.')).toBeVisible();
    expect(screen.queryByRole('group', { name: 'Connected terminals' })).toBeNull();
    expect(page.hub.requests.filter(({ path }) => path.includes('tokens'))).toEqual([]);
  });
});

describe('connecting a terminal', () => {
  it('shows its token once, and lists it with an unused name', async () => {
    page.hub.accountTokens.add('Terminal');
    await openSettings();
    await page.user.click(connectButton());
    await page.settle();
    expect(terminal().getByText(COMMAND)).toHaveTextContent('SYMPOSIUM_TOKEN=handed-over');
    expect(terminal().getByText(/this token is not shown again/)).toBeVisible();
    expect(revokeButton('Terminal 2')).toBeVisible();
    await page.user.click(connectButton());
    await page.settle();
    expect(revokeButton('Terminal 3')).toBeVisible();
    await page.open('/settings');
    await screen.findByRole('region', { name: 'About' });
    expect(document.body).not.toHaveTextContent('handed-over');
  });

  it('shows an error if there are too many', async () => {
    await openSettings();
    const message = 'This browser has 20 tokens, which is the limit.';
    page.hub.refusal = { method: 'POST', path: /token$/, status: 409, message };
    await page.user.click(connectButton());
    await page.settle();
    expect(terminal().getByRole('alert')).toHaveTextContent(message);
    expect(terminal().queryByText(COMMAND)).toBeNull();
  });
});

describe('revoking a terminal', () => {
  beforeEach(async () => {
    page.hub.accountTokens.add('Terminal');
    page.hub.accountTokens.add('Work laptop');
    await openSettings();
  });

  it('needs a confirmation, and does not affect other terminals', async () => {
    const dialog = await askToRevoke('Terminal');
    expect(dialog.getByText(/is signed out at once/)).toBeVisible();
    await page.user.click(dialog.getByRole('button', { name: 'Revoke' }));
    await page.settle();
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
    expect(page.hub.accountTokens.listed.map(({ name }) => name)).toEqual(['Work laptop']);
    expect(within(tokens()).queryByRole('button', { name: 'Revoke Terminal' })).toBeNull();
    expect(revokeButton('Work laptop')).toBeVisible();
    expect(await screen.findByText('“Terminal” was revoked')).toBeInTheDocument();
    await waitFor(() => expect(revokeButton('Work laptop'), 'the focus is on the next one').toHaveFocus());
    const last = await askToRevoke('Work laptop');
    await page.user.click(last.getByRole('button', { name: 'Revoke' }));
    await page.settle();
    await waitFor(() => expect(tokens()).toHaveFocus());
    expect(tokens()).toHaveTextContent('No terminals connected.');
  });

  it('works with the keyboard, but not with Enter alone', async () => {
    act(() => revokeButton('Terminal').focus());
    await page.user.keyboard('{Enter}');
    const dialog = within(await screen.findByRole('alertdialog'));
    await waitFor(() => expect(dialog.getByRole('button', { name: 'Cancel' })).toHaveFocus());
    await page.user.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
    expect(page.hub.accountTokens.listed).toHaveLength(2);
    await waitFor(() => expect(revokeButton('Terminal')).toHaveFocus());
    await page.user.keyboard('{Enter}');
    const again = within(await screen.findByRole('alertdialog'));
    await waitFor(() => expect(again.getByRole('button', { name: 'Cancel' })).toHaveFocus());
    await page.user.tab();
    await page.user.keyboard('{Enter}');
    await page.settle();
    expect(page.hub.accountTokens.listed.map(({ name }) => name)).toEqual(['Work laptop']);
  });

  it('shows an error if it failed, and can be retried', async () => {
    const dialog = await askToRevoke('Terminal');
    page.hub.down = true;
    await page.user.click(dialog.getByRole('button', { name: 'Revoke' }));
    await page.settle();
    expect(dialog.getByRole('alert')).toHaveTextContent('Couldn’t revoke the token. Can’t reach the server.');
    expect(page.hub.accountTokens.listed).toHaveLength(2);
    page.hub.down = false;
    await page.user.click(dialog.getByRole('button', { name: 'Revoke' }));
    await page.settle();
    expect(page.hub.accountTokens.listed.map(({ name }) => name)).toEqual(['Work laptop']);
  });

  it('succeeds if another tab has already revoked the token', async () => {
    const dialog = await askToRevoke('Terminal');
    page.hub.accountTokens.listed = page.hub.accountTokens.listed.filter(({ name }) => name !== 'Terminal');
    await page.user.click(dialog.getByRole('button', { name: 'Revoke' }));
    await page.settle();
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
    expect(within(tokens()).queryByRole('button', { name: 'Revoke Terminal' })).toBeNull();
  });

  it('removes the command that contains the token', async () => {
    await page.user.click(connectButton());
    await page.settle();
    expect(terminal().getByText(COMMAND)).toBeVisible();
    const dialog = await askToRevoke('Terminal 2');
    await page.user.click(dialog.getByRole('button', { name: 'Revoke' }));
    await page.settle();
    expect(screen.queryByText(COMMAND)).toBeNull();
  });
});
