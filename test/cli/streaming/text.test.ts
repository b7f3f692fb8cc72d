import { assert, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import { textContent } from '../../../src/protocol/message.ts';
import { INITIAL_RUN_STATE, type RunState } from '../../../src/protocol/run-state.ts';
import { createStreamPrinter } from '../../../src/cli/streaming/stream-printer.ts';
import { createFakeTerminal } from '../support/fake-terminal.ts';

/** A state with these drafts and these ended messages, each with its streamed text. */
function stateOf(drafts: Record<string, string>, ended: Record<string, string | null> = {}): RunState {
  return {
    ...INITIAL_RUN_STATE,
    drafts: Object.entries(drafts).map(([id, text]) => ({ id, text, annotations: [], deltas: 1, opened: 1 })),
    messages: Object.entries(ended).map(([id, streamed]) => ({
      id,
      message: null,
      streamed,
      deltas: 1,
      opened: 1,
    })),
  };
}

function print(...states: RunState[]): string {
  return printed(false, ...states);
}

function printed(isTerminal: boolean, ...states: RunState[]): string {
  const terminal = createFakeTerminal({ out: isTerminal, err: isTerminal });
  const printer = createStreamPrinter(terminal);
  for (const state of states) printer.take(state, null);
  printer.end();
  return terminal.stdout;
}

it('writes each text once', () => {
  expect(print(stateOf({ a: 'Liv' }), stateOf({ a: 'Living' }), stateOf({}, { a: 'Living well' }))).toBe(
    'Living well\n',
  );
});

it('reads only the new part of a text', () => {
  const terminal = createFakeTerminal({ out: true, err: true });
  const printer = createStreamPrinter(terminal);
  let text = '';
  for (const value of ['Li', 'ving', ' ', 'well', '\ud83d', '\ude00', '\r', '\n']) {
    text += value;
    const delta = {
      id: 'a',
      object: 'thread.message.delta',
      delta: { content: textContent(value) },
    } as const;
    printer.take(stateOf({ a: onlyItsLength(text) }), { type: 'message.delta', delta });
  }
  expect(terminal.outWrites).toEqual(['Li', 'ving', ' ', 'well', '😀', '\n']);
});

/** V8 copies a text that has grown as soon as a part of it is read. */
function onlyItsLength(text: string): string {
  return { length: text.length } as string;
}

it('ends each message with a line end, with an empty line between two', () => {
  expect(print(stateOf({ a: 'One' }), stateOf({}, { a: 'One' }), stateOf({ b: 'Two' }, { a: 'One' }))).toBe(
    'One\n\nTwo\n',
  );
});

it('writes a message that streams at the same time as another after it', () => {
  expect(
    print(
      stateOf({ a: 'One', b: 'Two' }),
      stateOf({ a: 'One, still' }, { b: 'Two' }),
      stateOf({}, { b: 'Two', a: 'One, still' }),
    ),
  ).toBe('One, still\n\nTwo\n');
});

it('keeps discarded text, and writes nothing that was not streamed', () => {
  expect(print(stateOf({ a: 'A plan' }), stateOf({}), stateOf({}, { b: null }))).toBe('A plan\n');
});

it('writes the text of a run that broke off', () => {
  expect(print(stateOf({ a: 'Liv' }))).toBe('Liv\n');
});

it('hides thoughts in a terminal, and nothing in a pipe', () => {
  const states = ['<thi', '<think>Hm.', '<think>Hm.</think>\n\nLiv', '<think>Hm.</think>\n\nLiving'].map(
    (a) => stateOf({ a }),
  );
  const ended = stateOf({ c: 'Two' }, { a: '<think>Hm.</think>\n\nLiving', b: '<think>Hm.' });
  expect(printed(true, ...states, ended)).toBe('Living\n\nTwo\n');
  expect(print(stateOf({ a: '<think>Hm.</think>\n\nLiving' }))).toBe('<think>Hm.</think>\n\nLiving\n');
});

it('writes a text that a model cuts in the middle of a character', () => {
  assert(
    property(string({ unit: 'grapheme', minLength: 1 }), (text) => {
      const states = Array.from({ length: text.length }, (_, end) => stateOf({ a: text.slice(0, end + 1) }));
      expect(print(...states)).toBe(`${text}\n`);
    }),
  );
});
