import { MAX_TOOL_CALLS } from '../protocol/tool-call-limits.ts';
import type { CompletionChunk, ToolCall, ToolCallPiece } from './agent.ts';

/** Joins the pieces of the tool calls in a completion. Calls beyond the maximum number are left out, as in the hub. */
export async function collectCalls(chunks: AsyncIterable<CompletionChunk>): Promise<ToolCall[]> {
  const calls: ToolCall[] = [];
  for await (const { choices } of chunks) {
    const pieces = choices.find(({ index }) => index === 0)?.delta.tool_calls;
    if (Array.isArray(pieces)) for (const piece of pieces) addPiece(calls, piece);
  }
  return calls.filter(Boolean);
}

function addPiece(calls: ToolCall[], { index = 0, id, function: called }: ToolCallPiece): void {
  if (!Number.isInteger(index) || index < 0 || index >= MAX_TOOL_CALLS) return;
  calls[index] ??= { id: '', type: 'function', function: { name: '', arguments: '' } };
  const call = calls[index];
  call.id ||= id ?? '';
  call.function.name += called?.name ?? '';
  call.function.arguments += called?.arguments ?? '';
}
