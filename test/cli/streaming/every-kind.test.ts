import { assert, property, subarray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reduceRun } from '../../../src/protocol/reduce-run.ts';
import { INITIAL_RUN_STATE, type RunState } from '../../../src/protocol/run-state.ts';
import { parseEnvelope } from '../../../src/protocol/stream-event.ts';
import { withNotices } from '../../../src/cli/notice-printer.ts';
import { createStreamPrinter } from '../../../src/cli/streaming/stream-printer.ts';
import {
  createFakeTerminal,
  PIPE,
  shown,
  TERMINAL,
  type FakeTerminal,
  type FakeTerminalOptions,
} from '../support/fake-terminal.ts';
import {
  call,
  discard,
  endMessage,
  momentsOf,
  runStatus,
  show,
  say,
  step,
  think,
  type SentEvent,
} from '../support/stream-of-run.ts';

/** A run that thinks, calls two tools, thinks again, and answers. */
const RUN: SentEvent[] = [
  think('msg_1', 'Two '),
  think('msg_1', 'cities.\n', 1),
  think('msg_1', '\nSo two calls.', 12),
  step('step_1', 'in_progress'),
  call('step_1', 0, { name: 'weather', args: '{"city":' }),
  call('step_1', 0, { args: '"Athens"}' }),
  call('step_1', 1, { name: 'weather', args: '{"city":"Sparta"}' }),
  runStatus('awaiting_tools'),
  call('step_1', 0, { output: 'dry,\n31 °C' }),
  call('step_1', 1, { output: 'rain' }),
  step('step_1', 'completed'),
  runStatus('in_progress'),
  think('msg_2', 'Both are known.', 0.2),
  say('msg_2', 'Athens is '),
  say('msg_2', 'dry.'),
  endMessage('msg_2', 'Athens is dry.'),
  runStatus('completed'),
];

const SHOWN = `Thinking
Two cities.

So two calls.
Thought for 12 s

weather {"city":"Athens"}
weather {"city":"Sparta"}
  Done, weather {"city":"Athens"}: dry, 31 °C
  Done, weather {"city":"Sparta"}: rain

Thinking
Both are known.
Thought for less than 1 s

Athens is dry.
`;

const LOGGED = `Thought for 12 s
weather {"city":"Athens"}
weather {"city":"Sparta"}
  Done, weather {"city":"Athens"}: dry, 31 °C
  Done, weather {"city":"Sparta"}: rain
Thought for less than 1 s
`;

describe('a run with thinking and tool calls', () => {
  it('is shown in a terminal, each part in its place', async () => {
    const { both, stdout } = await shown(TERMINAL, ...RUN);
    expect(both).toBe(SHOWN);
    expect(stdout, 'the rest is not in standard output').toBe('\nAthens is dry.\n');
  });

  it('writes only the text to a pipe, and one line for anything else to the other', async () => {
    const { stdout, stderr } = await shown(PIPE, ...RUN);
    expect(stdout).toBe('Athens is dry.\n');
    expect(stderr).toBe(LOGGED);
  });

  it('shows the rest in the terminal if only the text goes to a pipe', async () => {
    const { stdout, stderr } = await shown({ out: false, err: true }, ...RUN);
    expect(stdout).toBe('Athens is dry.\n');
    expect(`${stderr}\nAthens is dry.\n`).toBe(SHOWN);
  });

  it('shows the text in the terminal if only the rest goes to a pipe', async () => {
    const { stdout, stderr } = await shown({ out: true, err: false }, ...RUN);
    expect(stdout).toBe('Athens is dry.\n');
    expect(stderr).toBe(LOGGED);
  });

  it('is shown as it arrives', () => {
    const terminal = createFakeTerminal(TERMINAL);
    const printer = createStreamPrinter(terminal);
    const lengths = momentsOf(RUN.slice(0, 6)).map(({ state, event }) => {
      void printer.take(state, event);
      return terminal.both.length;
    });
    expect(terminal.both).toContain('Thought for 12 s\n\nweather {"city":"Athens"}\n');
    expect(lengths, 'each event adds something').toEqual(
      [...new Set(lengths)].toSorted((one, other) => one - other),
    );
  });

  it('is the same whichever states a client gets to see', () => {
    const moments = momentsOf(RUN);
    assert(
      property(subarray(moments), (seen) => {
        const states = [...seen, moments.at(-1)!].map(({ state }) => state);
        expect(parts(shownStates(TERMINAL, states).both)).toEqual(parts(SHOWN));
        const { stdout, stderr } = shownStates(PIPE, states);
        expect([stdout, parts(stderr)]).toEqual(['Athens is dry.\n', parts(LOGGED)]);
      }),
    );
  });

  it('is the same when a reconnect begins with a snapshot', () => {
    const moments = momentsOf(RUN);
    for (const at of moments.keys()) {
      const states = moments.map(({ state }, index) => (index === at ? asSnapshot(state) : state));
      expect(parts(shownStates(TERMINAL, states).both)).toEqual(parts(SHOWN));
    }
  });

  it('is the same when a hub without ids repeats its stream after each reconnect', () => {
    for (const cut of RUN.keys()) {
      let state = INITIAL_RUN_STATE;
      const states: RunState[] = [];
      for (const events of [RUN.slice(0, cut), RUN]) {
        state = reduceRun(state, { type: 'open' });
        for (const sent of events) {
          state = reduceRun(state, { type: 'event', id: null, event: parseEnvelope(JSON.stringify(sent)) });
          states.push(state);
        }
      }
      expect(parts(shownStates(TERMINAL, states).both)).toEqual(parts(SHOWN));
    }
  });
});

