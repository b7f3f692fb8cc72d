import { act, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPreferencesStore, PREFERENCES_KEY } from '../../../src/app/preferences/preferences-store.ts';
import { QUIET } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';
import { dispatchStorageEvent } from '../support/storage-event.ts';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const articles = () => screen.getAllByRole('article');

async function ask(path = '/'): Promise<void> {
  await page.open(path);
  await page.write('What is a good life?');
  await page.connect();
  await page.status('in_progress');
}

describe('streaming display', () => {
  it('follows the agent’s metadata by default: only the counter, and no text in the document', async () => {
    await ask(`/?agent=${encodeURIComponent(QUIET)}`);
    await page.deltas('msg_a', 'Secret ', 'words');
    expect(await page.streamingDisplay()).toBe('Auto');
    expect(page.counter).toBe('2');
    expect(document.documentElement.outerHTML).not.toContain('Secret');
    expect(articles()).toHaveLength(1);
    await page.message('msg_a', 'Secret words');
    await page.status('completed');
    expect(articles().at(-1)).toHaveTextContent('Secret words');
  });

  it('shows no text while the agent’s setting is unknown', async () => {
    const thread = page.hub.addThread('On virtue');
    page.hub.addRun(thread.id, 'symposium/hidden/1.0.0', { status: 'in_progress' });
    page.hub.refusal = { method: 'GET', path: /assistants\/./, status: 503, message: 'The hub is busy.' };
    await page.open(`/threads/${thread.id}`);
    await page.connect();
    await page.deltas('msg_a', 'Secret ', 'words');
    expect(page.counter).toBe('2');
    expect(document.documentElement.outerHTML).not.toContain('Secret');
    await page.showStreaming('Always');
    expect(articles().at(-1)).toHaveTextContent('Secret words');
  });

  it('stays the same while the agent cannot be loaded again', async () => {
    await page.open('/');
    await page.showStreaming('Never');
    await page.write('What is a good life?');
    await page.connect();
    await page.deltas('msg_a', 'Secret ', 'words');
    page.hub.down = true;
    await page.accountEvent('hub.thread.changed', { thread_id: page.run.thread_id });
    act(() => void window.dispatchEvent(new Event('visibilitychange')));
    await page.settle();
    expect(await page.streamingDisplay()).toBe('Never');
    expect(page.textbox).toHaveAttribute('placeholder', 'Write to Streaming Example');
    expect(document.documentElement.outerHTML).not.toContain('Secret');
  });

  it('applies to an active run without losing a delta', async () => {
    await ask();
    await page.deltas('msg_a', 'One ');
    await page.showStreaming('Never');
    expect(document.documentElement.outerHTML).not.toContain('One');
    await page.deltas('msg_a', 'two ');
    expect(page.counter).toBe('2');
    await page.showStreaming('Always');
    await page.deltas('msg_a', 'three');
    expect(articles().at(-1)).toHaveTextContent('One two three');
    expect(page.counter).toBe('3');
  });

  it('is stored for each agent', async () => {
    await page.open('/');
    await page.showStreaming('Never');
    await page.user.click(screen.getByRole('radio', { name: 'Quiet' }));
    expect(await page.streamingDisplay()).toBe('Auto');
    await page.open('/');
    expect(await page.streamingDisplay()).toBe('Never');
  });

  it('is kept when another tab changes another setting', async () => {
    await page.open('/');
    const otherTab = createPreferencesStore(localStorage);
    const unwatch = otherTab.watchOtherTabs();
    await page.showStreaming('Never');
    act(() => dispatchStorageEvent(PREFERENCES_KEY));
    unwatch();
    otherTab.choose({ theme: 'dark' });
    act(() => dispatchStorageEvent(PREFERENCES_KEY));
    expect(screen.getByRole('radio', { name: 'Dark' })).toBeChecked();
    await page.showStreaming('Always');
    await page.open('/');
    expect(screen.getByRole('radio', { name: 'Dark' })).toBeChecked();
    expect(await page.streamingDisplay()).toBe('Always');
  });

  it('keeps the partial text of a stopped run out of the document until it is opened', async () => {
    await ask(`/?agent=${encodeURIComponent(QUIET)}`);
    await page.deltas('msg_a', 'Secret ');
    await page.message('msg_a', 'Secret ', 'run_cancelled');
    await page.status('cancelled');
    expect(screen.getByText('Stopped')).toBeVisible();
    expect(document.documentElement.outerHTML).not.toContain('Secret');
    await page.user.click(screen.getByRole('button', { name: 'Show the partial text' }));
    expect(articles().at(-1)).toHaveTextContent('Secret');
  });

  it('keeps the text from an older hub hidden until its message is fetched', async () => {
    await ask(`/?agent=${encodeURIComponent(QUIET)}`);
    await page.deltas('msg_a', 'Secret ');
    page.hub.hold();
    await page.event('thread.message.completed', { id: 'msg_a' });
    expect(document.documentElement.outerHTML).not.toContain('Secret');
  });
});

describe('the menu of the agent', () => {
  const checkedIn = (name: string) =>
    within(screen.getByRole('radiogroup', { name })).getByRole('radio', { checked: true });

  it('has a choice for each kind of output, which the keyboard reaches in order', async () => {
    await page.open('/');
    await page.user.click(page.agentButton);
    const text = await screen.findByRole('radiogroup', { name: 'Streaming display' });
    within(text).getByRole('radio', { name: 'Auto' }).focus();
    await page.user.tab();
    expect(checkedIn('Show thinking')).toHaveFocus();
    await page.user.keyboard('{ArrowRight}{ArrowRight}');
    await page.user.tab();
    expect(checkedIn('Show tool calls')).toHaveFocus();
    await page.user.keyboard('{ArrowRight}');
    const choices = ['Streaming display', 'Show thinking', 'Show tool calls'].map(
      (name) => checkedIn(name).parentElement?.textContent,
    );
    expect(choices).toEqual(['Auto', 'Never', 'Always']);
    await page.user.keyboard('{Escape}');
    expect(page.agentButton).toHaveFocus();
    expect(createPreferencesStore(localStorage).getState()).toMatchObject({
      displays: {},
      thinkingDisplays: { 'symposium/streaming-example': 'never' },
      toolDisplays: { 'symposium/streaming-example': 'always' },
    });
  });

  it('says at each choice what Auto means for the agent', async () => {
    await page.open(`/?agent=${encodeURIComponent(QUIET)}`);
    await page.user.click(page.agentButton);
    await screen.findByRole('radiogroup', { name: 'Streaming display' });
    for (const name of ['Streaming display', 'Show thinking', 'Show tool calls'])
      expect(screen.getByRole('radiogroup', { name })).toHaveAccessibleDescription(
        'Auto: this agent shows the finished reply only.',
      );
  });
});
