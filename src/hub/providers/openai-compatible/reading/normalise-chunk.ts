import type { CompletionChunk } from '../../../../agents/agent.ts';
import { ProviderError } from '../../provider.ts';
import { hasSources } from './citations.ts';
import { findPossibleError, findError, type ReportedError } from './find-error.ts';
import { isObject, type JsonObject } from './json.ts';
import { createChoiceReader, type ChoiceReader } from './normalise-choice.ts';

/** Converts the chunks of one answer to OpenAI's form. */
export interface ChunkNormaliser {
  /**
   * Converts the next JSON value from the server. Returns null if the value is not a chunk.
   * @throws ProviderError if the value is an error without text
   */
  take(sent: unknown): CompletionChunk | null;
  /**
   * Returns the parts that were held back until the end; null if nothing was.
   * @param hasAll whether the answer is complete
   */
  rest(hasAll: boolean): CompletionChunk | null;
  /** The error that came together with the last text; null if there was none. */
  readonly failure: ProviderError | null;
  /** Whether any choice has arrived. */
  readonly hasBegun: boolean;
  /** Whether every choice that has arrived has its finish reason. */
  readonly isWhole: boolean;
  /** Whether all requested choices have their finish reason. */
  readonly isFinished: boolean;
  /** Whether more may follow after the finish reasons. */
  readonly mayContinue: boolean;
  /** A message of the server that is an error only if the answer stays incomplete; null if there is none. */
  readonly possibleError: ProviderError | null;
}

const NO_FIELDS: JsonObject = {};
/** Maximum number of choices, as in OpenAI's API. Further choices are added to the last choice. */
const MAX_CHOICES = 128;

/**
 * Creates a normaliser for one answer.
 * @param count number of requested choices
 */
export function createChunkNormaliser(count: number): ChunkNormaliser {
  const readers = new Map<number, ChoiceReader>();
  let fields: JsonObject = {};
  let possibleError: ProviderError | null = null;
  let failure: ProviderError | null = null;
  /** Replacements for indexes beyond the last requested choice, for servers that count from one. */
  const replacedIndexes = new Map<number, number>();

  function readerOf(index: number): ChoiceReader {
    const reader = readers.get(index) ?? createChoiceReader(index);
    readers.set(index, reader);
    return reader;
  }

  function firstFree(): number {
    let index = 0;
    while (readers.has(index) && index < MAX_CHOICES - 1) index += 1;
    return index;
  }

  function isWhole(): boolean {
    for (const reader of readers.values()) if (!reader.isFinished) return false;
    return readers.size > 0;
  }

  /** Returns the index of a choice. If one choice was requested, the server's index is ignored. */
  function indexOf({ index }: JsonObject, position: number): number {
    if (count === 1 || typeof index !== 'number') return position;
    if (Number.isInteger(index) && index >= 0 && index < Math.min(count, MAX_CHOICES)) return index;
    const place = replacedIndexes.get(index) ?? firstFree();
    replacedIndexes.set(index, place);
    return place;
  }

  function readChoice(
    choice: JsonObject,
    position: number,
    chunk: JsonObject,
  ): CompletionChunk['choices'][number] {
    const index = indexOf(choice, position);
    const reader = readerOf(index);
    const read = reader.read(choice, index === 0 ? chunk : NO_FIELDS);
    failure ??= toFailure(findError({ error: choice['error'] })) ?? reader.failure;
    return read;
  }

  /** Returns the sources of a chunk without choices as choices. xAI sends them with the usage, after the text. */
  function sourcesAlone(sent: JsonObject): CompletionChunk['choices'] {
    const delta = hasSources(sent) && readers.get(0)?.read({}, sent).delta;
    return delta && delta.annotations ? [{ index: 0, delta, finish_reason: null }] : [];
  }

  return {
    take(sent) {
      if (isPlain(sent) && readers.get(0)?.isPlain) return sent;
      failure = toFailure(findError(sent));
      const choices = isObject(sent) ? choicesOf(sent).filter(isObject).slice(0, MAX_CHOICES) : [];
      if (failure && choices.length === 0) throw failure;
      if (!isObject(sent)) return null;
      if (choices.length === 0) {
        possibleError = toFailure(findPossibleError(sent)) ?? possibleError;
        const alone = sourcesAlone(sent);
        return isObject(sent['usage']) || alone.length > 0 ? { ...sent, choices: alone } : null;
      }
      const { choices: _, message: __, response: ___, error: ____, ...rest } = sent;
      fields = { ...rest, object: 'chat.completion.chunk' };
      const read = choices.map((choice, position) => readChoice(choice, position, sent));
      if (failure && !read.some(hasWords)) throw failure;
      return { ...fields, choices: read };
    },
    get failure() {
      return failure;
    },
    rest(hasAll) {
      const choices = [...readers.values()]
        .map((reader) => reader.end(hasAll))
        .filter((rest) => rest !== null);
      const { usage: _, ...rest } = fields;
      return choices.length === 0 ? null : { ...rest, choices };
    },
    get hasBegun() {
      return readers.size > 0;
    },
    get isWhole() {
      return isWhole();
    },
    get isFinished() {
      return readers.size >= count && isWhole();
    },
    get mayContinue() {
      return [...readers.values()].some((reader) => reader.mayContinue);
    },
    get possibleError() {
      return possibleError;
    },
  };
}

/** Returns whether a value is a typical chunk: text of the first choice, and nothing that has to be converted. */
function isPlain(sent: unknown): sent is CompletionChunk {
  if (!isObject(sent) || sent['error'] || hasSources(sent)) return false;
  const { choices } = sent;
  if (!Array.isArray(choices) || choices.length !== 1 || !isObject(choices[0])) return false;
  const { index, delta, finish_reason: finish, error } = choices[0];
  if (index !== 0 || finish || error || !isObject(delta)) return false;
  for (const field in delta) if (field !== 'content' && field !== 'role') return false;
  return typeof delta['content'] === 'string';
}

/** Returns the choices of a chunk. Some servers send a single choice without a list. */
function choicesOf(sent: JsonObject): readonly unknown[] {
  const { choices, message, response, content, done, done_reason: reason, stop } = sent;
  if (Array.isArray(choices)) return choices;
  if (choices !== null && choices !== undefined) {
    throw new ProviderError('The model server sent a chunk that is not a chat completion chunk.');
  }
  const finish_reason = done === true ? (reason ?? 'stop') : null;
  if (isObject(message)) return [{ message, finish_reason }];
  if (typeof response === 'string') return [{ text: response, finish_reason }];
  if (typeof content === 'string' && typeof stop === 'boolean') {
    return [{ text: content, finish_reason: stop ? 'stop' : null }];
  }
  return [];
}

function hasWords({ delta }: CompletionChunk['choices'][number]): boolean {
  return Boolean(delta.content || delta.reasoning_content || delta.refusal);
}

function toFailure(error: ReportedError | null): ProviderError | null {
  return error && new ProviderError(`The model server failed: ${error.message}`, 'failed', error.code);
}
