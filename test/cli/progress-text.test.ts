import { expect, it } from 'vitest';
import { progressText } from '../../src/cli/progress-text.ts';
import { INITIAL_RUN_STATE } from '../../src/protocol/run-state.ts';
import { createFakeTerminal } from './support/fake-terminal.ts';
import { call, endMessage, momentsOf, say, step, think, type SentEvent } from './support/stream-of-run.ts';

/** What the status line says after each of these events. */
function said(...events: SentEvent[]): string[] {
  return momentsOf(events).map(({ state }) => progressText(state));
}

it('says what the agent does, and counts the deltas of every kind', () => {
  expect(progressText(INITIAL_RUN_STATE)).toBe('Waiting');
  expect(
    said(
      think('msg_1', 'Two'),
      think('msg_1', ' cities.'),
      step('step_1', 'in_progress'),
      call('step_1', 0, { name: 'weather', args: '{}' }),
      call('step_1', 1, { name: 'time', args: '{}' }),
      call('step_1', 0, { output: 'dry' }),
      call('step_1', 1, { output: 'noon' }),
      step('step_1', 'completed'),
      say('msg_2', 'Dry.'),
      endMessage('msg_2', 'Dry.'),
    ),
  ).toEqual([
    'Thinking, 1 delta',
    'Thinking, 2 deltas',
    '2 deltas',
    'Running weather, 3 deltas',
    'Running 2 tools, 4 deltas',
    'Running time, 5 deltas',
    '6 deltas',
    '6 deltas',
    'Writing, 7 deltas',
    '7 deltas',
  ]);
});

it('says what runs while another completion thinks', () => {
  const events = [
    step('step_1', 'in_progress'),
    call('step_1', 1, { name: 'weather' }),
    think('msg_2', 'Hm.'),
  ];
  expect(said(...events).at(-1)).toBe('Running weather, 2 deltas');
});

it('fits into one line of a terminal, with control characters as symbols', () => {
  const terminal = createFakeTerminal({ out: true, err: true });
  terminal.status.show(`Running a\x1b[2J\r\n\u202Eb ${'long '.repeat(100)}`);
  terminal.status.clear();
  expect(terminal.stderr).toMatch(/^\r\x1b\[2KRunning a␛\[2J <U\+202E>b long .*…\r\x1b\[2K$/); // oxlint-disable-line no-control-regex
  expect(terminal.stderr.split('\r')[1]?.length).toBeLessThanOrEqual(80 + '\x1b[2K'.length);
});
