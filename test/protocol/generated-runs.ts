import * as fc from 'fast-check';
import type { RunStatus } from '../../src/protocol/run.ts';
import type { StreamEvent } from '../../src/protocol/stream-event.ts';
import type { UrlCitation } from '../../src/protocol/url-citation.ts';
import { callObject, messageObject, runObject, stepObject } from './wire-objects.ts';

/** What an agent does with a completion: repeats it, rewrites it, discards it, or cuts it off. */
type Fate = 'repeated' | 'revised' | 'discarded' | 'cut off';

interface Completion {
  /** The streamed text; null for a reply that was not streamed. */
  texts: string[] | null;
  fate: Fate;
  /** The numbers of sources that each chunk adds, after the texts. */
  sources: number[];
  /** What the model thinks before, chunk by chunk. */
  thoughts: string[];
  /** The arguments of a tool that it calls, chunk by chunk; null if it calls none. It then has no message. */
  call: string[] | null;
}

/** A run that a hub could send, and what people should see in the end. */
export interface GeneratedRun {
  events: StreamEvent[];
  /** The final messages: their text, and whether it differs from the streamed text. */
  messages: { id: string; text: string; revised: boolean }[];
  drafts: { id: string; text: string; annotations: UrlCitation[]; deltas: number }[];
  thoughts: { id: string; text: string; deltas: number }[];
  steps: { id: string; status: 'completed'; arguments: string; output: string }[];
  deltas: number;
  status: RunStatus;
}

const completion: fc.Arbitrary<Completion> = fc.record({
  texts: fc.oneof(
    {
      weight: 5,
      arbitrary: fc.array(fc.constantFrom('', 'So ', 'be ', 'it. ', 'ἀρετή', '👩‍', '👧', '\n'), {
        maxLength: 8,
      }),
    },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  fate: fc.constantFrom<Fate>('repeated', 'repeated', 'revised', 'discarded', 'cut off'),
  sources: fc.array(fc.nat(2), { maxLength: 2 }),
  thoughts: fc.array(fc.constantFrom('', 'Hm, ', 'so. '), { maxLength: 3 }),
  call: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom('{', '"city":', '"Athens"}'), { maxLength: 3 }) },
  ),
});

/** Runs of several completions and replies, one after another or interleaved, with any ending. */
export const generatedRuns: fc.Arbitrary<GeneratedRun> = fc
  .record({
    completions: fc.array(completion, { maxLength: 4 }),
    // The time of each event. For interleaved completions, the times of one lie between those of the others.
    times: fc.array(fc.array(fc.nat(100), { minLength: 12, maxLength: 12 }), { minLength: 4, maxLength: 4 }),
    sideBySide: fc.boolean(),
    status: fc.constantFrom<RunStatus>('completed', 'requires_action', 'failed', 'cancelled', 'expired'),
  })
  .map(({ completions, times, sideBySide, status }) => {
    const timed = completions.flatMap((each, index) => {
      const inOrder = (times[index] ?? []).toSorted((a, b) => a - b);
      return eventsOf(`msg_${index}`, each).map((event, at) => ({
        event,
        time: (inOrder[at] ?? 100) + (sideBySide ? 0 : index * 1_000),
      }));
    });
    const written = timed.toSorted((a, b) => a.time - b.time).map(({ event }) => event);
    const begun: StreamEvent[] = [
      { type: 'run.status', status: 'queued', run: runObject('queued') },
      { type: 'run.status', status: 'in_progress', run: runObject() },
      { type: 'other' },
    ];
    const events = [...begun, ...written, { type: 'run.status' as const, status, run: runObject(status) }];
    return { events, ...expectationsOf(completions, written), status };
  });

function eventsOf(id: string, one: Completion): StreamEvent[] {
  const { texts, fate, call } = one;
  if (call) return [...thoughtsOf(id, one), ...stepOf(id, one, call)];
  if (texts === null) return [ended(id, 'At once.', false)];
  const text = texts.join('');
  const streamed: StreamEvent[] = [
    ...thoughtsOf(id, one),
    { type: 'message.opened', id },
    ...texts.map((value): StreamEvent => ({
      type: 'message.delta',
      delta: { id, delta: { content: [{ type: 'text', text: { value } }] } },
    })),
    ...citationsOf(one).map((annotations): StreamEvent => ({
      type: 'annotations.delta',
      delta: { id, delta: { annotations } },
    })),
  ];
  if (fate === 'cut off') return streamed;
  return [...streamed, ended(id, fate === 'revised' ? `${text} Or not.` : text, fate === 'discarded')];
}

/** The sources that each chunk of a completion adds. */
function citationsOf({ sources }: Completion): UrlCitation[][] {
  return sources.map((count, chunk) =>
    Array.from({ length: count }, (_, at) => ({
      type: 'url_citation' as const,
      url_citation: { url: `https://example.com/${chunk}/${at}`, title: 'On virtue' },
      start_index: at,
      end_index: at + 1,
    })),
  );
}

