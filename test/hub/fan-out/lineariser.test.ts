import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../../src/hub/delta-log/delta-log.ts';
import { Lineariser } from '../../../src/hub/fan-out/lineariser.ts';
import { SkipToCursor } from '../../../src/hub/fan-out/sequencer.ts';

/**
 * Entries of a log, each written as a letter for its message and a sign for its event: `a+ b+ a b a-`.
 * `a(` and `a)` are the step that creates the message. Any other word is an event of the run.
 */
function entriesOf(script: string): LogEntry[] {
  return script.split(' ').map((word, at) => {
    const id = { attempt: 1, seq: at + 1 };
    const [, message, sign] = /^([a-z])([-+().~]?)$/.exec(word) ?? [];
    if (!message) return { id, event: word, data: '{"id":"run_1"}' };
    const step_details = { type: 'message_creation', message_creation: { message_id: message } };
    const step = JSON.stringify({ id: `step_${message}`, step_details });
    const data = JSON.stringify({ id: message, content: [] });
    switch (sign) {
      case '(':
        return { id, event: 'thread.run.step.created', data: step };
      case ')':
        return { id, event: 'thread.run.step.completed', data: step };
      case '~':
        return { id, event: 'thread.run.step.delta', data: JSON.stringify({ id: `step_${message}` }) };
      case '+':
        return { id, event: 'thread.message.created', data };
      case '-':
        return { id, event: 'thread.message.completed', data };
      default:
        return { id, event: 'thread.message.delta', data };
    }
  });
}

/** The order in which the events of a script are sent, entry by entry; `*` is a whole text in one delta. */
function sentOrder(script: string, lineariser = new Lineariser()): string {
  const words = script.split(' ');
  return entriesOf(script)
    .map((entry) =>
      lineariser
        .next(entry)
        .map(({ id }) => (id ? words[id.seq - 1] : '*'))
        .join(' '),
    )
    .filter((part) => part !== '')
    .join(' | ');
}

describe('messages sent one after another', () => {
  it('are sent as they come, while there is one at a time', () => {
    expect(sentOrder('a( a+ a a- a) b( b+ b b- b)')).toBe('a( | a+ | a | a- | a) | b( | b+ | b | b- | b)');
  });

  it('wait while another is open, and are sent in order once it has ended', () => {
    expect(sentOrder('a+ b+ a b c+ b- c a- c c-')).toBe('a+ | a | a- b+ b b- c+ c | c | c-');
  });

  it('wait until the step of the open one has ended, together with their own steps', () => {
    expect(sentOrder('a( a+ b( b+ b~ a a- a) b b- b)')).toBe('a( | a+ | a | a- | a) b( b+ b~ | b | b- | b)');
  });

  it('wait again while a message that came before them is sent', () => {
    expect(sentOrder('a+ b+ c+ c c- b a- b b-')).toBe('a+ | * a- b+ b | b | b- c+ c c-');
  });

  it('do not delay events of the run', () => {
    expect(sentOrder('a+ b+ thread.run.cancelling a- b-')).toBe(
      'a+ | thread.run.cancelling | * a- b+ | * b-',
    );
  });

  it('are all sent before the end of the run, even if they never ended themselves', () => {
    expect(sentOrder('a+ b+ c+ b c thread.run.failed')).toBe('a+ | b+ b c+ c thread.run.failed');
  });

  it("are sent without the hub's own events", () => {
    expect(sentOrder('a+ hub.agent.output a-')).toBe('a+ | * a-');
  });

  it('continue in a fork as in the original, independently', () => {
    const lineariser = new Lineariser();
    const [first, second, ...rest] = entriesOf('a+ b+ b a- b-');
    for (const entry of [first!, second!]) lineariser.next(entry);
    const seqs = (from: Lineariser) => rest.map((entry) => from.next(entry).map(({ id }) => id?.seq));
    const fork = lineariser.fork();
    expect(seqs(fork)).toEqual([[], [undefined, 4, 2, 3], [5]]);
    expect(seqs(lineariser)).toEqual([[], [undefined, 4, 2, 3], [5]]);
  });
});

describe('a stream that is resumed', () => {
  it('sends what follows the cursor in its own order, even what comes earlier in the log', () => {
    const skipping = new SkipToCursor(new Lineariser(), '1-3');
    const seqs = entriesOf('a+ b+ a b a- b-').map((entry) => skipping.next(entry).map(({ id }) => id?.seq));
    expect(seqs).toEqual([[], [], [], [], [5, 2, 4], [6]]);
    expect(skipping.skipsTo).toBe(null);
  });

  it('sends nothing until it has reached the cursor', () => {
    const skipping = new SkipToCursor(new Lineariser(), '1-2');
    const seqs = entriesOf('a+ b+ a').map((entry) => skipping.next(entry).length);
    expect([seqs, skipping.skipsTo]).toEqual([[0, 0, 0], '1-2']);
  });
});
