import type { CompletionChunk } from '../../agents/agent.ts';
import { chunkText } from '../../agents/stream-handler.ts';
import type { CutOffReason } from '../../protocol/message.ts';
import { toolCallPieces, type ToolCallPiece } from './tool-call-step.ts';

/** What a chunk adds to its completion, by its first choice. */
export interface ChunkParts {
  /** Of the answer. A refusal is one, too: it is what the model has to say. */
  text: string;
  thinking: string;
  toolCalls: ToolCallPiece[] | null;
  /** How the model ends its answer early, where this chunk says so. */
  cutOff: CutOffReason | null;
}

/** Reads what the first choice of a chunk adds; null where the chunk has none. */
export function readChunk(chunk: CompletionChunk): ChunkParts | null {
  const choice = chunk.choices.find(({ index }) => index === 0);
  if (!choice) return null;
  const { delta, finish_reason } = choice;
  return {
    text: chunkText(chunk),
    thinking: delta.reasoning_content ?? '',
    toolCalls: toolCallPieces(delta['tool_calls']),
    cutOff: cutOffOf(finish_reason ?? null, Boolean(delta.refusal)),
  };
}

/** What a finish reason says of an answer; null where that is whole. */
export function cutOffOf(finishReason: string | null, isRefusal: boolean): CutOffReason | null {
  if (isRefusal) return 'refusal';
  switch (finishReason) {
    case 'length':
      return 'max_tokens';
    case 'content_filter':
    case 'refusal':
      return finishReason;
    default:
      return null;
  }
}
