import { describe, expect, it } from 'vitest';
import { EARLY_LIMIT, reduceRun } from '../../src/protocol/reduce-run.ts';
import { INITIAL_RUN_STATE, isRevised, type RunSignal, type RunState } from '../../src/protocol/run-state.ts';
import { parseEnvelope, type StreamEvent } from '../../src/protocol/stream-event.ts';
import { decode, encode, follow, recordedStreams } from './recorded-streams.ts';
import { messageObject, runObject } from './wire-objects.ts';

const OPEN: RunSignal = { type: 'open' };
const END: RunSignal = { type: 'end' };

function reduce(signals: RunSignal[], from: RunState = INITIAL_RUN_STATE): RunState {
  return signals.reduce(reduceRun, from);
}

/** An event with its `seq`; null with a hub that sends no ids. */
function at(seq: number | null, event: StreamEvent): RunSignal {
  return { type: 'event', id: seq === null ? null : { attempt: 1, seq }, event };
}

function opened(id: string): StreamEvent {
  return { type: 'message.opened', id };
}

function delta(id: string, value: string): StreamEvent {
  return { type: 'message.delta', delta: { id, delta: { content: [{ type: 'text', text: { value } }] } } };
}

function completed(id: string, text: string): StreamEvent {
  return { type: 'message.ended', id, message: messageObject(id, text), discarded: false };
}

function replay(name: string): RunState {
  return follow(decode(encode(recordedStreams.get(name) ?? '')));
}

/** The text that people see: ended messages, and drafts. */
function shown(state: RunState): string[] {
  return [
    ...state.messages.map(({ message, streamed }) => message?.content[0]?.text?.value ?? streamed ?? ''),
    ...state.drafts.map((draft) => draft.text),
  ];
}

describe('the recorded streams', () => {
  const socrates = 'So it is **virtue** that brings you here.\n\nIs it *one* thing?';
  const plato = '## Of shadows\n\nPicture a **cave**, and people who have sat in it.';

  it('show Socrates, then Plato', () => {
    const state = replay('socrates-and-plato');
    expect(state).toMatchObject({ status: 'completed', missed: 0, drafts: [], error: null });
    expect(shown(state)).toEqual([socrates, plato]);
    expect(state.messages.some(isRevised)).toBe(false);
    expect(state.messages.reduce((sum, message) => sum + message.deltas, 0)).toBe(state.deltas);
  });

  it('show two interleaved answers in the order in which they ended', () => {
    const state = replay('side-by-side');
    expect(state.status).toBe('requires_action');
    expect(shown(state)).toEqual([plato, socrates]);
    expect(state.messages.some(isRevised)).toBe(false);
  });

  it('keep a discarded plan out of the thread, and count its deltas', () => {
    const state = replay('quiet-agent');
    expect(shown(state)).toEqual(['Virtue? Begin with three cases, and leave one out.']);
    expect(state.deltas).toBeGreaterThan(state.messages[0]!.deltas);
  });

  it.each([
    ['failed-run', 'failed', 'The model server answered 503: overloaded', 'So it is **virtue** that'],
    ['cancelled-run', 'cancelled', null, 'So it is **virtue** that brings'],
  ])('keep the text of %s', (name, status, error, text) => {
    const state = replay(name);
    expect(state).toMatchObject({ status, error, drafts: [], run: { status } });
    expect(shown(state)).toEqual([text]);
    expect(state.messages.map(isRevised)).toEqual([false]);
  });

  it('of an older hub show the streamed text until the messages are fetched', () => {
    const state = replay('older-hub');
    expect(state).toMatchObject({ status: 'completed', cursor: null, drafts: [] });
    expect(state.messages.map((ended) => ended.message)).toEqual([null, null]);
    expect(shown(state)).toEqual([socrates, plato]);
  });

  it.each([
    ['older-hub-error', 'failed'],
    ['older-hub-canceled', 'cancelled'],
  ])('of %s end as %s', (name, status) => {
    expect(replay(name)).toMatchObject({ status, drafts: [{ text: 'So it is **virtue** that' }] });
  });

  it('join characters that two deltas share', () => {
    expect(shown(replay('many-tongues'))[0]).toContain('ἀρετή;\n\n美德是什么？ 👩‍👩‍👧‍👦 🏳️‍🌈');
  });
});

