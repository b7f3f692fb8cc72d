import { fireEvent } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPreferencesStore } from '../../../src/app/preferences/preferences-store.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const sent = () => page.hub.posts(/\/runs$/).map(({ body }) => body?.thread);

describe('with the send key ⌘+Enter or Ctrl+Enter', () => {
  beforeEach(async () => {
    createPreferencesStore(localStorage).choose({ sendKey: 'mod-enter' });
    await page.open('/');
    await page.user.click(page.textbox);
  });

  it('Enter adds a line, and Ctrl+Enter sends', async () => {
    await page.user.keyboard('One{Enter}two');
    expect(page.textbox).toHaveValue('One\ntwo');
    await page.user.keyboard('{Control>}{Enter}{/Control}');
    await page.settle();
    expect(sent()).toEqual([{ messages: [{ role: 'user', content: 'One\ntwo' }] }]);
  });

  it('an Enter of an input method does not send', async () => {
    await page.user.keyboard('に');
    fireEvent.keyDown(page.textbox, { key: 'Enter', ctrlKey: true, isComposing: true });
    // Safari ends the composition first, and marks the key that ended it so.
    fireEvent.keyDown(page.textbox, { key: 'Enter', ctrlKey: true, keyCode: 229 });
    await page.settle();
    expect(sent()).toEqual([]);
  });
});
