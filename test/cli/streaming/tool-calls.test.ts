import { expect, it } from 'vitest';
import { cellWidth } from '../../../src/cli/markdown/cell-width.ts';
import { createStreamPrinter } from '../../../src/cli/streaming/stream-printer.ts';
import { createFakeTerminal, shown, PIPE, TERMINAL } from '../support/fake-terminal.ts';
import { call, momentsOf, say, step } from '../support/stream-of-run.ts';

it('keeps apart the arguments of calls that stream at the same time', async () => {
  const { both } = await shown(
    TERMINAL,
    step('step_1', 'in_progress'),
    call('step_1', 0, { name: 'weather', args: '{"city":' }),
    call('step_1', 1, { name: 'time', args: '{"zone": ["}",' }),
    call('step_1', 0, { args: '"Athens"}' }),
    call('step_1', 1, { args: '"\\"]"]}' }),
    call('step_1', 1, { output: 'noon' }),
    call('step_1', 0, { output: 'dry' }),
    step('step_1', 'completed'),
  );
  expect(both).toBe(
    'weather {"city":"Athens"}\ntime {"zone": ["}","\\"]"]}\n  Done: noon\n  Done, weather {"city":"Athens"}: dry\n',
  );
});

it('does not let a tool that runs hold up another completion', () => {
  const terminal = createFakeTerminal(TERMINAL);
  const printer = createStreamPrinter(terminal);
  const events = [
    step('step_1', 'in_progress'),
    call('step_1', 0, { name: 'weather', args: '{"city":"Athens"}' }),
    say('msg_2', 'Meanwhile'),
  ];
  for (const { state, event } of momentsOf(events)) void printer.take(state, event);
  expect(terminal.both).toBe('weather {"city":"Athens"}\n\nMeanwhile');
});

it('shows a call that comes after a call that has not begun', async () => {
  const { both } = await shown(
    TERMINAL,
    step('step_1', 'in_progress'),
    call('step_1', 1, { name: 'time', args: '{}' }),
  );
  expect(both).toBe('time {}\n');
});

it.each([
  ['failed', 'Failed'],
  ['cancelled', 'Stopped'],
  ['expired', 'Timed out'],
] as const)('says that a call is %s', async (status, words) => {
  const { both } = await shown(
    TERMINAL,
    step('step_1', 'in_progress'),
    call('step_1', 0, { name: 'weather', args: '{"ci' }),
    step('step_1', status),
  );
  expect(both).toBe(`weather {"ci\n  ${words}\n`);
});

it('says nothing of the result if the agent calls the tool itself', async () => {
  const { both } = await shown(
    TERMINAL,
    step('step_1', 'in_progress'),
    call('step_1', 0, { name: 'now', args: '' }),
    step('step_1', 'completed'),
    say('msg_1', 'Noon.'),
  );
  expect(both).toBe('now \n\nNoon.\n');
});

it('cuts a long result to one line, and shows all of the arguments in a terminal', async () => {
  const city = 'Athens '.repeat(50);
  const { both, stderr } = await shown(
    TERMINAL,
    step('step_1', 'in_progress'),
    call('step_1', 0, { name: 'weather', args: `{\n  "city": "${city}"\n}` }),
    call('step_1', 0, { output: 'dry \n'.repeat(100_000) }),
  );
  const [called, result = '', ...rest] = both.split('\n');
  expect(called).toBe(`weather { "city": "${city}" }`);
  expect(result).toMatch(/^ {2}Done: dry dry .*…$/);
  expect(result.length).toBeLessThanOrEqual(80);
  expect(rest).toEqual(['']);
  expect(stderr).toBe(both);
  const piped = await shown(
    PIPE,
    step('step_1', 'in_progress'),
    call('step_1', 0, { name: 'weather', args: `{"city": "${city}"}` }),
  );
  expect(piped.stderr).toMatch(/^weather \{"city": "Athens .*…\n$/);
  expect(piped.stderr.length).toBeLessThanOrEqual(81);
});

it('cuts a call with a name of wide characters to the width of a line', async () => {
  const { stderr } = await shown(
    PIPE,
    step('step_1', 'in_progress'),
    call('step_1', 0, { name: '天気'.repeat(10), args: `{"city": "${'Athens '.repeat(50)}"}` }),
  );
  expect(cellWidth(stderr.trimEnd())).toBeLessThanOrEqual(80);
});
