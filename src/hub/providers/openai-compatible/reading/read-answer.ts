import type { CompletionChunk } from '../../../../agents/agent.ts';
import { ProviderError } from '../../provider.ts';
import { createAnswerDecoder, DONE, UNREADABLE, type AnswerDecoder } from './answer-decoder.ts';
import { createAnswerCutter, createByteCount } from './answer-limits.ts';
import { isObject } from './json.ts';
import { createChunkNormaliser } from './normalise-chunk.ts';

/** What the request asked for, as far as it changes how the answer is read. */
export interface AnswerOptions {
  /** How many choices; 1 if it is left out. */
  choices?: number;
  /** Whether it asked for the usage, which comes after the finish reason. */
  wantsUsage?: boolean;
}

/** How long an answer that is whole is waited for, where something may follow, in milliseconds. */
const PATIENCE = 1_000;
const NOTHING = 'The model server sent nothing.';
const NO_COMPLETION = 'The model server sent no chat completion.';
const BROKEN_OFF = 'The model server broke off its answer before the end.';
const PART_MISSING =
  'A part of the answer could not be read, and is missing: the model server sent what is not JSON.';

/**
 * Reads the body of a chat completion, be it a stream or in one piece, whatever its content type says, and gives it as
 * the chunks of https://platform.openai.com/docs/api-reference/chat/streaming. What is no chunk is passed over.
 *
 * The answer is whole, and ends, with `[DONE]` or once every choice has its finish reason: what else was read with that
 * is still given, but nothing is waited for, and no failure counts any more. Only where the usage is to come, or the first
 * text has a finish reason already, which some servers give every text, more is waited for, and not for long.
 *
 * An answer that is too long is cut off, with the finish reason `length`.
 * @throws ProviderError where the server reports an error, sends no completion or more than is read, or breaks it off
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
  let lacksPart = false;
  let lacksUsage = wantsUsage;
  try {
    while (!isDone && !source.hasEnded && !(normaliser.isFinished && !normaliser.mayGoOn && !lacksUsage)) {
      const piece = await source.next(normaliser.isFinished ? PATIENCE : null);
      if (piece) count.add(piece.length);
      for (const value of piece ? decoder.push(piece) : decoder.end()) {
        count.read();
        isDone = value === DONE;
        if (isDone) break;
        lacksPart ||= value === UNREADABLE && !normaliser.isWhole;
        const chunk = normaliser.take(value);
        // Some servers count as they go on: what comes with the finish reason or after it counts.
        lacksUsage &&= !(normaliser.isFinished && isObject(chunk?.['usage']));
        if (chunk) yield cutter.cut(lacksPart ? unfinished(chunk) : chunk);
        if (cutter.isCut) return;
        if (normaliser.failure) throw normaliser.failure;
      }
    }
    const isWhole = isDone || normaliser.isWhole || (decoder.isOneValue && normaliser.hasBegun);
    if (lacksPart) throw new ProviderError(PART_MISSING);
    if (!isWhole) throw normaliser.complaint ?? new ProviderError(whyNot(decoder));
  } catch (error) {
    if (!normaliser.isWhole || lacksPart) {
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

/** Without finish reasons: nobody should take an answer, or a call in it, for whole of which a part is missing. */
function unfinished(chunk: CompletionChunk): CompletionChunk {
  return { ...chunk, choices: chunk.choices.map((choice) => ({ ...choice, finish_reason: null })) };
}

function whyNot({ isBlank, isOneValue }: AnswerDecoder): string {
  if (isBlank) return NOTHING;
  return isOneValue ? NO_COMPLETION : BROKEN_OFF;
}

/** The pieces of a body, one at a time. */
interface Source {
  readonly hasEnded: boolean;
  /**
   * The next piece; null at the end.
   * @param patience after how many milliseconds nothing more is expected; null: it is waited for
   */
  next(patience: number | null): Promise<Uint8Array | null>;
  /** Tells the body's sender that what came was not what was asked for. */
  fail(reason: unknown): Promise<void>;
  /** Reads no more. */
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
      await pieces.throw?.(reason).catch(() => undefined); // it fails with this, or has already
    },
    async leave() {
      // A piece that is still waited for would hold this up: then whoever made the request ends it.
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
