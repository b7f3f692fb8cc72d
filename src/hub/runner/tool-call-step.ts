import { z } from 'zod';
import type { CompletionChunk } from '../../agents/agent.ts';
import { createId } from '../../protocol/ids.ts';
import type { RunStepStatus, ToolCall } from '../../protocol/run-step.ts';
import type { RunRow } from '../db/runs.ts';
import type { NewEvent } from '../delta-log/delta-log.ts';
import { stepEvent, toRunStep } from './run-step.ts';

/** No completion calls more tools at once. */
const MOST_CALLS = 128;

/** https://platform.openai.com/docs/api-reference/chat/streaming: tool calls come in pieces, each with its index. */
const toolCallsSchema = z.array(
  z.looseObject({
    index: z.number().int().min(0).max(MOST_CALLS).default(0),
    id: z.string().nullish(),
    function: z.looseObject({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
  }),
);

type ToolCallPiece = z.infer<typeof toolCallsSchema>[number];

/** The pieces of tool calls in a chunk; null where it holds none that can be read. */
export function toolCallPieces(chunk: CompletionChunk): ToolCallPiece[] | null {
  const choice = chunk.choices.find(({ index }) => index === 0);
  const pieces = toolCallsSchema.safeParse(choice?.delta['tool_calls']).data;
  return pieces && pieces.length > 0 ? pieces : null;
}

/** The step of a completion that calls tools, told to the run's clients as it comes. */
export interface ToolCallStep {
  /** The events that open it, the first time, and the one that carries these pieces. */
  add(pieces: ToolCallPiece[]): NewEvent[];
  /** The event that ends it; none where no tool was called. */
  end(status: Exclude<RunStepStatus, 'in_progress'>): NewEvent[];
}

/** The step of one completion. It opens with the first tool call, if there is any. */
export function createToolCallStep(run: RunRow): ToolCallStep {
  const origin = {
    id: createId('step'),
    threadId: run.threadId,
    runId: run.id,
    assistantId: run.assistantId,
    createdAt: new Date(),
  };
  const calls: ToolCall[] = [];
  let state: 'unopened' | 'open' | 'ended' = 'unopened';

  const step = (status: RunStepStatus, tool_calls: ToolCall[]) =>
    toRunStep(origin, { type: 'tool_calls', tool_calls }, status, new Date());

  function open(): NewEvent[] {
    if (state !== 'unopened') return [];
    state = 'open';
    const opened = step('in_progress', []);
    return [stepEvent(opened, 'created'), stepEvent(opened)];
  }

  function take({ index, id, function: called }: ToolCallPiece): object {
    const call = (calls[index] ??= {
      id: '',
      type: 'function',
      function: { name: '', arguments: '', output: null },
    });
    call.id ||= id ?? '';
    call.function.name += called?.name ?? '';
    call.function.arguments += called?.arguments ?? '';
    const piece = { ...(called?.name && { name: called.name }), arguments: called?.arguments ?? '' };
    return { index, ...(id && { id }), type: 'function', function: piece };
  }

  return {
    add(pieces) {
      const opening = open();
      const tool_calls = pieces.map(take);
      const delta = { step_details: { type: 'tool_calls', tool_calls } };
      return [
        ...opening,
        {
          event: 'thread.run.step.delta',
          data: { id: origin.id, object: 'thread.run.step.delta', delta },
        },
      ];
    },
    end(status) {
      if (state !== 'open') return [];
      state = 'ended';
      return [stepEvent(step(status, calls.filter(Boolean)))];
    },
  };
}
