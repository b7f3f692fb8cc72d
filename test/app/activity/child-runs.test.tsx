import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadActivityList } from '../../../src/app/activity/lazy-activity-list.tsx';
import { openStorage } from '../../../src/app/browser/open-storage.ts';
import { chooseDisplay } from '../../../src/app/preferences/choose-display.ts';
import { createPreferencesStore } from '../../../src/app/preferences/preferences-store.ts';
import type { Run } from '../../../src/protocol/run.ts';
import { callObject, stepObject } from '../../protocol/wire-objects.ts';
import { EXAMPLE, QUIET } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';
import { Child } from './child.ts';

let page: Page;
/** The run that starts another. */
let caller: Run;

beforeEach(async () => {
  await loadActivityList();
  page = new Page();
});

async function startCaller(): Promise<void> {
  await page.open('/');
  await page.write('What is virtue?');
  await page.connect();
  await page.status('in_progress');
  caller = page.run;
}

const log = () => within(screen.getByRole('log', { name: 'Conversation' }));
const row = () => log().getAllByRole('button', { name: /^Runs/ })[0]!;

async function startChild(assistantId?: string): Promise<Child> {
  const child = new Child(page, caller, assistantId);
  await page.event('hub.run.child', structuredClone(child.step));
  return child;
}

describe('the row of a run that an agent has started', () => {
  beforeEach(startCaller);

  it('has the name of the agent, and counts the deltas of its stream without opening it', async () => {
    const child = await startChild(QUIET);
    await page.accountEvent('hub.run.progress', { ...child.ids, deltas: 12 });
    expect(row()).toHaveTextContent('Runs Quiet12 deltasRunning');
    expect(child.streams).toEqual([]);
    await child.end('completed', 'completed', 14);
    expect(row()).toHaveTextContent('Runs Quiet14 deltasDone');
  });

  it('opens to show the text as it arrives, and then the message, in the same elements', async () => {
    const child = await startChild();
    await page.user.click(row());
    await child.connect();
    expect(log().getByText('Thinking', { selector: 'p' })).toBeVisible();
    await child.deltas('It is ', '**knowledge**');
    expect(log().getByText('knowledge').tagName).toBe('STRONG');
    expect(row()).toHaveTextContent('2 deltasRunning');
    const text = log().getByText('knowledge');
    await child.message('It is **knowledge**');
    await child.end('completed', 'completed', 2);
    expect(text).toBeInTheDocument();
    expect(row()).toHaveTextContent('2 deltasDone');
  });

  it('has no text in the document, and no stream, while it is closed', async () => {
    const child = await startChild();
    await page.user.click(row());
    await child.connect();
    await child.deltas('It is knowledge');
    await page.user.click(row());
    expect(log().queryByText('It is knowledge')).toBeNull();
    expect(child.streams).toEqual([]);
    await child.end('completed', 'completed', 3);
    expect(row()).toHaveTextContent('3 deltasDone');
  });

  it('shows its thinking, its tool calls, and the runs that it starts', async () => {
    const child = await startChild();
    await page.user.click(row());
    await child.connect();
    const delta = { thinking: { value: 'What is taught?', elapsed_ms: 4_000 } };
    await child.event('hub.message.thinking', { id: 'msg_child', object: 'hub.message.thinking', delta });
    const call = callObject('call_1', { name: 'search', arguments: '{}', output: 'Meno' });
    const calls = { type: 'tool_calls' as const, tool_calls: [call] };
    await child.event(
      'thread.run.step.completed',
      stepObject('step_1', 'completed', { ...child.ids, step_details: calls }),
    );
    const grandchild = new Child(page, child.run, QUIET);
    await child.event('hub.run.child', structuredClone(grandchild.step));
    await child.deltas('It is knowledge.');
    const shown = within(row().parentElement!)
      .getAllByRole('button')
      .map((button) => button.textContent);
    expect(shown).toEqual([
      expect.stringMatching(/^Runs Streaming Example/),
      expect.stringMatching(/^Thought for 4 s/),
      expect.stringMatching(/^search/),
      expect.stringMatching(/^Runs Quiet.*Running$/),
    ]);
  });

  it.each([
    ['cancelled', 'cancelled', 'Stopped'],
    ['failed', 'failed', 'Failed'],
    ['expired', 'expired', 'Timed out'],
    ['requires_action', 'completed', 'Done'],
  ] as const)('of a run that is %s says so', async (status, asStep, text) => {
    const child = await startChild();
    await child.end(status, asStep, 0);
    expect(row()).toHaveTextContent(new RegExp(`${text}$`));
  });

  it('has no state, after a reload, until the hub has said it', async () => {
    const child = await startChild();
    await child.end('completed', 'completed', 3);
    page.hub.runs.sort((one, other) => Number(other === caller) - Number(one === caller));
    const release = page.hub.hold(/\/steps$/);
    await page.open(`/threads/${caller.thread_id}`);
    await page.connect();
    page.streams.newest.send('1-1', 'hub.run.child', structuredClone(child.step));
    await page.settle();
    expect(row()).toHaveTextContent(/Example$/);
    release();
    await page.advance(300);
    expect(row()).toHaveTextContent(/Done$/);
  });

  it('stays open, after a reload, when the stream of its caller reaches its beginning', async () => {
    const child = await startChild();
    page.hub.runs.sort((one, other) => Number(other === caller) - Number(one === caller));
    await page.open(`/threads/${caller.thread_id}`);
    const callerStream = page.streams.newest;
    await page.user.click(row()); // its step was fetched
    await child.connect();
    await child.deltas('It is knowledge.');
    callerStream.open();
    callerStream.send('1-1', 'hub.run.child', structuredClone(child.step));
    await page.settle();
    expect(log().getByText('It is knowledge.')).toBeVisible();
  });

  it('of a thread that has been deleted says that it was stopped', async () => {
    const child = await startChild();
    page.hub.steps.splice(0);
    await page.accountEvent('hub.run.ended', child.ids);
    await page.accountEvent('hub.thread.deleted', { thread_id: child.thread.id });
    expect(row()).toHaveTextContent(/Stopped$/);
  });

  it('says why it failed, in the open row', async () => {
    const child = await startChild();
    await page.user.click(row());
    await child.connect();
    child.run.last_error = { code: 'server_error', message: 'The model server is gone.' };
    await child.end('failed', 'failed', 0);
    expect(log().getByText('The model server is gone.')).toBeVisible();
  });

  it('does not look like a pause of the agent that writes meanwhile', async () => {
    const delta = { thinking: { value: 'Ask.', elapsed_ms: 4_000 } };
    await page.event('hub.message.thinking', { id: 'msg_a', object: 'hub.message.thinking', delta });
    await startChild();
    expect(log().getByRole('button', { name: /^Thinking/ }), 'it still thinks').toBeVisible();
    await page.deltas('msg_a', 'I have asked another one.');
    expect(log().getByText('I have asked another one.')).toBeVisible();
    expect(log().queryByText('Thinking')).toBeNull();
  });

  it('leads to its conversation', async () => {
    const child = await startChild();
    row().focus();
    await page.user.keyboard('{Enter}{Tab}');
    const link = log().getByRole('link', { name: 'Open this conversation' });
    expect(link).toHaveFocus();
    expect(link).toHaveAttribute('href', `/threads/${child.thread.id}`);
  });

  it('stays between the messages around it, after the run and after a reload', async () => {
    const order = () => {
      const all = screen.getByRole('log').querySelectorAll('button[aria-expanded], article .prose');
      return [...all].map((element) => element.textContent);
    };
    await page.event('thread.message.completed', {
      ...page.hub.addMessage(caller.thread_id, 'assistant', 'I ask another one.', {
        id: 'msg_a',
        run_id: caller.id,
      }),
    });
    const child = await startChild();
    await page.event('thread.message.completed', {
      ...page.hub.addMessage(caller.thread_id, 'assistant', 'So it is.', { id: 'msg_b', run_id: caller.id }),
    });
    await child.message('It is knowledge.');
    await child.end('completed', 'completed', 3);
    child.step.next_message_id = 'msg_b';
    const expected = ['I ask another one.', 'Runs Streaming Example3 deltasDone', 'So it is.'];
    expect(order()).toEqual(expected);
    caller.status = 'completed';
    await page.event('thread.run.completed', caller);
    expect(order()).toEqual(expected);

    page.hub.runs.sort((one, other) => Number(other === caller) - Number(one === caller));
    await page.open(`/threads/${caller.thread_id}`);
    expect(order()).toEqual(expected);
    expect(log().queryByText('It is knowledge.')).toBeNull();
    await page.user.click(row());
    await page.settle();
    expect(log().getByText('It is knowledge.')).toBeVisible();
  });
});

