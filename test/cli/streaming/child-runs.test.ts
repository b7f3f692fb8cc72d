import { describe, expect, it } from 'vitest';
import type { WatchChild } from '../../../src/cli/streaming/child-feed.ts';
import { createStreamPrinter } from '../../../src/cli/streaming/stream-printer.ts';
import type { RunStatus } from '../../../src/protocol/run.ts';
import { INITIAL_RUN_STATE } from '../../../src/protocol/run-state.ts';
import { stepObject } from '../../protocol/wire-objects.ts';
import { createFakeTerminal, PIPE, TERMINAL, type FakeTerminalOptions } from '../support/fake-terminal.ts';
import { endMessage, momentsOf, say, type SentEvent } from '../support/stream-of-run.ts';

/** The step in which a run of this agent begins. */
function begin(runId: string, agent: string): SentEvent {
  const child_run = {
    thread_id: `thread_of_${runId}`,
    run_id: runId,
    assistant_id: `symposium/${agent}/1.0.0`,
  };
  const data = stepObject(runId, 'in_progress', {
    object: 'thread.run.child',
    type: 'child_run',
    step_details: { type: 'child_run', child_run },
  });
  return { event: 'hub.run.child', data };
}

/** A terminal that shows a run. The test decides when the runs of other agents change. */
function openPrinter(isTerminal: FakeTerminalOptions) {
  const terminal = createFakeTerminal(isTerminal);
  const watched = new Map<string, Parameters<WatchChild>[1]>();
  let onKnown = (): void => {};
  const printer = createStreamPrinter(terminal, ({ run_id }, onState) => {
    watched.set(run_id, onState);
    return { untilKnown: async () => onKnown() };
  });
  return {
    terminal,
    watched,
    printer,
    take(...events: SentEvent[]): void {
      for (const { state, event } of momentsOf(events)) void printer.take(state, event);
    },
    /** Sets what happens when the printer asks the hub for the runs. */
    onAsked(happens: () => void): void {
      onKnown = happens;
    },
    change(runId: string, deltas: number, status: RunStatus): void {
      watched.get(runId)!({ ...INITIAL_RUN_STATE, deltas, status });
    },
  };
}

const RUN = [begin('run_a', 'plato'), begin('run_b', 'meno')];

describe('runs of other agents', () => {
  it('have a line when they begin, and one with their counter when they have ended', () => {
    const { terminal, take, change } = openPrinter(TERMINAL);
    take(...RUN);
    expect(terminal.both).toBe('Runs plato\nRuns meno\n');
    change('run_b', 1, 'in_progress');
    change('run_b', 1, 'completed');
    change('run_a', 12, 'failed');
    change('run_a', 12, 'failed');
    expect(terminal.both).toBe('Runs plato\nRuns meno\n  Done, 1 delta\n  Failed, plato, 12 deltas\n');
  });

  it('wait for the text that is being written', () => {
    const { terminal, change, printer } = openPrinter(TERMINAL);
    const moments = momentsOf([
      begin('run_a', 'plato'),
      say('msg_1', 'It is '),
      say('msg_1', 'so.'),
      endMessage('msg_1', 'It is so.'),
    ]);
    for (const { state, event } of moments.splice(0, 2)) void printer.take(state, event);
    change('run_a', 3, 'completed');
    expect(terminal.both).toBe('Runs plato\n\nIt is ');
    for (const { state, event } of moments) void printer.take(state, event);
    printer.end();
    expect(terminal.both).toBe('Runs plato\n\nIt is so.\n\n  Done, plato, 3 deltas\n');
  });

  it('that go on when their caller has ended say so, once', () => {
    const { terminal, take, change, printer } = openPrinter(TERMINAL);
    take(begin('run_a', 'plato'));
    change('run_a', 2, 'in_progress');
    printer.end();
    change('run_a', 3, 'completed');
    expect(terminal.both).toBe('Runs plato\n  Running, 2 deltas\n');
  });

  it('whose end arrives after that of their caller are waited for', async () => {
    const { terminal, take, change, onAsked, printer } = openPrinter(TERMINAL);
    take(begin('run_a', 'plato'));
    onAsked(() => change('run_a', 2, 'completed'));
    await printer.settle?.();
    printer.end();
    expect(terminal.both).toBe('Runs plato\n  Done, 2 deltas\n');
  });

  it.each([
    ['standard error is not a terminal', { out: true, err: false }],
    ['both outputs are pipes', PIPE],
  ])('are neither shown nor followed if %s', (_, isTerminal) => {
    const { terminal, take, watched, printer } = openPrinter(isTerminal);
    take(...RUN, say('msg_1', 'So.'), endMessage('msg_1', 'So.'));
    printer.end();
    expect(terminal.both).toBe('So.\n');
    expect(watched.size).toBe(0);
  });
});
