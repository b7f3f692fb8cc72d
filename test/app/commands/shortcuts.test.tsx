import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/app/palette/commands.ts';
import { keysOf as keysIn, SHORTCUT_IDS } from '../../../src/app/commands/shortcuts.ts';
import { createPreferencesStore } from '../../../src/app/preferences/preferences-store.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const list = () => screen.findByRole('dialog', { name: 'Shortcuts' });

/** The labels of the keys that are shown for a shortcut. */
function keysOf(label: string): string[] {
  const row = within(screen.getByRole('dialog')).getByText(label).parentElement;
  return [...(row?.querySelectorAll('kbd > [aria-hidden]') ?? [])].map((key) => key.textContent ?? '');
}

describe('shortcuts', () => {
  it('are listed on Ctrl+/; Esc closes the list, and the focus returns', async () => {
    await page.open('/');
    const before = screen.getByRole('button', { name: 'New conversation' });
    before.focus();
    await page.user.keyboard('{Control>}/{/Control}');
    expect(await list()).toBeVisible();
    expect(keysOf('New conversation')).toEqual(['Ctrl', 'Shift', 'Enter']);
    await page.user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await waitFor(() => expect(before).toHaveFocus());
  });

  it('are listed according to the settings', async () => {
    createPreferencesStore(localStorage).choose({ sendKey: 'mod-enter' });
    await page.open('/');
    await page.user.click(screen.getByRole('button', { name: 'Shortcuts' }));
    const message = within(within(await list()).getByRole('region', { name: 'Message' }));
    expect(message.getByText('Send')).toBeVisible();
    expect(keysOf('Send')).toEqual(['Ctrl', 'Enter']);
    expect(keysOf('New line')).toEqual(['Enter']);
  });

  it('of a single key are off by default, and not listed', async () => {
    await page.open('/');
    await page.user.keyboard('c?[[');
    expect(page.textbox).toHaveValue('c?[');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    await page.user.keyboard('{Control>}/{/Control}');
    await list();
    expect(keysOf('Show the shortcuts')).toEqual(['Ctrl', '/']);
    for (const label of ['Focus message box', 'Hide or show the sidebar']) {
      expect(screen.queryByText(label)).not.toBeInTheDocument();
    }
    expect(screen.getByText(/Single-key shortcuts are off/)).toBeVisible();
  });

  it('of a single key are shown in the palette only if they are on', async () => {
    const keysInPalette = async () => {
      await page.user.keyboard('{Control>}k{/Control}');
      const option = await screen.findByRole('option', { name: /Hide or show the sidebar/ });
      const keys = option.querySelectorAll('kbd').length;
      await page.user.keyboard('{Escape}');
      return keys;
    };
    await page.open('/');
    expect(await keysInPalette()).toBe(0);
    createPreferencesStore(localStorage).choose({ singleKeys: true });
    await page.open('/');
    expect(await keysInPalette()).toBe(1);
  });

  it('all have keys that work by default, or are in the palette', () => {
    const choices = { sendKey: 'enter', singleKeys: false } as const;
    const commands = new Set(COMMANDS.map(({ id }) => id));
    const unreachable = SHORTCUT_IDS.filter((id) => keysIn(id, choices).length === 0 && !commands.has(id));
    expect(unreachable).toEqual([]);
  });

  it('start a conversation from the message box, and keep the focus there', async () => {
    const thread = page.hub.addThread('What is virtue?');
    await page.open(`/threads/${thread.id}`);
    await page.user.click(page.textbox);
    await page.user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}');
    expect(location.pathname).toBe('/');
    expect(page.textbox).toHaveFocus();
    expect(page.hub.posts(/runs$/)).toEqual([]);
  });

  it('open the next and the previous conversation', async () => {
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

  it('hide the sidebar, also for the next visit', async () => {
    createPreferencesStore(localStorage).choose({ singleKeys: true });
    await page.open('/');
    page.textbox.blur();
    const sidebar = () => screen.getByRole('complementary', { name: 'Symposium' });
    expect(sidebar()).toHaveClass('md:flex');
    await page.user.keyboard('[[');
    expect(sidebar()).not.toHaveClass('md:flex');
    await page.open('/');
    expect(sidebar()).not.toHaveClass('md:flex');
    await page.user.click(screen.getByRole('button', { name: 'Open the conversation list' }));
    expect(sidebar()).toHaveClass('md:flex');
  });

  it.each([{ isComposing: true }, { keyCode: 229 }])('ignore keys of input methods: %j', async (init) => {
    await page.open('/');
    fireEvent.keyDown(document.body, { key: '/', ctrlKey: true, ...init });
    await page.settle();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('do nothing while a dialog is open', async () => {
    await page.open('/');
    await page.user.keyboard('{Control>}/{/Control}');
    await list();
    await page.user.keyboard('c{Control>}{Shift>}{Enter}{/Shift}{/Control}');
    expect(await list()).toBeVisible();
    expect(screen.getByRole('dialog')).toContainElement(document.activeElement as HTMLElement);
  });
});

describe('single-key shortcuts, turned on', () => {
  beforeEach(async () => {
    createPreferencesStore(localStorage).choose({ singleKeys: true });
    await page.open('/');
  });

  it('work outside of text fields, and are listed', async () => {
    page.textbox.blur();
    await page.user.keyboard('c');
    expect(page.textbox).toHaveFocus();
    expect(page.textbox).toHaveValue('');
    page.textbox.blur();
    await page.user.keyboard('?');
    await list();
    expect(keysOf('Show the shortcuts')).toEqual(['Ctrl', '/', '?']);
    expect(keysOf('Focus message box')).toEqual(['C']);
    expect(screen.queryByText(/Single-key shortcuts are off/)).not.toBeInTheDocument();
  });

  it('type characters in a text field', async () => {
    await page.user.click(page.textbox);
    await page.user.keyboard('c?[[');
    expect(page.textbox).toHaveValue('c?[');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });
});