function thoughtsOf(id: string, { thoughts }: Completion): StreamEvent[] {
  return thoughts.map((value, at) => ({
    type: 'thinking.delta',
    delta: { id, delta: { thinking: { value, elapsed_ms: at * 100 } } },
  }));
}

const OUTPUT = '21 degrees';

function stepOf(messageId: string, { thoughts }: Completion, pieces: string[]): StreamEvent[] {
  const id = messageId.replace('msg', 'step');
  const thinking = thoughts.join('') === '' ? {} : { thinking: { message_id: messageId, elapsed_ms: 100 } };
  const delta = (called: Partial<Record<'name' | 'arguments' | 'output', string>>): StreamEvent => ({
    type: 'step.delta',
    delta: { id, delta: { step_details: { tool_calls: [{ index: 0, function: called }] } } },
  });
  const call = callObject('call_1', { name: 'weather', arguments: pieces.join(''), output: OUTPUT });
  const details = { step_details: { type: 'tool_calls' as const, tool_calls: [call] } };
  return [
    { type: 'step', step: stepObject(id, 'in_progress', thinking) },
    delta({ name: 'weather', arguments: '' }),
    ...pieces.map((piece) => delta({ arguments: piece })),
    delta({ output: OUTPUT }),
    { type: 'step', step: stepObject(id, 'completed', { ...details, ...thinking }) },
  ];
}

function ended(id: string, text: string, discarded: boolean): StreamEvent {
  const reason = { status: 'incomplete' as const, incomplete_details: { reason: 'discarded' } };
  return { type: 'message.ended', id, message: messageObject(id, text, discarded ? reason : {}), discarded };
}

function expectationsOf(completions: Completion[], written: StreamEvent[]) {
  const indexOf = (id: string | null) => Number(id?.slice('msg_'.length));
  const notEmpty = (texts: readonly string[] | null | undefined) =>
    (texts ?? []).filter((text) => text !== '');
  const textsOf = (index: number) => (completions[index]?.call ? [] : notEmpty(completions[index]?.texts));
  const citationsOfCompletion = (index: number) => {
    const { texts, call } = completions[index]!;
    return texts === null || call ? [] : citationsOf(completions[index]!).filter(({ length }) => length > 0);
  };
  const thoughtsOfCompletion = (index: number) => {
    const { thoughts, texts, call } = completions[index]!;
    return texts === null && !call ? [] : notEmpty(thoughts);
  };
  const messages = written.flatMap((event) => {
    if (event.type !== 'message.ended' || event.discarded || event.id === null) return [];
    const { texts, fate } = completions[indexOf(event.id)]!;
    const text = event.message?.content[0]?.text?.value ?? '';
    return [
      {
        id: event.id,
        text,
        revised: fate === 'revised' && textsOf(indexOf(event.id)).length > 0 && texts !== null,
      },
    ];
  });
  const drafts = written.flatMap((event) => {
    if (event.type !== 'message.opened' || completions[indexOf(event.id)]?.fate !== 'cut off') return [];
    const index = indexOf(event.id);
    const texts = textsOf(index);
    const cited = citationsOfCompletion(index);
    const deltas = texts.length + cited.length + thoughtsOfCompletion(index).length;
    return [{ id: event.id, text: texts.join(''), annotations: cited.flat(), deltas }];
  });
  const thoughts = written.flatMap((event, at) => {
    if (event.type !== 'thinking.delta' || event.delta.delta.thinking.value === '') return [];
    const { id } = event.delta;
    const isFirst = !written
      .slice(0, at)
      .some(
        (other) =>
          other.type === 'thinking.delta' && other.delta.id === id && other.delta.delta.thinking.value !== '',
      );
    const { fate, call } = completions[indexOf(id)]!;
    if (!isFirst || (fate === 'discarded' && !call)) return [];
    const texts = thoughtsOfCompletion(indexOf(id));
    return [{ id, text: texts.join(''), deltas: texts.length }];
  });
  const steps = written.flatMap((event) => {
    if (event.type !== 'step' || event.step.status !== 'in_progress') return [];
    const { id } = event.step;
    const pieces = completions[indexOf(id.replace('step', 'msg'))]?.call ?? [];
    return [{ id, status: 'completed' as const, arguments: pieces.join(''), output: OUTPUT }];
  });
  const deltas =
    completions.flatMap((_, index) => [
      ...textsOf(index),
      ...citationsOfCompletion(index),
      ...thoughtsOfCompletion(index),
    ]).length + written.filter(({ type }) => type === 'step.delta').length;
  return { messages, drafts, thoughts, steps, deltas };
}
