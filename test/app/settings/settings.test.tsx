import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { chooseDisplay } from '../../../src/app/preferences/choose-display.ts';
import { createPreferencesStore } from '../../../src/app/preferences/preferences-store.ts';
import { QUIET } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});

/** Opens the settings, and waits until they have loaded. */
async function openSettings(): Promise<void> {
  await page.open('/settings');
  await screen.findByRole('region', { name: 'About' });
}

const chosen = () => createPreferencesStore(localStorage).getState();
const section = (name: string) => within(screen.getByRole('region', { name }));
const choice = (inSection: string, group: string) =>
  within(section(inSection).getByRole('radiogroup', { name: group }));
const override = (agent: string) => within(section('Streaming').getByRole('group', { name: agent }));

describe('the settings', () => {
  it('open from the sidebar, which stays', async () => {
    page.hub.addThread('What is virtue?');
    await page.open('/');
    const threads = screen.getByRole('navigation', { name: 'Threads' });
    await page.user.click(screen.getByRole('link', { name: 'Settings' }));
    expect(await screen.findByRole('region', { name: 'Appearance' })).toBeVisible();
    expect(location.pathname).toBe('/settings');
    expect(screen.getByRole('link', { name: 'Settings' })).toHaveAttribute('aria-current', 'page');
    expect(threads).toBeInTheDocument();
  });

  it.each([
    ['Appearance', 'Theme', 'Dark', { theme: 'dark' }],
    ['Appearance', 'Text size', 'Large', { textSize: 'large' }],
    ['Appearance', 'Density', 'Compact', { density: 'compact' }],
    ['Streaming', 'Streaming display', 'Never', { defaultDisplay: 'never', defaultThinkingDisplay: 'auto' }],
    ['Streaming', 'Show thinking', 'Always', { defaultThinkingDisplay: 'always', defaultDisplay: 'auto' }],
    ['Streaming', 'Show tool calls', 'Never', { defaultToolDisplay: 'never', defaultDisplay: 'auto' }],
    ['Writing', 'Send key', 'Ctrl Enter', { sendKey: 'mod-enter' }],
  ])('%s: %s is stored at once', async (inSection, group, label, stored) => {
    await openSettings();
    await page.user.click(choice(inSection, group).getByRole('radio', { name: label }));
    expect(choice(inSection, group).getByRole('radio', { name: label })).toBeChecked();
    expect(chosen()).toMatchObject(stored);
  });

  it.each([
    ['Appearance', 'Show times', { showTimes: true }],
    ['Writing', 'Single-key shortcuts', { singleKeys: true }],
  ])('%s: %s is turned on or off', async (inSection, name, stored) => {
    await openSettings();
    await page.user.click(section(inSection).getByRole('switch', { name }));
    expect(chosen()).toMatchObject(stored);
  });

  it('show the command that connects a terminal', async () => {
    await openSettings();
    const terminal = section('Terminal');
    expect(terminal.queryByText(/npx symposium/)).toBeNull();
    await page.user.click(terminal.getByRole('button', { name: 'Show the command' }));
    const command = await terminal.findByText(/npx symposium/);
    expect(command.textContent).toBe(
      `SYMPOSIUM_HUB=${location.origin} \\\nSYMPOSIUM_TOKEN=handed-over \\\nnpx symposium agent interactive`,
    );
    expect(terminal.getByRole('button', { name: 'Copy the command' })).toBeVisible();
  });

  it('apply a default to agents without an override', async () => {
    createPreferencesStore(localStorage).choose({ defaultDisplay: 'always' });
    await page.open(`/?agent=${encodeURIComponent(QUIET)}`);
    expect(await page.streamingDisplay()).toBe('Always');
    await page.showStreaming('Auto');

    await openSettings();
    const quiet = (kind: string) =>
      within(override('Quiet').getByRole('radiogroup', { name: kind })).getByRole('radio', { checked: true });
    expect(quiet('Text')).toHaveAccessibleName('Auto');
    quiet('Text').focus();
    await page.user.keyboard('{ArrowRight}{ArrowRight}');
    await page.user.tab();
    expect(quiet('Thinking')).toHaveFocus();
    await page.user.keyboard('{ArrowRight}');
    expect(quiet('Tool calls')).toHaveAccessibleName('Auto');
    expect(chosen()).toMatchObject({
      displays: { 'symposium/quiet': 'never' },
      thinkingDisplays: { 'symposium/quiet': 'always' },
      toolDisplays: {},
    });
    await page.user.click(screen.getByRole('button', { name: 'Remove the override for Quiet' }));
    expect(chosen()).toMatchObject({ displays: {}, thinkingDisplays: {} });
    expect(screen.getByRole('group', { name: 'Per-agent overrides' })).toHaveFocus();

    await page.open(`/?agent=${encodeURIComponent(QUIET)}`);
    expect(await page.streamingDisplay()).toBe('Always');
  });

  it('name a removed agent by its key', async () => {
    chooseDisplay(createPreferencesStore(localStorage), 'acme/gone/1.0.0', 'tools', 'never');
    await openSettings();
    const tools = within(override('acme/gone').getByRole('radiogroup', { name: 'Tool calls' }));
    expect(tools.getByRole('radio', { name: 'Never' })).toBeChecked();
  });

  it('show the model and the database of the server', async () => {
    await openSettings();
    const about = section('About');
    expect(about.getByText('Symposium 0.0.0')).toBeVisible();
    expect(about.getByText('PGlite, built in')).toBeVisible();
  });
});
