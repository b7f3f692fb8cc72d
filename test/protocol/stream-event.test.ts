import { describe, expect, it } from 'vitest';
import { textOf } from '../../src/protocol/message.ts';
import { reduceRun } from '../../src/protocol/reduce-run.ts';
import { INITIAL_RUN_STATE } from '../../src/protocol/run-state.ts';
import { parseEnvelope, type StreamEvent } from '../../src/protocol/stream-event.ts';
import { messageObject, runObject } from './wire-objects.ts';

function parse(event: unknown, data?: unknown): StreamEvent {
  return parseEnvelope(JSON.stringify({ event, data }));
}

function delta(content: unknown): StreamEvent {
  return parse('thread.message.delta', { id: 'msg_1', object: 'thread.message.delta', delta: { content } });
}

describe('events of a run', () => {
  it.each([
    ['created', 'queued'],
    ['queued', 'queued'],
    ['in_progress', 'in_progress'],
    ['requires_action', 'requires_action'],
    ['completed', 'completed'],
    ['incomplete', 'incomplete'],
    ['failed', 'failed'],
    ['cancelling', 'cancelling'],
    ['cancelled', 'cancelled'],
    ['expired', 'expired'],
    ['error', 'failed'],
    ['canceled', 'cancelled'],
  ] as const)('reads thread.run.%s as %s', (name, status) => {
    const run = runObject(status);
    expect(parse(`thread.run.${name}`, run)).toEqual({ type: 'run.status', status, run });
    expect(parse(`thread.run.${name}`, { id: 'run_1' })).toEqual({ type: 'run.status', status, run: null });
    expect(parse(`thread.run.${name}`)).toEqual({ type: 'run.status', status, run: null });
  });

  it.each(['created', 'in_progress', 'delta', 'completed', 'failed', 'cancelled', 'expired'])(
    'does not take thread.run.step.%s for the run itself',
    (name) =>
      expect(parse(`thread.run.step.${name}`, { id: 'step_1', status: name })).toEqual({ type: 'other' }),
  );
});

describe('events of a message', () => {
  it.each(['created', 'in_progress'])(
    'reads thread.message.%s, the whole message or its id alone',
    (name) => {
      const opened = { type: 'message.opened', id: 'msg_1' };
      expect(parse(`thread.message.${name}`, messageObject('msg_1', ''))).toEqual(opened);
      expect(parse(`thread.message.${name}`, { id: 'msg_1' })).toEqual(opened);
    },
  );

  it('reads the text of a delta', () => {
    const event = delta([{ index: 0, type: 'text', text: { value: 'ἀρετή' } }]);
    expect(event).toMatchObject({ type: 'message.delta', delta: { id: 'msg_1' } });
    expect(event.type === 'message.delta' && textOf(event.delta.delta.content)).toBe('ἀρετή');
  });

  it('reads the web pages in a delta of annotations, and leaves out others', () => {
    const page = {
      type: 'url_citation',
      url_citation: { url: 'https://a.example', title: '' },
      end_index: 3,
    };
    const others = [
      { type: 'file_citation' },
      { type: 'url_citation', url_citation: { url: 1, title: '' } },
      7,
    ];
    expect(
      parse('hub.message.annotations', { id: 'msg_1', delta: { annotations: [page, ...others] } }),
    ).toEqual({ type: 'annotations.delta', delta: { id: 'msg_1', delta: { annotations: [page] } } });
    expect(parse('hub.message.annotations', { id: 'msg_1', delta: {} })).toMatchObject({
      isUnreadable: true,
    });
  });

  it('joins the text parts of a delta, and ignores the others', () => {
    const event = delta([
      { index: 0, type: 'text', text: { value: 'a' } },
      { index: 1, type: 'image_file', image_file: { file_id: 'file_1' } },
      { index: 2, type: 'text', text: { value: 'b', annotations: [] } },
    ]);
    expect(event.type === 'message.delta' && textOf(event.delta.delta.content)).toBe('ab');
  });

  it.each([
    ['no content', undefined],
    ['an empty content', []],
    ['a part without text', [{ index: 0, type: 'text' }]],
    ['a text without value', [{ index: 0, type: 'text', text: {} }]],
  ])('finds no text in a delta with %s', (_, content) => {
    const event = delta(content);
    expect(event.type === 'message.delta' && textOf(event.delta.delta.content)).toBe('');
  });

  it('reads an ended message', () => {
    const message = messageObject('msg_1', 'Whole.');
    expect(parse('thread.message.completed', message)).toEqual({
      type: 'message.ended',
      id: 'msg_1',
      message,
      discarded: false,
    });
  });

  it.each([
    ['discarded', true],
    ['run_cancelled', false],
    ['run_failed', false],
  ])('reads a message that is incomplete because it was %s', (reason, discarded) => {
    const message = messageObject('msg_1', 'Half', { status: 'incomplete', incomplete_details: { reason } });
    expect(parse('thread.message.incomplete', message)).toEqual({
      type: 'message.ended',
      id: 'msg_1',
      message,
      discarded,
    });
  });

  it.each([
    ['its id', { id: 'msg_1', object: 'thread.message' }, 'msg_1'],
    ['nothing', {}, null],
    ['no data', undefined, null],
  ])('reads the end of a message of which an older hub sends %s', (_, data, id) => {
    const ended = { type: 'message.ended', id, message: null, discarded: false };
    expect(parse('thread.message.completed', data)).toEqual(ended);
  });
});

