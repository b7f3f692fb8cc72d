import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../../src/hub/delta-log/delta-log.ts';
import { Lineariser } from '../../../src/hub/fan-out/lineariser.ts';
import { Skipping } from '../../../src/hub/fan-out/skipping.ts';

/**
 * Entries of a log, each written as a letter for its message and a word for what happens to it: `a+ b+ a b a-`.
 * `a(` and `a)` are the step that makes the message. What has no letter is a word for the run.
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

/** In which order a script is told, entry by entry; `*` is a text that is told at once. */
function told(script: string, lineariser = new Lineariser()): string {
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

describe('messages told one after another', () => {
  it('are told as they come, while there is one at a time', () => {
    expect(told('a( a+ a a- a) b( b+ b b- b)')).toBe('a( | a+ | a | a- | a) | b( | b+ | b | b- | b)');
  });

  it('wait while another is open, and come in their order once it has ended', () => {
    expect(told('a+ b+ a b c+ b- c a- c c-')).toBe('a+ | a | a- b+ b b- c+ c | c | c-');
  });

  it('wait for the step of the open one as well, and with their own steps', () => {
    expect(told('a( a+ b( b+ b~ a a- a) b b- b)')).toBe('a( | a+ | a | a- | a) b( b+ b~ | b | b- | b)');
  });

  it('wait again for one that waited before them', () => {
    expect(told('a+ b+ c+ c c- b a- b b-')).toBe('a+ | * a- b+ b | b | b- c+ c c-');
  });

  it('hold up nothing that is about the run', () => {
    expect(told('a+ b+ thread.run.cancelling a- b-')).toBe('a+ | thread.run.cancelling | * a- b+ | * b-');
  });

  it('are all told before the end of the run, even if they never ended themselves', () => {
    expect(told('a+ b+ c+ b c thread.run.failed')).toBe('a+ | b+ b c+ c thread.run.failed');
  });

  it("come without the hub's own events", () => {
    expect(told('a+ hub.agent.output a-')).toBe('a+ | * a-');
  });

  it('go on alike in a fork, which takes nothing from the first', () => {
    const lineariser = new Lineariser();
    const [first, second, ...rest] = entriesOf('a+ b+ b a- b-');
    for (const entry of [first!, second!]) lineariser.next(entry);
    const seqs = (from: Lineariser) => rest.map((entry) => from.next(entry).map(({ id }) => id?.seq));
    const fork = lineariser.fork();
    expect(seqs(fork)).toEqual([[], [undefined, 4, 2, 3], [5]]);
    expect(seqs(lineariser)).toEqual([[], [undefined, 4, 2, 3], [5]]);
  });
});

describe('a stream that is gone on with', () => {
  it('tells what follows the cursor in its own order, be that earlier in the log', () => {
    const skipping = new Skipping(new Lineariser(), '1-3');
    const seqs = entriesOf('a+ b+ a b a- b-').map((entry) => skipping.next(entry).map(({ id }) => id?.seq));
    expect(seqs).toEqual([[], [], [], [], [5, 2, 4], [6]]);
    expect(skipping.skipsTo).toBe(null);
  });

  it('tells nothing while it has not met the cursor', () => {
    const skipping = new Skipping(new Lineariser(), '1-2');
    const seqs = entriesOf('a+ b+ a').map((entry) => skipping.next(entry).length);
    expect([seqs, skipping.skipsTo]).toEqual([[0, 0, 0], '1-2']);
  });
});