/** Shows states whose events are not known. */
function shownStates(isTerminal: FakeTerminalOptions, states: readonly RunState[]): FakeTerminal {
  const terminal = createFakeTerminal(isTerminal);
  const printer = createStreamPrinter(terminal);
  for (const state of states) void printer.take(state, null);
  printer.end();
  return terminal;
}

/** Returns the state as a snapshot has it: the same values in new objects, without the messages that have ended. */
function asSnapshot(state: RunState): RunState {
  return { ...state, ...structuredClone({ thoughts: state.thoughts, steps: state.steps }), messages: [] };
}

/** Returns what was shown: the lines of results, which directly follow their calls if both arrive together, and the rest. */
function parts(text: string) {
  const lines = text.split('\n');
  const results = lines.filter((line) => line.startsWith('  Done'));
  return {
    rest: lines.filter((line) => !results.includes(line)),
    results: results.map((line) => line.replace(/, weather \S+:/, ':')),
  };
}

it('reads only the new part of thinking and arguments', async () => {
  const terminal = createFakeTerminal(TERMINAL);
  const printer = createStreamPrinter(terminal);
  for (const { state, event } of momentsOf(RUN.slice(0, 6))) {
    const thoughts = state.thoughts.map((thought) => ({ ...thought, text: onlyItsLength(thought.text) }));
    const steps = state.steps.map((one) => ({
      ...one,
      calls: one.calls.map((made) => ({
        ...made,
        function: { ...made.function, arguments: onlyItsLength(made.function.arguments) },
      })),
    }));
    await printer.take({ ...state, thoughts, steps }, event);
  }
  expect(SHOWN.startsWith(terminal.both)).toBe(true);
  expect(terminal.both).toContain('"Athens"}');
});

/** V8 copies a text that has grown as soon as a part of it is read. */
function onlyItsLength(text: string): string {
  return { length: text.length } as string;
}

it('shows what streams at the same time one after another', async () => {
  const { both } = await shown(
    TERMINAL,
    think('msg_1', 'First.', 1),
    say('msg_2', 'Second '),
    think('msg_1', ' Still first.', 3),
    say('msg_1', 'One.'),
    say('msg_2', 'reply.'),
    endMessage('msg_2', 'Second reply.'),
    say('msg_1', ' Two.'),
    endMessage('msg_1', 'One. Two.'),
  );
  expect(both).toBe('Thinking\nFirst. Still first.\nThought for 3 s\n\nSecond reply.\n\nOne. Two.\n');
});

it('in a pipe, no text waits for the thinking of another completion', () => {
  const terminal = createFakeTerminal(PIPE);
  const printer = createStreamPrinter(terminal);
  for (const { state, event } of momentsOf([think('msg_1', 'First.'), say('msg_2', 'Second.')]))
    void printer.take(state, event);
  expect(terminal.stdout).toBe('Second.');
});

it('shows control characters as symbols, whoever wrote them', async () => {
  const hostile = 'a\u202Eb\x1b[2J\rc\x07';
  const { both } = await shown(
    TERMINAL,
    think('msg_1', `${hostile}\n\tnext`),
    step('step_1', 'in_progress'),
    call('step_1', 0, { name: hostile, args: `{"x":"${hostile}"}` }),
    call('step_1', 0, { output: hostile }),
  );
  expect(both.split('a<U+202E>b␛[2J␍c␇')).toHaveLength(5);
  // oxlint-disable-next-line no-control-regex
  expect(both).not.toMatch(/[\x00-\x08\x0b-\x1f\u202e]/);
  expect(both).toContain('\n\tnext\n');
});

it('begins a new block when a model thinks on after its answer has begun', async () => {
  const { both } = await shown(
    TERMINAL,
    think('msg_1', 'One.', 2),
    say('msg_1', 'So'),
    think('msg_1', ' Two.', 5),
    say('msg_1', ' it is.'),
    endMessage('msg_1', 'So it is.'),
  );
  expect(both).toBe('Thinking\nOne.\nThought for 2 s\n\nSo it is.\n\nThinking\nTwo.\nThought for 3 s\n');
});

it('ends the thinking of a draft that is discarded, or of a run that breaks off', async () => {
  const discarded = await shown(TERMINAL, think('msg_1', 'Hm.', 2), discard('msg_1'), say('msg_2', 'Yes.'));
  expect(discarded.both).toBe('Thinking\nHm.\nThought for 2 s\n\nYes.\n');
  const lost = await shown(TERMINAL, think('msg_1', 'Hm.', 2));
  expect(lost.both).toBe('Thinking\nHm.\nThought for 2 s\n');
});

it('ends an unfinished line before a notice', async () => {
  const terminal = createFakeTerminal(TERMINAL);
  const printer = withNotices(createStreamPrinter(terminal), terminal, terminal.status);
  await show(
    printer,
    step('step_1', 'in_progress'),
    call('step_1', 0, { name: 'weather', args: '"Athens"' }),
    { event: 'hub.run.notice', data: { type: 'shortened', messages: 3 } },
    runStatus('awaiting_tools'),
  );
  expect(terminal.both).toMatch(/^weather "Athens"\nThe oldest 3 messages .*\nWaiting for the result/);
});
