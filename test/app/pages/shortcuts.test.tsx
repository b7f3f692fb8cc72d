import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPreferencesStore } from '../../../src/app/stores/preferences-store.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const list = () => screen.findByRole('dialog', { name: 'Shortcuts' });

/** What is shown of a shortcut's keys, signs alone. */
function keysOf(label: string): string[] {
  const row = screen.getByText(label).parentElement;
  return [...(row?.querySelectorAll('kbd > [aria-hidden]') ?? [])].map((key) => key.textContent ?? '');
}

describe('shortcuts', () => {
  it('are listed when a question mark is pressed; Esc closes the list, and the focus is where it was', async () => {
    await page.open('/');
    const before = screen.getByRole('button', { name: 'New conversation' });
    before.focus();
    await page.user.keyboard('?');
    expect(await list()).toBeVisible();
    expect(keysOf('Start a conversation')).toEqual(['Ctrl', 'Shift', 'Enter']);
    await page.user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await waitFor(() => expect(before).toHaveFocus());
  });

  it('are listed as they are set', async () => {
    createPreferencesStore(localStorage).choose({ sendKey: 'mod-enter' });
    await page.open('/');
    await page.user.click(screen.getByRole('button', { name: 'Shortcuts' }));
    const message = within(within(await list()).getByRole('region', { name: 'Message' }));
    expect(message.getByText('Send')).toBeVisible();
    expect(keysOf('Send')).toEqual(['Ctrl', 'Enter']);
    expect(keysOf('New line')).toEqual(['Enter']);
  });

  it('of one character write where something is being written', async () => {
    await page.open('/');
    await page.user.click(page.textbox);
    await page.user.keyboard('c?');
    expect(page.textbox).toHaveValue('c?');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('of one character do nothing once they are turned off, and are not listed', async () => {
    createPreferencesStore(localStorage).choose({ characterKeys: false });
    await page.open('/');
    await page.user.keyboard('?c');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(page.textbox).not.toHaveFocus();
    await page.user.click(screen.getByRole('button', { name: 'Shortcuts' }));
    await list();
    expect(screen.queryByText('Focus message box')).not.toBeInTheDocument();
    expect(screen.getByText('Start a conversation')).toBeVisible();
  });

  it('lead to the textbox', async () => {
    await page.open('/');
    await page.user.keyboard('c');
    expect(page.textbox).toHaveFocus();
    expect(page.textbox).toHaveValue('');
  });

  it('start a conversation from where a person writes, and leave them there', async () => {
    const thread = page.hub.addThread('What is virtue?');
    await page.open(`/threads/${thread.id}`);
    await page.user.click(page.textbox);
    await page.user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}');
    expect(location.pathname).toBe('/');
    expect(page.textbox).toHaveFocus();
    expect(page.hub.posts(/runs$/)).toEqual([]);
  });

  it('go through the conversations, from one to the next', async () => {
    const [third, second, first] = ['Third', 'Second', 'First'].map((topic) => page.hub.addThread(topic));
    const press = async (key: string) => {
      await page.user.keyboard(`{Alt>}{${key}}{/Alt}`);
      await page.settle();
      return location.pathname;
    };
    await page.open('/');
    expect(await press('ArrowDown')).toBe(`/threads/${first?.id}`);
    await page.user.click(page.textbox);
    expect(await press('ArrowDown')).toBe(`/threads/${second?.id}`);
    expect(await press('ArrowDown')).toBe(`/threads/${third?.id}`);
    expect(await press('ArrowDown'), 'there is none below').toBe(`/threads/${third?.id}`);
    expect(await press('ArrowUp')).toBe(`/threads/${second?.id}`);
  });

  it('hide the sidebar, for the next visit too, and show it again', async () => {
    await page.open('/');
    const sidebar = () => screen.getByRole('complementary', { name: 'Symposium' });
    expect(sidebar()).toHaveClass('md:flex');
    await page.user.keyboard('[[');
    expect(sidebar()).not.toHaveClass('md:flex');
    await page.open('/');
    expect(sidebar()).not.toHaveClass('md:flex');
    await page.user.click(screen.getByRole('button', { name: 'Open the conversation list' }));
    expect(sidebar()).toHaveClass('md:flex');
  });

  it.each([{ isComposing: true }, { keyCode: 229 }])('leave input methods their keys: %j', async (init) => {
    await page.open('/');
    fireEvent.keyDown(document.body, { key: '?', ...init });
    await page.settle();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('wait while something else is open over the page', async () => {
    await page.open('/');
    await page.user.keyboard('?');
    await list();
    await page.user.keyboard('c{Control>}{Shift>}{Enter}{/Shift}{/Control}');
    expect(await list()).toBeVisible();
    expect(screen.getByRole('dialog')).toContainElement(document.activeElement as HTMLElement);
  });
});
