import type { ToolStep } from '../../protocol/run-state.ts';
import { isPaused } from '../../protocol/run.ts';
import type { ToolCall } from '../../protocol/run-step.ts';
import type { ToolCallPiece } from '../../protocol/tool-call-pieces.ts';
import type { Output } from '../terminal.ts';
import { endState } from '../tool-lines.ts';
import { createCallPart, createResultPart, type CallPart } from './call-part.ts';
import { newPiece, type BeginPart, type Feed } from './feed.ts';

/** A call that was taken. */
interface KnownCall {
  call: ToolCall;
  /** Number of characters of its arguments that were taken. */
  length: number;
  part: CallPart | null;
  hasResult: boolean;
}

/**
 * Creates the feed of tool calls: a line for each call, and a line for its result. The line of a call ends when its
 * arguments are a complete JSON object, or when its step says that no more will arrive.
 */
export function createToolFeed(err: Output, begin: BeginPart): Feed {
  const taken = new Map<string, ToolStep>();
  const calls = new Map<string, KnownCall>();
  let last: readonly ToolStep[] = [];

  function knownCall(key: string, call: ToolCall): KnownCall {
    const known = calls.get(key) ?? { call, length: 0, part: null, hasResult: false };
    known.call = call;
    calls.set(key, known);
    return known;
  }

  function takeCall(
    { id, status, opened }: ToolStep,
    index: number,
    call: ToolCall,
    added: string | null,
  ): void {
    const known = knownCall(`${id}/${index}`, call);
    const piece = newPiece(call.function.arguments, known.length, added);
    // Arguments that continue after their line has ended need a new one.
    const part =
      known.part && (piece.trim() === '' || !known.part.hasEnded)
        ? known.part
        : createCallPart(err, () => known.call);
    if (part !== known.part) begin(part, opened);
    known.part = part;
    known.length += piece.length;
    part.push(piece);
    if (status !== 'in_progress' || call.function.output !== null) part.end();
    const state = endState(call, status);
    if (known.hasResult || state === null) return;
    known.hasResult = true;
    begin(createResultPart(err, call, state, part), opened);
  }

  function takeStep(step: ToolStep, pieces: readonly ToolCallPiece[]): void {
    taken.set(step.id, step);
    for (const [index, call] of step.calls.entries()) {
      if (!call) continue; // a call that has not begun, before one that has
      const added = pieces.filter((piece) => piece.index === index);
      takeCall(step, index, call, (added.length === 1 && added[0]?.function?.arguments) || null);
    }
  }

  function endAll(): void {
    for (const { part } of calls.values()) part?.end();
  }

  return {
    take({ steps, status }, event) {
      const added = event?.type === 'step.delta' ? event.delta : null;
      for (const step of steps === last ? [] : steps) {
        if (taken.get(step.id) === step) continue;
        takeStep(step, added?.id === step.id ? added.delta.step_details.tool_calls : []);
      }
      last = steps;
      if (isPaused(status)) endAll(); // all calls are complete
    },
    end: endAll,
  };
}
