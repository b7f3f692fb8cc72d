import { screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadActivityList } from '../../../src/app/activity/lazy-activity-list.tsx';
import { Page } from '../support/render-app.tsx';
import { ScreenReader } from '../support/screen-reader.ts';
import { messageObject, stepObject } from '../../protocol/wire-objects.ts';
import { RunScript } from './run-script.ts';

let page: Page;
let script: RunScript;
let reader: ScreenReader;

beforeEach(async () => {
  await loadActivityList();
  page = new Page();
  script = new RunScript(page);
  await page.open('/');
  await page.write('Is it dry in Athens?');
  await page.connect();
  await page.status('in_progress');
  reader = new ScreenReader();
});
afterEach(() => reader.stop());

const log = () => within(screen.getByRole('log', { name: 'Conversation' }));
const line = (name: RegExp | string) => log().getByRole('button', { name });

/** The texts of the conversation in order, without the notes of messages. */
function shown(): string[] {
  const all = screen
    .getByRole('log')
    .querySelectorAll('button[aria-expanded], article .prose, article > div > p');
  return [...all].map((element) => element.textContent.trim()).filter((text) => text !== '');
}

describe('thinking', () => {
  it('is a line that says for how long, and opens to show the text while it grows', async () => {
    await script.think('msg_a', 'Two **cities**. ', 0);
    for (let second = 0; second < 2; second++) await page.advance(1_000);
    expect(line(/^Thinking ?2 s/)).toHaveAttribute('aria-expanded', 'false');
    expect(log().queryByText(/cities/)).toBeNull();
    await page.user.click(line(/^Thinking ?2 s/));
    expect(log().getByText('cities').tagName).toBe('STRONG');
    await script.think('msg_a', 'Ask both.', 12_000);
    expect(log().getByText(/Ask both/)).toBeVisible();
    await page.deltas('msg_a', 'It is dry.');
    expect(line('Thought for 12 s')).toHaveAttribute('aria-expanded', 'true');
    await page.message('msg_a', 'It is dry.');
    await page.status('completed');
    expect(log().getByText(/Ask both/), 'it stays open').toBeVisible();
    expect(page.counter).toBe('3');
  });

  it.each([
    [300, 'Thought for less than 1 s'],
    [12_400, 'Thought for 12 s'],
    [65_000, 'Thought for 1 min 5 s'],
  ])('of %d milliseconds reads "%s"', async (elapsed, text) => {
    await script.think('msg_a', 'Hm.', elapsed);
    await page.deltas('msg_a', 'It is dry.');
    expect(line(text)).toBeVisible();
  });

  it('stays, also after a reload, if the run is stopped before the model has answered', async () => {
    const message = messageObject('msg_a', '', { run_id: page.run.id, thread_id: page.run.thread_id });
    await page.event('thread.message.created', message);
    await script.think('msg_a', 'Two cities.', 4_000);
    const step = stepObject('msg_a', 'cancelled', {
      object: 'thread.run.thinking',
      type: 'thinking',
      step_details: { type: 'thinking' },
      run_id: page.run.id,
      thread_id: page.run.thread_id,
      thinking: { message_id: 'msg_a', elapsed_ms: 4_000 },
    });
    await page.event('hub.run.thinking', step);
    const discarded = { status: 'incomplete', incomplete_details: { reason: 'discarded' } };
    await page.event('thread.message.incomplete', { ...message, ...discarded });
    page.hub.steps.push({ ...step, thinking: { ...step.thinking!, text: 'Two cities.' } });
    await page.status('cancelled');
    expect(line('Thought for 4 s')).toBeVisible();
    await page.open(location.pathname);
    await page.user.click(await screen.findByRole('button', { name: 'Thought for 4 s' }));
    expect(log().getByText('Two cities.')).toBeVisible();
  });

  it('is no longer going on when the run has failed', async () => {
    await script.think('msg_a', 'Hm.', 4_000);
    await page.status('failed', 'The model server has ended.');
    expect(line('Thought for 4 s')).toBeVisible();
    expect(log().queryByText('Thinking')).toBeNull();
  });
});

