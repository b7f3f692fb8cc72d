import { createId } from '../../../protocol/ids.ts';
import type { RunStep, RunStepDetails, RunStepStatus, ToolCall } from '../../../protocol/run-step.ts';
import type { Thinking } from '../../../protocol/thinking.ts';
import { toolCallPiecesSchema, type ToolCallPiece } from '../../../protocol/tool-call-pieces.ts';
import { withPieces } from '../../../protocol/add-pieces.ts';
import type { Usage } from '../../../protocol/usage.ts';
import type { RunStepRow } from '../../db/run-steps.ts';
import type { RunRow } from '../../db/runs.ts';
import type { NewEvent } from '../../delta-log/delta-log.ts';
import { RUN_EVENT } from '../../../protocol/event-names.ts';
import { endedStep, stepEvent, toRunStep } from './run-step.ts';

/** Returns the pieces of tool calls in a delta's `tool_calls` that can be parsed; null if it has none. */
export function toolCallPieces(value: unknown): ToolCallPiece[] | null {
  if (!Array.isArray(value)) return null; // the common case
  const pieces = value.flatMap((piece) => toolCallPiecesSchema.element.safeParse(piece).data ?? []);
  return pieces.length > 0 ? pieces : null;
}

/** The step in which a completion calls tools: as it was opened, and its calls so far. */
export interface ToolCallStep {
  opened: RunStep;
  /** The time in `opened`, with milliseconds. */
  readonly openedAt: Date;
  /** What the model thought before it called the tools, if its completion has no text. */
  thinking: Thinking | null;
  calls: readonly ToolCall[];
  /** The usage of its completion, once that has ended. */
  usage: Usage | null;
}

/** Tool outputs by the ids of their calls. */
export type ToolOutputs = ReadonlyMap<string, string>;

/** Creates a step of this run that calls tools. */
export function newToolCallStep(run: RunRow, openedAt: Date, thinking: Thinking | null): ToolCallStep {
  const { threadId, id: runId, assistantId } = run;
  const origin = { id: createId('step'), threadId, runId, assistantId, createdAt: openedAt };
  const details: RunStepDetails = { type: 'tool_calls', tool_calls: [] };
  const opened = toRunStep(origin, details, 'in_progress', openedAt);
  const step: ToolCallStep = { opened, openedAt, thinking: null, calls: [], usage: null };
  setThinking(step, thinking);
  return step;
}

/** Sets what the model thought. It may think between its calls, and a text that follows gets the thinking instead. */
export function setThinking(step: ToolCallStep, thinking: Thinking | null): void {
  const { thinking: _, ...opened } = step.opened;
  step.thinking = thinking;
  step.opened = thinking ? { ...opened, thinking: withoutText(thinking) } : opened;
}

/** Events have the thinking without its text, because clients have got the text in deltas. */
export function withoutText({ message_id, elapsed_ms }: Thinking): NonNullable<RunStep['thinking']> {
  return { message_id, elapsed_ms };
}

/** Returns the step with the calls that have arrived, while it waits for their outputs. */
export function waitingToolCallStep({ opened, calls, usage }: ToolCallStep): RunStep {
  return { ...opened, step_details: { type: 'tool_calls', tool_calls: calls.filter(Boolean) }, usage };
}

/** Restores a step that waits for outputs from its row. */
export function storedToolCallStep({ createdAt, step }: RunStepRow): ToolCallStep {
  const { step_details: details, usage, thinking } = step;
  const calls = details.type === 'tool_calls' ? details.tool_calls : [];
  const opened = { ...step, usage: null };
  const restored: ToolCallStep = { opened, openedAt: createdAt, thinking: null, calls, usage };
  setThinking(restored, thinking ? { ...thinking, text: thinking.text ?? '' } : null);
  return restored;
}

/** Returns the ended step, with its calls and their outputs. */
export function endedToolCallStep(
  step: ToolCallStep,
  status: Exclude<RunStepStatus, 'in_progress'>,
  outputs?: ToolOutputs,
): RunStep {
  const calls = step.calls.filter(Boolean).map((call) => {
    const output = outputs?.get(call.id) ?? call.function.output;
    return { ...call, function: { ...call.function, output } };
  });
  return {
    ...endedStep(step.opened, status),
    step_details: { type: 'tool_calls', tool_calls: calls },
    usage: step.usage,
  };
}

/** Adds pieces to the calls of a step. */
export function addPieces(step: ToolCallStep, pieces: readonly ToolCallPiece[]): void {
  step.calls = withPieces(step.calls, pieces);
}

/** Returns the events that open a step. */
export function stepOpenedEvents({ opened }: ToolCallStep): NewEvent[] {
  return [stepEvent(opened, 'created'), stepEvent(opened)];
}

/** Returns the event for pieces of calls. */
export function piecesEvent(step: ToolCallStep, pieces: readonly ToolCallPiece[]): NewEvent {
  const tool_calls = pieces.map(({ index, id, function: called }) => ({
    index,
    ...(id && { id }),
    type: 'function',
    function: { ...(called?.name && { name: called.name }), arguments: called?.arguments ?? '' },
  }));
  return stepDeltaEvent(step, tool_calls);
}

/** Returns the event for the outputs of calls; none if no call has an output. */
export function toolOutputsEvents(step: ToolCallStep, outputs: ToolOutputs): NewEvent[] {
  const tool_calls = step.calls.flatMap(({ id }, index) => {
    const output = outputs.get(id);
    return output === undefined ? [] : [{ index, type: 'function', function: { output } }];
  });
  return tool_calls.length === 0 ? [] : [stepDeltaEvent(step, tool_calls)];
}

/** Returns the event for the output of the call with this index. */
export function toolOutputEvent(step: ToolCallStep, index: number, output: string): NewEvent {
  return stepDeltaEvent(step, [{ index, type: 'function', function: { output } }]);
}

function stepDeltaEvent({ opened: { id } }: ToolCallStep, tool_calls: object[]): NewEvent {
  const delta = { step_details: { type: 'tool_calls', tool_calls } };
  return { event: RUN_EVENT.stepDelta, data: { id, object: RUN_EVENT.stepDelta, delta } };
}