describe('a message', () => {
  it('replaces its draft, and is revised if its text differs', () => {
    const draft = reduce([at(1, opened('msg_1')), at(2, delta('msg_1', 'So be it. '))]);
    const same = reduce([at(3, completed('msg_1', 'So be it.'))], draft);
    const other = reduce([at(3, completed('msg_1', 'Let it be.'))], draft);
    expect([same, other].map((state) => state.drafts)).toEqual([[], []]);
    expect(same.messages.map(isRevised)).toEqual([false]);
    expect(other.messages.map(isRevised)).toEqual([true]);
    expect(shown(other)).toEqual(['Let it be.']);
  });

  it('that is incomplete, or not fetched yet, is not revised', () => {
    const draft = reduce([at(1, opened('msg_1')), at(2, delta('msg_1', 'So be'))]);
    const half = messageObject('msg_1', 'So', {
      status: 'incomplete',
      incomplete_details: { reason: 'run_failed' },
    });
    for (const message of [half, null]) {
      const ended = reduce([at(3, { type: 'message.ended', id: 'msg_1', message, discarded: false })], draft);
      expect(ended.messages.map(isRevised)).toEqual([false]);
    }
  });

  it('without streamed text is not revised', () => {
    const state = reduce([
      at(1, completed('msg_1', 'At once.')),
      at(2, opened('msg_2')),
      at(3, completed('msg_2', 'x')),
    ]);
    expect(state.messages.map((ended) => ended.streamed)).toEqual([null, null]);
    expect(state.messages.map(isRevised)).toEqual([false, false]);
  });

  it('with another id keeps a draft until it is discarded', () => {
    const both = reduce([
      at(1, opened('msg_1')),
      at(2, delta('msg_1', 'Plan')),
      at(3, completed('msg_2', 'Answer')),
    ]);
    expect(shown(both)).toEqual(['Answer', 'Plan']);
    const discarded = at(4, { type: 'message.ended', id: 'msg_1', message: null, discarded: true });
    expect(shown(reduce([discarded], both))).toEqual(['Answer']);
  });

  it('gets no more text once it has ended', () => {
    const ended = reduce([
      at(1, completed('msg_1', 'Whole.')),
      at(2, opened('msg_1')),
      at(3, delta('msg_1', '!')),
    ]);
    expect(shown(ended)).toEqual(['Whole.']);
    expect(ended.deltas).toBe(1);
  });

  it('of an older hub replaces the streamed text, whatever its id', () => {
    const state = reduce([at(null, delta('stream', 'So be it.')), at(null, completed('msg_1', 'So be it.'))]);
    expect(state).toMatchObject({ drafts: [], messages: [{ id: 'msg_1', streamed: 'So be it.' }] });
  });
});

describe('a connection', () => {
  it('waits for an overtaken event, and counts it as lost at the end', () => {
    const early = reduce([at(1, opened('msg_1')), at(3, delta('msg_1', 'b')), at(4, delta('msg_1', 'c'))]);
    expect(early).toMatchObject({ drafts: [{ text: '' }], missed: 0, cursor: { seq: 1 } });
    expect(reduce([at(2, delta('msg_1', 'a'))], early)).toMatchObject({
      drafts: [{ text: 'abc' }],
      missed: 0,
    });
    expect(reduce([END], early)).toMatchObject({ drafts: [{ text: 'bc' }], missed: 1, cursor: { seq: 4 } });
  });

  it(`waits for at most ${EARLY_LIMIT} events`, () => {
    const later = Array.from({ length: EARLY_LIMIT + 1 }, (_, index) => at(index + 3, delta('msg_1', 'x')));
    const waiting = reduce([at(1, opened('msg_1')), ...later.slice(0, -1)]);
    expect(waiting).toMatchObject({ missed: 0, deltas: 0 });
    expect(reduce(later.slice(-1), waiting)).toMatchObject({ missed: 1, deltas: EARLY_LIMIT + 1 });
  });

  it('with an expired cursor continues from a snapshot', () => {
    const snapshot: StreamEvent = {
      type: 'snapshot',
      snapshot: {
        run: runObject(),
        deltas: 40,
        drafts: [{ id: 'msg_2', text: 'So it', annotations: [], deltas: 2, opened: 2 }],
        thoughts: [],
        steps: [],
      },
    };
    const before = reduce([
      at(1, completed('msg_1', 'First.')),
      at(2, opened('msg_2')),
      at(52, delta('msg_2', ' here')),
    ]);
    const state = reduce([OPEN, at(50, snapshot)], before);
    expect(state).toMatchObject({ cursor: { seq: 50 }, deltas: 40, status: 'in_progress', missed: 0 });
    const goneOn = reduce([at(50, delta('msg_2', 'again')), at(51, delta('msg_2', ' is'))], state);
    expect(shown(goneOn)).toEqual(['First.', 'So it is here']);
    expect(goneOn).toMatchObject({ cursor: { seq: 52 }, deltas: 42, missed: 0 });
  });

  it('to an older hub that starts over shows the old text until the new text has caught up', () => {
    const first = [opened('msg_1'), delta('msg_1', 'So '), delta('msg_1', 'be ')].map((event) =>
      at(null, event),
    );
    const before = reduce([OPEN, ...first]);
    const halfway = reduce([OPEN, ...first.slice(0, 2)], before);
    expect(shown(halfway)).toEqual(['So be ']);
    const again = reduce([OPEN, ...first, at(null, delta('msg_1', 'it.'))], halfway);
    expect(shown(again)).toEqual(['So be it.']);
    expect(again).toMatchObject({ deltas: 3, replay: null });
  });

  it('to an older hub that has lost part of the run still ends it', () => {
    const before = reduce([OPEN, ...['a', 'b', 'c'].map((text) => at(null, delta('msg_1', text)))]);
    const end = parseEnvelope('{"event":"thread.run.canceled","data":{"id":"run_1"}}');
    expect(reduce([OPEN, at(null, end)], before).status).toBe('cancelled');
  });

  it('that is the first one has nothing to catch up with', () => {
    expect(reduce([OPEN, OPEN])).toEqual(INITIAL_RUN_STATE);
  });
});
