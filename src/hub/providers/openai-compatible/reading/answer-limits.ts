import type { CompletionChunk } from '../../../../agents/agent.ts';
import { cutText } from '../../../../protocol/cut-text.ts';
import { MAX_TEXT_LENGTH } from '../../../../protocol/max-text-length.ts';
import { ProviderError } from '../../provider.ts';
import { isObject, type JsonObject } from './json.ts';

/**
 * Maximum length of an answer, in UTF-16 code units: text, reasoning and tool calls together. A longer answer is cut
 * off.
 */
export const MAX_ANSWER = MAX_TEXT_LENGTH;
/** Maximum number of bytes read for one answer. The number is high, because a chunk is much longer than its text. */
export const MAX_BYTES = 128_000_000;
/** Maximum size of one piece, such as a line, an event or an answer that is not streamed, in bytes. */
export const MAX_PIECE = 16_000_000;

type Choice = CompletionChunk['choices'][number];

/** Counts the bytes of one answer. */
export interface ByteCount {
  /** @throws ProviderError if a limit is exceeded */
  add(bytes: number): void;
  /** Called when the bytes so far have been decoded. */
  read(): void;
}

export function createByteCount(): ByteCount {
  let all = 0;
  let unread = 0;
  return {
    add(bytes) {
      all += bytes;
      unread += bytes;
      if (unread > MAX_PIECE) throw tooLarge(MAX_PIECE, 'in one piece');
      if (all > MAX_BYTES) throw tooLarge(MAX_BYTES, 'for one answer');
    },
    read() {
      unread = 0;
    },
  };
}

function tooLarge(most: number, what: string): ProviderError {
  return new ProviderError(
    `The model server sent more than ${most / 1_000_000} MB ${what}. The rest was not read.`,
  );
}

/** Cuts off an answer that is too long, like a model that reaches its token limit. */
export interface AnswerCutter {
  /** Returns the chunk if it fits; otherwise the part that fits, with the finish reason `length`. */
  cut(chunk: CompletionChunk): CompletionChunk;
  /** Whether the answer was cut off. */
  readonly isCut: boolean;
}

/** Creates a cutter for one answer. */
export function createAnswerCutter(): AnswerCutter {
  let room = MAX_ANSWER;
  let isCut = false;

  function fit(text: string): string {
    const fitting = cutText(text, room);
    room = fitting.length < text.length ? 0 : room - text.length;
    return fitting;
  }

  function fitChoice({ delta, ...rest }: Choice): Choice {
    const fitted: Choice['delta'] = { ...delta };
    for (const field of ['reasoning_content', 'content', 'refusal'] as const) {
      if (typeof delta[field] === 'string') fitted[field] = fit(delta[field]);
    }
    if (delta['tool_calls']) {
      fitted['tool_calls'] = callsOf(delta).map((call) => {
        const called = isObject(call['function']) ? call['function'] : {};
        return { ...call, function: { ...called, arguments: fit(argumentsOf(call)) } };
      });
    }
    return { ...rest, delta: fitted, finish_reason: 'length' };
  }

  return {
    cut(chunk) {
      const length = chunk.choices.reduce((sum, { delta }) => sum + lengthOf(delta), 0);
      if (length <= room) {
        room -= length;
        return chunk;
      }
      isCut = true;
      return { ...chunk, choices: chunk.choices.map(fitChoice) };
    },
    get isCut() {
      return isCut;
    },
  };
}

function lengthOf(delta: Choice['delta']): number {
  const { content, reasoning_content: thoughts, refusal } = delta;
  const texts = (content?.length ?? 0) + (thoughts?.length ?? 0) + (refusal?.length ?? 0);
  if (!delta['tool_calls']) return texts; // as in nearly all chunks
  return callsOf(delta).reduce((sum, call) => sum + argumentsOf(call).length, texts);
}

function callsOf(delta: Choice['delta']): JsonObject[] {
  const calls = delta['tool_calls'];
  return Array.isArray(calls) ? calls.filter(isObject) : [];
}

function argumentsOf({ function: called }: JsonObject): string {
  const sent = isObject(called) ? called['arguments'] : '';
  return typeof sent === 'string' ? sent : '';
}
