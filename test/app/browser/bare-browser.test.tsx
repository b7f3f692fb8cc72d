import { screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});
afterEach(() => vi.restoreAllMocks());

describe('a browser that blocks cookies', () => {
  it('shows what cookies are for, and where to allow them', async () => {
    page.keepsCookies = false;
    await page.open('/threads/thread_1');
    expect(await screen.findByRole('heading', { name: 'Cookies are blocked' })).toBeVisible();
    expect(screen.getByRole('main')).toHaveTextContent(`Allow cookies for ${location.host}`);
    expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
    expect(page.hub.requests).toEqual([]);
  });
});

describe('a browser with a full storage', () => {
  it('applies choices until the page is closed, and says once that they will be lost', async () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    });
    await page.open('/settings');
    const choose = async (name: string) => {
      await page.user.click((await screen.findAllByRole('radio', { name })).at(-1)!);
      expect(screen.getAllByRole('radio', { name }).at(-1)).toBeChecked();
    };
    await choose('Compact');
    await choose('Dark');
    const notes = await screen.findAllByRole('dialog', { name: /storage is full/ });
    expect(notes.map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('Your choices, drafts and unsent messages last until you close this page.'),
    ]);
  });
});