describe('other events', () => {
  it.each([
    ['as OpenAI sends it', { error: { message: 'Overloaded.' } }, 'Overloaded.'],
    ['as the data itself', { message: 'Overloaded.' }, 'Overloaded.'],
    ['without a message', {}, 'The hub sent an error without a message.'],
  ])('reads an error %s', (_, data, message) => {
    expect(parse('error', data)).toEqual({ type: 'error', message });
  });

  it('reads a snapshot', () => {
    const thought = { id: 'msg_1', text: 'Hm.', elapsed: 900, deltas: 1, opened: 4 };
    const call = { id: 'call_1', type: 'function', function: { name: 'add', arguments: '{', output: null } };
    const snapshot = {
      run: runObject(),
      deltas: 7,
      drafts: [{ id: 'msg_1', text: 'So', annotations: [], deltas: 3, opened: 5 }],
      thoughts: [{ ...thought, isOpen: false, isOfStep: false }],
      steps: [{ id: 'step_1', status: 'in_progress', calls: [call], opened: 9 }],
    };
    expect(parse('hub.snapshot', snapshot)).toEqual({ type: 'snapshot', snapshot });
  });

  it('reads a snapshot of an older hub, which knows only drafts', () => {
    const snapshot = { run: runObject(), deltas: 7, drafts: [{ id: 'msg_1', text: 'So', deltas: 3 }] };
    expect(parse('hub.snapshot', snapshot)).toEqual({
      type: 'snapshot',
      snapshot: {
        ...snapshot,
        drafts: [{ ...snapshot.drafts[0], annotations: [], opened: 0 }],
        thoughts: [],
        steps: [],
      },
    });
  });

  it.each([
    ['thread.created', { id: 'thread_1' }],
    ['thread.run.step.delta', { id: 'step_1', delta: { step_details: { type: 'tool_calls' } } }],
    ['hub.agent.output', { stream: 'stderr', text: 'Listening.' }],
    ['hub.thread.changed', { thread_id: 'thread_1' }],
    ['done', '[DONE]'],
    ['thread.run.constructor', {}],
    ['thread.run.', {}],
    ['something.new', { id: 1 }],
  ])('survives %s with %j', (event, data) => {
    expect(parse(event, data)).toEqual({ type: 'other' });
  });

  it.each([
    ['thread.message.delta', null],
    ['thread.message.delta', { delta: { content: [] } }],
    ['thread.message.created', {}],
    ['hub.snapshot', { run: runObject() }],
    ['hub.run.notice', { type: 7 }],
  ])('survives %s with %j, and marks it as unreadable', (event, data) => {
    expect(parse(event, data)).toEqual({ type: 'other', isUnreadable: true });
  });

  it('counts the ids of events that this client does not use, and nothing else', () => {
    const step = { id: 'step_1', object: 'thread.run.step', type: 'message_creation', status: 'completed' };
    const events = [
      parse('thread.created', { id: 'thread_1' }),
      parse('thread.run.in_progress', runObject()),
      parse('hub.agent.output', { stream: 'stdout', text: 'Thinking.' }),
      parse('thread.run.step.created', { ...step, status: 'in_progress' }),
      delta([{ index: 0, type: 'text', text: { value: 'So' } }]),
      parse('thread.run.step.completed', step),
      parse('thread.run.step.failed', { ...step, last_error: { code: 'server_error', message: 'No.' } }),
    ];
    const state = events.reduce(
      (before, event, at) => reduceRun(before, { type: 'event', id: { attempt: 1, seq: at + 1 }, event }),
      INITIAL_RUN_STATE,
    );
    expect(state).toMatchObject({
      cursor: { attempt: 1, seq: events.length },
      deltas: 1,
      missed: 0,
      status: 'in_progress',
      error: null,
      drafts: [{ id: 'msg_1', text: 'So', deltas: 1 }],
      messages: [],
    });
  });

  it('does not report the end of a stream as unreadable', () => {
    expect(parseEnvelope('[DONE]')).toEqual({ type: 'other' });
  });

  it.each(['', '{', 'null', '7', '"thread.run.completed"', '[]', '{}', '{"event":7}', '{"data":{}}'])(
    'outlives data that is no envelope: %s',
    (text) => expect(parseEnvelope(text)).toEqual({ type: 'other', isUnreadable: true }),
  );
});
