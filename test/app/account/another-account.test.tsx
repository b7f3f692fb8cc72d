import { screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { Page } from '../support/render-app.tsx';

let page: Page;

describe('a page of a hub without tokens whose session has ended', () => {
  beforeEach(async () => {
    page = new Page();
    page.hub.addThread('Of the first');
    await page.open('/');
    page.accountStreams.newest.open();
    await page.user.type(page.textbox, 'A secret thought');
    page.hub.threads.length = 0;
    page.hub.account = { id: 'account_2', object: 'account', name: null, sign_in: 'automatic' };
    page.hub.requests.length = 0;
  });

  function expectOther(): void {
    expect(screen.getByText('Your conversations will appear here.')).toBeVisible();
    expect(document.body).not.toHaveTextContent('Of the first');
    expect(page.textbox).toHaveValue('');
    expect(page.accountStreams.alive).toHaveLength(1);
    const asked = page.hub.requests.filter(({ path }) => path === '/v1/account');
    expect(asked, 'not in a loop').toHaveLength(1);
  }

  it('switches to the current account once its stream of events is refused', async () => {
    page.accountStreams.newest.closeForGood();
    await page.settle();
    expectOther();
  });

  it('switches to the current account if the stream reconnects', async () => {
    page.accountStreams.newest.lose();
    page.accountStreams.newest.open();
    await page.settle();
    expectOther();
  });
});
