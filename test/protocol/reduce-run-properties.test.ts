import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../src/protocol/message.ts';
import { reduceRun } from '../../src/protocol/reduce-run.ts';
import { INITIAL_RUN_STATE, isRevised, type RunSignal, type RunState } from '../../src/protocol/run-state.ts';
import type { StreamEvent } from '../../src/protocol/stream-event.ts';
import { generatedRuns } from './generated-runs.ts';

type EventSignal = Extract<RunSignal, { type: 'event' }>;

const OPEN: RunSignal = { type: 'open' };
const END: RunSignal = { type: 'end' };

function reduce(signals: RunSignal[]): RunState {
  return signals.reduce(reduceRun, INITIAL_RUN_STATE);
}

function withIds(events: StreamEvent[]): EventSignal[] {
  return events.map((event, at) => ({
    type: 'event',
    id: { attempt: 1 + Math.floor(at / 7), seq: at + 1 },
    event,
  }));
}

function withoutIds(events: StreamEvent[]): EventSignal[] {
  return events.map((event) => ({ type: 'event', id: null, event }));
}

/** The state after each signal, and the initial state before them. */
function states(signals: RunSignal[]): RunState[] {
  const all = [INITIAL_RUN_STATE];
  for (const signal of signals) all.push(reduceRun(all.at(-1) ?? INITIAL_RUN_STATE, signal));
  return all;
}

/** Where connections break, as fractions of the run. */
const breaks = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 });

describe('a hub that sends ids', () => {
  it('shows the result of the run in the end', () => {
    fc.assert(
      fc.property(generatedRuns, (run) => {
        const state = reduce([OPEN, ...withIds(run.events), END]);
        const messages = state.messages.map((ended) => ({
          id: ended.id,
          text: ended.message && textOf(ended.message.content),
          revised: isRevised(ended),
        }));
        expect(messages).toEqual(run.messages);
        const drafts = state.drafts.map(({ id, text, annotations, deltas }) => ({
          id,
          text,
          annotations,
          deltas,
        }));
        expect(drafts).toEqual(run.drafts);
        expect(state.thoughts.map(({ id, text, deltas }) => ({ id, text, deltas }))).toEqual(run.thoughts);
        expect(state.thoughts.every(({ isOpen }) => !isOpen)).toBe(true);
        const steps = state.steps.map(({ id, status, calls: [call] }) => ({
          id,
          status,
          arguments: call?.function.arguments,
          output: call?.function.output,
        }));
        expect(steps).toEqual(run.steps);
        expect(state).toMatchObject({
          deltas: run.deltas,
          status: run.status,
          missed: 0,
          run: { status: run.status },
        });
      }),
    );
  });

  it('may send events in any order, and repeat any of them', () => {
    const shuffled = generatedRuns.chain((run) => {
      const sent = withIds(run.events);
      return fc.tuple(
        fc.constant(sent),
        fc.subarray(sent).chain((again) => {
          const all = [...sent, ...again];
          return fc.shuffledSubarray(all, { minLength: all.length });
        }),
      );
    });
    fc.assert(
      fc.property(shuffled, ([sent, arrived]) => {
        expect(reduce([OPEN, ...arrived])).toEqual(reduce([OPEN, ...sent]));
        expect(reduce([OPEN, ...arrived, END]).missed).toBe(0);
      }),
    );
  });

  it('may replay any part of the run after a lost connection', () => {
    fc.assert(
      fc.property(generatedRuns, breaks, breaks, (run, lost, replayed) => {
        const sent = withIds(run.events);
        const ends = [...lost, 1].map((share) => Math.floor(share * sent.length)).toSorted((x, y) => x - y);
        const signals = ends.flatMap((end, index) => {
          const from = Math.floor((ends[index - 1] ?? 0) * (replayed[index] ?? 1));
          return [OPEN, ...sent.slice(from, end)];
        });
        expect(reduce([...signals, END])).toEqual(reduce([OPEN, ...sent, END]));
      }),
    );
  });

  it('loses nothing silently: missing events are counted at the end', () => {
    const gapped = generatedRuns.chain((run) => {
      const sent = withIds(run.events);
      // Events lost after the last received one cannot be known.
      const arrived = fc.subarray(sent.slice(0, -1)).map((some) => [...some, ...sent.slice(-1)]);
      return fc.tuple(fc.constant(sent), arrived);
    });
    fc.assert(
      fc.property(gapped, ([sent, arrived]) => {
        const before = reduce([OPEN, ...arrived]);
        const after = reduceRun(before, END);
        expect(before.missed).toBe(0);
        expect(after).toMatchObject({ missed: sent.length - arrived.length, events: arrived.length });
        expect(after.cursor).toEqual(sent.at(-1)?.id);
        expect(after.early.size).toBe(0);
        expect(reduceRun(after, END)).toEqual(after);
      }),
    );
  });
});

describe('an older hub, without ids', () => {
  it('keeps showing the furthest state, however often it starts over', () => {
    fc.assert(
      fc.property(generatedRuns, breaks, (run, lost) => {
        const sent = withoutIds(run.events);
        const inOrder = states(sent);
        let state = INITIAL_RUN_STATE;
        let furthest = 0;
        for (const share of [...lost, 1]) {
          state = reduceRun(state, OPEN);
          for (const [at, signal] of sent.slice(0, Math.ceil(share * sent.length)).entries()) {
            state = reduceRun(state, signal);
            furthest = Math.max(furthest, at + 1);
            expect({ ...state, replay: null }).toEqual(inOrder[furthest]);
          }
        }
        expect(reduceRun(state, END)).toEqual(inOrder.at(-1));
      }),
    );
  });

  it('never makes text shrink or double while it is written', () => {
    const words = fc.array(fc.constantFrom('So ', 'be ', 'it. '), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(words, breaks, (texts, lost) => {
        const sent = withoutIds(
          texts.map((value) => ({
            type: 'message.delta',
            delta: { id: 'msg_1', delta: { content: [{ type: 'text', text: { value } }] } },
          })),
        );
        const signals = lost.flatMap((share) => [OPEN, ...sent.slice(0, Math.floor(share * sent.length))]);
        const shown = states([...signals, OPEN, ...sent]).map((state) => state.drafts[0]?.text ?? '');
        for (const [at, text] of shown.entries()) {
          expect(texts.join('').startsWith(text)).toBe(true);
          expect(text.length).toBeGreaterThanOrEqual(shown[at - 1]?.length ?? 0);
        }
        expect(shown.at(-1)).toBe(texts.join(''));
      }),
    );
  });
});
