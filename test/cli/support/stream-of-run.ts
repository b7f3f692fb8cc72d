import type { RunPrinter } from '../../../src/cli/run-printer.ts';
import { textContent } from '../../../src/protocol/message.ts';
import { reduceRun } from '../../../src/protocol/reduce-run.ts';
import { INITIAL_RUN_STATE, type RunState } from '../../../src/protocol/run-state.ts';
import type { RunStepStatus } from '../../../src/protocol/run-step.ts';
import { callObject, stepObject } from '../../protocol/wire-objects.ts';
import { parseEnvelope, type StreamEvent } from '../../../src/protocol/stream-event.ts';

/** An event as the hub sends it. */
export interface SentEvent {
  event: string;
  data: object;
}

/** The arguments and the output of a call. */
interface Called {
  name?: string;
  args?: string;
  output?: string | null;
}

/** A run as the hub sends it, without its status. */
export const RUN = {
  id: 'run_1',
  object: 'thread.run',
  created_at: 1,
  thread_id: 'thread_1',
  assistant_id: 'a/b/1',
};

/** What one chunk adds to the thinking of a completion, `elapsed` seconds after its start. */
export function think(id: string, value: string, elapsed = 0): SentEvent {
  const thinking = { value, elapsed_ms: elapsed * 1000 };
  return { event: 'hub.message.thinking', data: { id, delta: { thinking } } };
}

/** What one chunk adds to the text of a completion. */
export function say(id: string, value: string): SentEvent {
  return { event: 'thread.message.delta', data: { id, delta: { content: textContent(value) } } };
}

/** The end of a message with this text. */
export function endMessage(id: string, text: string): SentEvent {
  const message = { id, object: 'thread.message', created_at: 1, thread_id: 'thread_1', role: 'assistant' };
  const data = { ...message, status: 'completed', content: textContent(text) };
  return { event: 'thread.message.completed', data };
}

/** The end of a draft that the agent did not keep. */
export function discard(id: string): SentEvent {
  const { data } = endMessage(id, '');
  const reason = { status: 'incomplete', incomplete_details: { reason: 'discarded' } };
  return { event: 'thread.message.incomplete', data: { ...data, ...reason } };
}

/** A step that calls tools. */
export function step(id: string, status: RunStepStatus, ...calls: Called[]): SentEvent {
  const tool_calls = calls.map(({ name = '', args = '', output = null }) =>
    callObject(`call_${name}`, { name, arguments: args, output }),
  );
  const data = stepObject(id, status, { step_details: { type: 'tool_calls', tool_calls } });
  return { event: `thread.run.step.${status}`, data };
}

/** What one chunk or one output adds to a call of a step. */
export function call(id: string, index: number, { name, args, output }: Called): SentEvent {
  const called = { index, type: 'function', function: { name, arguments: args, output } };
  return {
    event: 'thread.run.step.delta',
    data: { id, delta: { step_details: { type: 'tool_calls', tool_calls: [called] } } },
  };
}

export function runStatus(status: string): SentEvent {
  if (status !== 'awaiting_tools') return { event: `thread.run.${status}`, data: { ...RUN, status } };
  const action = { type: 'submit_tool_outputs', submit_tool_outputs: { tool_calls: [] } };
  const data = { ...RUN, status: 'requires_action', required_action: action };
  return { event: 'thread.run.requires_action', data };
}

/** A signal of the stream, and the state after it. */
export interface Moment {
  state: RunState;
  event: StreamEvent;
}

/** Returns the states of a client that receives these events. */
export function momentsOf(events: readonly SentEvent[]): Moment[] {
  let state = INITIAL_RUN_STATE;
  return events.map((sent, at) => {
    const event = parseEnvelope(JSON.stringify(sent));
    if (event.type === 'other') throw new Error(`The client cannot read ${JSON.stringify(sent)}`);
    state = reduceRun(state, { type: 'event', id: { attempt: 1, seq: at + 1 }, event });
    return { state, event };
  });
}

/** Shows a run with these events. */
export async function show(printer: RunPrinter, ...events: SentEvent[]): Promise<void> {
  for (const { state, event } of momentsOf(events)) await printer.take(state, event);
  printer.end();
}
