import { screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadRunRequests } from '../../../src/app/requests/lazy-run-requests.tsx';
import { toolOutputsRequired } from '../../../src/protocol/required-action.ts';
import { Page } from '../support/render-app.tsx';
import { ScreenReader } from '../support/screen-reader.ts';

const WAITING = 'Waiting for the results of weather, rain from the program that uses this assistant';
const CALLS = ['weather', 'rain', 'weather'].map((name, index) => ({
  id: `call_${index}`,
  type: 'function' as const,
  function: { name, arguments: '{}' },
}));

let page: Page;

beforeEach(async () => {
  await loadRunRequests();
  page = new Page();
  await page.open('/');
  await page.write('What is the weather?');
  await page.connect();
  await page.status('in_progress');
});

async function pause(): Promise<void> {
  page.run.required_action = toolOutputsRequired(CALLS);
  await page.status('requires_action');
}

async function resume(): Promise<void> {
  page.run.required_action = null;
  await page.status('in_progress');
}

describe('a run that waits for the outputs of tools', () => {
  it('names the tools, and the program that must send the outputs, until they have arrived', async () => {
    await pause();
    expect(screen.getByText(WAITING)).toBeVisible();
    expect(page.streams.newest.closed).toBe(false);
    expect(screen.getByRole('button', { name: 'Stop' })).toBeVisible();
    await resume();
    expect(screen.queryByText(WAITING)).toBeNull();
    await page.deltas('msg_a', 'It rains.');
    await page.message('msg_a', 'It rains.');
    await page.status('completed');
    expect(screen.getByRole('log')).toHaveTextContent('It rains.');
  });

  it('does not end the reply: messages that the person sends wait', async () => {
    await pause();
    await page.write('And tomorrow?');
    expect(screen.getByText('Waiting for the reply to finish.')).toBeVisible();
    expect(screen.queryByText('Waiting for your reply')).toBeNull();
    expect(screen.queryByText('The agent finished without a reply')).toBeNull();
  });

  it('is announced to screen readers once', async () => {
    const reader = new ScreenReader();
    await pause();
    expect(reader.takeAnnouncements()).toEqual(['Streaming Example is waiting for results from a program.']);
    await resume();
    expect(reader.takeAnnouncements()).toEqual(['Streaming Example is replying.']);
    reader.stop();
  });

  it('is followed by a page that is opened while it waits', async () => {
    await pause();
    const { run } = page;
    const other = new Page();
    other.hub.threads.push(...page.hub.threads);
    other.hub.messages.push(...page.hub.messages);
    other.hub.runs.push(run);
    await other.open(`/threads/${run.thread_id}`);
    await other.settle();
    expect(other.streams.newest.url).toContain(run.id);
  });
});
