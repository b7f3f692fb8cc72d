import type { CompletionChunk } from '../../../../agents/agent.ts';
import { ProviderError } from '../../provider.ts';
import { createAnswerDecoder, DONE, UNREADABLE, type AnswerDecoder } from './answer-decoder.ts';
import { createAnswerCutter, createByteCount } from './answer-limits.ts';
import { isObject } from './json.ts';
import { createChunkNormaliser } from './normalise-chunk.ts';

/** Parameters of the request that affect how the answer is read. */
export interface AnswerOptions {
  /** Number of requested choices, 1 by default. */
  choices?: number;
  /** Whether the usage was requested. It arrives after the finish reason. */
  wantsUsage?: boolean;
}

/** Maximum time to wait for more after a complete answer, in milliseconds. */
const WAIT_FOR_MORE = 1_000;
const NOTHING = 'The model server sent nothing.';
const NO_COMPLETION = 'The model server sent no chat completion.';
const INCOMPLETE = 'The model server ended its answer before it was complete.';
const MISSING_PART = 'A part of the answer is missing, because the model server sent invalid JSON.';

/**
 * Reads the body of a chat completion as the chunks of https://platform.openai.com/docs/api-reference/chat/streaming.
 * The body may be streamed or not, with any content type. Other values are ignored.
 *
 * The answer is complete after `[DONE]`, or once every choice has its finish reason. Reading then ends, and failures no
 * longer count. The rest of the data that has arrived is still returned. Reading continues for a short time if the
 * usage was requested, or if the first text already has a finish reason, because some servers add a finish reason to
 * every text.
 *
 * An answer that is too long is cut off, with the finish reason `length`.
 * @throws ProviderError if the server reports an error, or sends no completion, too much data or an incomplete answer
 */
export async function* readAnswer(
  bytes: AsyncIterable<Uint8Array>,
  { choices = 1, wantsUsage = false }: AnswerOptions = {},
): AsyncGenerator<CompletionChunk> {
  const source = createSource(bytes);
  const decoder = createAnswerDecoder();
  const normaliser = createChunkNormaliser(choices);
  const count = createByteCount();
  const cutter = createAnswerCutter();
  let isDone = false;
  let isPartMissing = false;
  let isUsageMissing = wantsUsage;
  try {
    while (
      !isDone &&
      !source.hasEnded &&
      !(normaliser.isFinished && !normaliser.mayContinue && !isUsageMissing)
    ) {
      const piece = await source.next(normaliser.isFinished ? WAIT_FOR_MORE : null);
      if (piece) count.add(piece.length);
      for (const value of piece ? decoder.push(piece) : decoder.end()) {
        count.read();
        isDone = value === DONE;
        if (isDone) break;
        isPartMissing ||= value === UNREADABLE && !normaliser.isWhole;
        const chunk = normaliser.take(value);
        // Some servers send a usage with every chunk. The usage with or after the finish reason is final.
        isUsageMissing &&= !(normaliser.isFinished && isObject(chunk?.['usage']));
        if (chunk) yield cutter.cut(isPartMissing ? unfinished(chunk) : chunk);
        if (cutter.isCut) return;
        if (normaliser.failure) throw normaliser.failure;
      }
    }
    const isWhole = isDone || normaliser.isWhole || (decoder.isOneValue && normaliser.hasBegun);
    if (isPartMissing) throw new ProviderError(MISSING_PART);
    if (!isWhole) throw normaliser.possibleError ?? new ProviderError(reasonIncomplete(decoder));
  } catch (error) {
    if (!normaliser.isWhole || isPartMissing) {
      const rest = normaliser.rest(false);
      if (rest) yield cutter.cut(rest);
      await source.fail(error);
      throw error;
    }
  } finally {
    await source.leave();
  }
  const rest = normaliser.rest(true);
  if (rest) yield cutter.cut(rest);
}

/** Removes finish reasons, so that an answer with a missing part does not count as complete. */
function unfinished(chunk: CompletionChunk): CompletionChunk {
  return { ...chunk, choices: chunk.choices.map((choice) => ({ ...choice, finish_reason: null })) };
}

function reasonIncomplete({ isBlank, isOneValue }: AnswerDecoder): string {
  if (isBlank) return NOTHING;
  return isOneValue ? NO_COMPLETION : INCOMPLETE;
}

/** The pieces of a body, one at a time. */
interface Source {
  readonly hasEnded: boolean;
  /**
   * Returns the next piece; null at the end.
   * @param patience maximum time to wait, in milliseconds; null: no limit
   */
  next(patience: number | null): Promise<Uint8Array | null>;
  /** Throws an error into the source, because the answer is invalid. */
  fail(reason: unknown): Promise<void>;
  /** Stops reading. */
  leave(): Promise<void>;
}

function createSource(bytes: AsyncIterable<Uint8Array>): Source {
  const pieces = bytes[Symbol.asyncIterator]();
  let isWaiting = false;
  let hasEnded = false;
  return {
    get hasEnded() {
      return hasEnded;
    },
    async next(patience) {
      isWaiting = true;
      const next = await (patience === null ? pieces.next() : within(patience, pieces.next()));
      isWaiting = next === null;
      hasEnded = next === null || next.done === true;
      return next === null || next.done ? null : next.value;
    },
    async fail(reason) {
      await pieces.throw?.(reason).catch(() => undefined); // it rejects with the same error
    },
    async leave() {
      // `return` would wait for a pending read. In that case, the signal ends the request.
      if (!isWaiting) await pieces.return?.();
    },
  };
}

async function within<Value>(milliseconds: number, value: Promise<Value>): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<null>((resolve) => (timer = setTimeout(resolve, milliseconds, null)));
  try {
    return await Promise.race([value, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
