import { z } from 'zod';
import { createId } from '../../protocol/ids.ts';
import type { RunStep, RunStepDetails, RunStepStatus, ToolCall } from '../../protocol/run-step.ts';
import { MAX_TOOL_CALLS } from '../../protocol/tool-outputs.ts';
import type { Usage } from '../../protocol/usage.ts';
import type { RunStepRow } from '../db/run-steps.ts';
import type { RunRow } from '../db/runs.ts';
import type { NewEvent } from '../delta-log/delta-log.ts';
import { endedStep, stepEvent, toRunStep } from './run-step.ts';

/**
 * Pieces of tool calls in a stream, each with the index of its call:
 * https://platform.openai.com/docs/api-reference/chat/streaming
 */
const toolCallsSchema = z.array(
  z.looseObject({
    index: z
      .number()
      .int()
      .min(0)
      .max(MAX_TOOL_CALLS - 1)
      .default(0),
    id: z.string().nullish(),
    function: z.looseObject({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
  }),
);

export type ToolCallPiece = z.infer<typeof toolCallsSchema>[number];

/** Returns the pieces of tool calls in a delta's `tool_calls`; null if it has none that can be parsed. */
export function toolCallPieces(value: unknown): ToolCallPiece[] | null {
  if (value === undefined || value === null) return null; // the common case
  const pieces = toolCallsSchema.safeParse(value).data;
  return pieces && pieces.length > 0 ? pieces : null;
}

/** The step in which a completion calls tools: as it was opened, and its calls so far. */
export interface ToolCallStep {
  readonly opened: RunStep;
  /** The time in `opened`, with milliseconds. */
  readonly openedAt: Date;
  readonly calls: ToolCall[];
  /** The usage of its completion, once that has ended. */
  usage: Usage | null;
}

/** Tool outputs by the ids of their calls. */
export type ToolOutputs = ReadonlyMap<string, string>;

/** Creates a step of this run that calls tools. */
export function newToolCallStep(run: RunRow, openedAt: Date): ToolCallStep {
  const { threadId, id: runId, assistantId } = run;
  const origin = { id: createId('step'), threadId, runId, assistantId, createdAt: openedAt };
  const details: RunStepDetails = { type: 'tool_calls', tool_calls: [] };
  return { opened: toRunStep(origin, details, 'in_progress', openedAt), openedAt, calls: [], usage: null };
}

/** Returns the step with the calls that have arrived, while it waits for their outputs. */
export function waitingToolCallStep({ opened, calls, usage }: ToolCallStep): RunStep {
  return { ...opened, step_details: { type: 'tool_calls', tool_calls: calls.filter(Boolean) }, usage };
}

/** Restores a step that waits for outputs from its row. */
export function storedToolCallStep({ createdAt, step }: RunStepRow): ToolCallStep {
  const { step_details: details, usage } = step;
  const calls = details.type === 'tool_calls' ? details.tool_calls : [];
  return { opened: { ...step, usage: null }, openedAt: createdAt, calls, usage };
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
export function addPieces({ calls }: ToolCallStep, pieces: readonly ToolCallPiece[]): void {
  for (const { index, id, function: called } of pieces) {
    const call = (calls[index] ??= {
      id: '',
      type: 'function',
      function: { name: '', arguments: '', output: null },
    });
    call.id ||= id ?? '';
    call.function.name += called?.name ?? '';
    call.function.arguments += called?.arguments ?? '';
  }
}

/** Returns the events that open a step. */
export function stepOpenedEvents({ opened }: ToolCallStep): NewEvent[] {
  return [stepEvent(opened, 'created'), stepEvent(opened)];
}

/** Returns the event for pieces of calls. */
export function piecesEvent({ opened: { id } }: ToolCallStep, pieces: readonly ToolCallPiece[]): NewEvent {
  const tool_calls = pieces.map(({ index, id: callId, function: called }) => ({
    index,
    ...(callId && { id: callId }),
    type: 'function',
    function: { ...(called?.name && { name: called.name }), arguments: called?.arguments ?? '' },
  }));
  const delta = { step_details: { type: 'tool_calls', tool_calls } };
  return { event: 'thread.run.step.delta', data: { id, object: 'thread.run.step.delta', delta } };
}