describe('tool calls', () => {
  it('are rows with name, arguments as they grow, and state, which fold into one line when they are done', async () => {
    await script.think('msg_a', 'Ask both.', 1_000);
    await script.piece({ index: 0, function: { arguments: 'ignored: of no step' } });
    await script.call();
    expect(line(/^weather/)).toHaveTextContent('weather{"city":"Athens"}Running');
    expect(line(/^clock/)).toHaveTextContent('clock{"zone":"Europe/Athens"}Running');
    await script.answer();
    expect(log().queryByRole('button', { name: /^weather/ })).toBeNull();
    await page.user.click(line('Used 2 tools'));
    expect(line(/^weather/)).toHaveTextContent('Done');
    await page.user.click(line(/^clock/));
    expect(log().getByText('08:00')).toBeVisible();
  });

  it('show what has arrived of a call that is being written', async () => {
    await page.event('thread.run.step.created', {});
    await script.call();
    await script.piece({ index: 2, id: 'call_3', function: { name: 'search', arguments: '{"query":"rain' } });
    expect(line(/^search/)).toHaveTextContent('search{"query":"rainWriting');
    await page.user.click(line(/^search/));
    await script.piece({ index: 2, function: { arguments: ' in Athens"}' } });
    expect(line(/^search/)).toHaveTextContent('Running');
    expect(log().getByText(/"query": "rain in Athens"/)).toBeVisible();
  });

  it('show a limited part of long arguments, and say so', async () => {
    await script.call();
    await script.piece({
      index: 2,
      id: 'call_3',
      function: { name: 'write', arguments: `"${'x'.repeat(30_000)}` },
    });
    expect(line(/^write/).textContent.length).toBeLessThan(300);
    await page.user.click(line(/^write/));
    expect(log().getByText('The first 20,000 of 30,001 characters')).toBeVisible();
    expect(log().getByText(/^"x+$/, { selector: 'dd' }).textContent).toHaveLength(20_000);
  });

  it('do not fold while a person reads one of them', async () => {
    await script.call();
    await page.user.click(line(/^weather/));
    await script.answer();
    expect(log().getByText('21 degrees')).toBeVisible();
    expect(line(/^weather/)).toHaveFocus();
  });

  it.each([
    ['cancelled', 'Stopped'],
    ['failed', 'Failed'],
    ['expired', 'Timed out'],
  ] as const)('of a run that is %s read "%s"', async (status, text) => {
    await script.call();
    await page.event(`thread.run.step.${status}`, stepObject('step_a', status));
    await page.status(status);
    await page.user.click(line('Used 2 tools'));
    expect(line(/^weather/)).toHaveTextContent(text);
  });

  it('that wait for a program say so', async () => {
    await script.call();
    await page.event('thread.run.requires_action', {
      ...page.run,
      status: 'requires_action',
      required_action: {
        type: 'submit_tool_outputs',
        submit_tool_outputs: {
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{}' } }],
        },
      },
    });
    expect(line(/^weather/)).toHaveTextContent('Waiting');
  });

  it('work with the keyboard', async () => {
    await script.call();
    line(/^weather/).focus();
    await page.user.keyboard('{Enter}');
    expect(line(/^weather/)).toHaveAttribute('aria-expanded', 'true');
    await page.user.tab();
    expect(document.activeElement).toHaveTextContent('"city": "Athens"');
    await page.user.tab();
    expect(line(/^clock/)).toHaveFocus();
  });
});

describe('the parts of a run', () => {
  const ALL = ['Is it dry in Athens?', 'Thought for 12 s', 'Used 2 tools', 'Thought for 3 s', 'It is dry.'];

  it('are shown in the order in which they came, and the same after the run and after a reload', async () => {
    for (const part of script.parts) await part();
    expect(shown()).toEqual(ALL);
    await page.status('completed');
    expect(shown()).toEqual(ALL);
    await page.open(location.pathname);
    expect(shown()).toEqual(ALL);
    await page.user.click(line('Thought for 12 s'));
    expect(log().getByText('Two cities. Ask both.')).toBeVisible();
    await page.user.click(line('Used 2 tools'));
    await page.user.click(line(/^weather/));
    expect(log().getByText('21 degrees')).toBeVisible();
  });

  it('are announced in order, and the log is silent', async () => {
    for (const part of script.parts) await part();
    await page.status('completed');
    expect(reader.takeAnnouncements()).toEqual([
      'Streaming Example is thinking.',
      'Streaming Example is running weather.',
      'Streaming Example is running weather, clock.',
      'Streaming Example is replying.',
      'Streaming Example is thinking.',
      'Streaming Example is replying.',
      'Streaming Example has replied.',
    ]);
  });

  it('keep their elements when the message replaces its draft', async () => {
    for (const part of script.parts.slice(0, 5)) await part();
    const lines = log().getAllByRole('button', { name: /Thought|Thinking|Used/ });
    await script.parts[5]!();
    await page.status('completed');
    for (const element of lines) expect(element).toBeInTheDocument();
  });

  it('stay where they were in a conversation that goes on', async () => {
    for (const part of script.parts) await part();
    await page.status('completed');
    await page.write('And in Sparta?');
    expect(shown()).toEqual([...ALL, 'And in Sparta?']);
  });
});
