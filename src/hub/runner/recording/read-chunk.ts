import type { CompletionChunk } from '../../../agents/agent.ts';
import { chunkText } from '../../../agents/stream-handler.ts';
import type { CutOffReason } from '../../../protocol/message.ts';
import type { ToolCallPiece } from '../../../protocol/tool-call-pieces.ts';
import type { UrlCitation } from '../../../protocol/url-citation.ts';
import { readAnnotation } from '../../providers/read-annotation.ts';
import { toolCallPieces } from './tool-call-step.ts';

/** The content that the first choice of a chunk adds to its completion. */
export interface ChunkParts {
  /** Text of the answer. A refusal counts as text, because it is the model's answer. */
  text: string;
  thinking: string;
  toolCalls: ToolCallPiece[] | null;
  annotations: readonly UrlCitation[];
  /** Why the model ends its answer early, if this chunk says so. */
  cutOff: CutOffReason | null;
}

/** Reads the first choice of a chunk; null if the chunk has none. */
export function readChunk(chunk: CompletionChunk): ChunkParts | null {
  const choice = chunk.choices.find(({ index }) => index === 0);
  if (!choice) return null;
  const { delta, finish_reason } = choice;
  return {
    text: chunkText(chunk),
    thinking: delta.reasoning_content ?? '',
    toolCalls: toolCallPieces(delta['tool_calls']),
    annotations: delta.annotations?.flatMap((one) => readAnnotation(one) ?? []) ?? [],
    cutOff: cutOffOf(finish_reason ?? null, Boolean(delta.refusal)),
  };
}

/** Returns why an answer ended early; null if it is complete. */
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