describe('hidden output of a run that an agent has started', () => {
  it('is not in the document, and neither is the row, if the person hides tool calls', async () => {
    chooseDisplay(createPreferencesStore(openStorage()), EXAMPLE, 'tools', 'never');
    await startCaller();
    await startChild();
    expect(log().queryByRole('button', { name: /^Runs/ })).toBeNull();
  });

  it.each([
    ['the agent that runs', QUIET],
    ['the agent of the conversation', EXAMPLE],
  ])('is not in the document if the person hides the text of %s', async (_, hidden) => {
    const preferences = createPreferencesStore(openStorage());
    for (const kind of ['text', 'thinking', 'tools'] as const)
      for (const agent of [EXAMPLE, QUIET]) chooseDisplay(preferences, agent, kind, 'always');
    chooseDisplay(preferences, hidden, 'text', 'never');
    await startCaller();
    const child = await startChild(QUIET);
    await page.user.click(row());
    await child.connect();
    await child.deltas('It is knowledge.');
    expect(document.body).not.toHaveTextContent('It is knowledge.');
    expect(log().getByText('Writing', { selector: 'p' })).toBeVisible();
    expect(row()).toHaveTextContent('1 deltaRunning');
    await child.message('It is knowledge.');
    await child.end('completed', 'completed', 1);
    expect(log().getByText('It is knowledge.')).toBeVisible();
  });
});
