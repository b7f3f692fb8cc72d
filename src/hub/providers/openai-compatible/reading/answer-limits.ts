import type { CompletionChunk } from '../../../../agents/agent.ts';
import { cutText } from '../../../../protocol/cut-text.ts';
import { MAX_TEXT_LENGTH } from '../../../../protocol/max-text-length.ts';
import { ProviderError } from '../../provider.ts';
import { isObject, type JsonObject } from './json.ts';

/** The longest answer, in UTF-16 code units: its text, thoughts and calls of tools together. It is cut off there. */
export const LONGEST_ANSWER = MAX_TEXT_LENGTH;
/** How much is read of one answer, in bytes. A chunk is much longer than the text in it. */
export const MOST_BYTES = 128_000_000;
/** How much may come in one piece, such as a line, an event or an answer that does not stream, in bytes. */
export const LARGEST_PIECE = 16_000_000;

type Choice = CompletionChunk['choices'][number];

/** Counts what a model server sends of one answer. */
export interface ByteCount {
  /** @throws ProviderError where that is too much */
  add(bytes: number): void;
  /** What has come could be read. */
  read(): void;
}

/** Nothing has come yet. */
export function createByteCount(): ByteCount {
  let all = 0;
  let unread = 0;
  return {
    add(bytes) {
      all += bytes;
      unread += bytes;
      if (unread > LARGEST_PIECE) throw tooLarge(LARGEST_PIECE, 'in one piece');
      if (all > MOST_BYTES) throw tooLarge(MOST_BYTES, 'for one answer');
    },
    read() {
      unread = 0;
    },
  };
}

function tooLarge(most: number, what: string): ProviderError {
  return new ProviderError(
    `The model server sent more than ${most / 1_000_000} MB ${what}: the rest was not read.`,
  );
}

/** Cuts an answer off where it is too long, as a model does that has reached its limit. */
export interface AnswerCutter {
  /** The chunk, or as much of it as fits, with the finish reason `length`. */
  cut(chunk: CompletionChunk): CompletionChunk;
  /** Whether the answer was cut off. */
  readonly isCut: boolean;
}

/** A cutter for one answer, from its first chunk on. */
export function createAnswerCutter(): AnswerCutter {
  let room = LONGEST_ANSWER;
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
