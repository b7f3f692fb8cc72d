import type { CompletionChunk } from '../../../../agents/agent.ts';
import { ProviderError } from '../../provider.ts';
import { createCitationReader } from './citations.ts';
import { NO_TEXTS, readTexts, reasoningOutside } from './content-parts.ts';
import { createRepeatCutter } from './cut-repeats.ts';
import { isObject, stringOf, type JsonObject } from './json.ts';
import { createReasoningSplitter } from './split-reasoning.ts';
import { createToolCallReader } from './tool-calls.ts';

type Choice = CompletionChunk['choices'][number];

/** Reads one choice of an answer, chunk by chunk. */
export interface ChoiceReader {
  /** Whether further text can be used unchanged: reasoning has ended, and pieces do not repeat text. */
  readonly isPlain: boolean;
  /** Whether its finish reason has arrived. */
  readonly isFinished: boolean;
  /**
   * Whether more may follow after the finish reason: some servers send a finish reason with every chunk, or when
   * reasoning ends.
   */
  readonly mayContinue: boolean;
  /** The failure that its finish reason reports; null if there is none. */
  readonly failure: ProviderError | null;
  /**
   * Returns a chunk's choice in OpenAI's form: a `delta` with a string as content, and reasoning in
   * `reasoning_content`.
   * @param chunk the chunk, which may have sources of the choice
   */
  read(sent: JsonObject, chunk: JsonObject): Choice;
  /**
   * Returns the parts that were held back; null if nothing was.
   * @param isWhole whether the answer and its tool calls are complete
   */
  end(isWhole: boolean): Choice | null;
}

/** Other names for OpenAI's finish reasons. */
const FINISH_REASONS = new Map(
  Object.entries({
    stop: ['eos', 'eos_token', 'end_turn', 'stop_sequence', 'stop_token', 'end', 'complete'],
    length: ['max_tokens', 'model_length', 'max_output_tokens', 'max_new_tokens', 'max_length'],
    content_filter: [
      'safety',
      'prohibited_content',
      'blocklist',
      'recitation',
      'sensitive',
      'content_filtered',
    ],
    tool_calls: ['function_call', 'tool_use', 'tool_call'],
  }).flatMap(([name, others]) => [name, ...others].map((other) => [other, name] as const)),
);
/** Values that some servers send while there is no finish reason. */
const UNFINISHED = new Set(['', 'null', 'none']);
/** Finish reasons that report a failure. */
const FAILURES = new Set([
  'error',
  'network_error',
  'server_error',
  'model_error',
  'insufficient_system_resource',
  'malformed_function_call',
]);

/** Creates a reader of the choice with this index. */
export function createChoiceReader(index: number): ChoiceReader {
  const repeats = createRepeatCutter();
  const thoughts = createReasoningSplitter();
  const calls = createToolCallReader();
  const citations = createCitationReader();
  let hasDeltas = false;
  let isFinished = false;
  let hasText = false;
  let hasCalls = false;
  let pictures = 0;
  let mayContinue = false;
  let failure: ProviderError | null = null;

  /**
   * Returns the delta of a choice, under any of its names. A message after deltas is ignored, because it only repeats
   * them.
   */
  function deltaOf({ delta, message, text }: JsonObject): JsonObject {
    if (typeof delta === 'string') return { content: delta };
    if (isObject(delta) && Object.keys(delta).length > 0) {
      hasDeltas = true;
      return delta;
    }
    if (hasDeltas) return {};
    if (isObject(message)) return message;
    const content = typeof message === 'string' ? message : text;
    return typeof content === 'string' ? { content } : {};
  }

  function normalDelta(sent: JsonObject, chunk: JsonObject): Choice['delta'] {
    const { content, reasoning: _, thinking: __, reasoning_content: ___, ...other } = sent;
    const { tool_calls: pieces, images, annotations, ...rest } = other;
    const texts = typeof content === 'string' ? { ...NO_TEXTS, text: content } : readTexts(content);
    const { text, thinking } = thoughts.push(repeats.push(texts.text));
    const thought = reasoningOutside(sent) + texts.thinking + thinking;
    const refusal = stringOf(sent['refusal']) + texts.refusal;
    const called = [pieces]
      .flat()
      .concat(isObject(sent['function_call']) ? { function: sent['function_call'] } : []);
    const toolCalls = calls.read(called);
    const sources = citations.read(sent, chunk);
    pictures += texts.pictures + (Array.isArray(images) ? images.length : 0);
    return {
      ...rest,
      ...(images !== undefined && { images }),
      ...(content !== undefined && { content: content === null ? null : text }),
      ...(thought !== '' && { reasoning_content: thought }),
      ...(refusal !== '' && { refusal }),
      ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
      ...((annotations !== undefined || sources.length > 0) && { annotations: sources }),
    };
  }

  /** Adds the parts that were held back until the end. */
  function withRest(choice: Choice, isWhole: boolean): Choice {
    const repeated = repeats.end();
    const pushed = thoughts.push(repeated);
    const rest = thoughts.end();
    const text = pushed.text + rest.text;
    const thinking = pushed.thinking + rest.thinking;
    const { content, reasoning_content: thought, tool_calls: pieces } = choice.delta;
    const seen = isWhole ? pictureNote(pictures, hasText || text !== '') : '';
    const bare = isWhole ? calls.end() : [];
    pictures = 0;
    const delta = {
      ...choice.delta,
      ...(text + seen !== '' && { content: (content ?? '') + text + seen }),
      ...(thinking !== '' && { reasoning_content: (thought ?? '') + thinking }),
      ...(bare.length > 0 && { tool_calls: [...((pieces as JsonObject[] | undefined) ?? []), ...bare] }),
    };
    return { ...choice, delta };
  }

  /** Corrects the finish reason of servers that confuse `stop` and `tool_calls`. */
  function finishOf(named: string): string {
    if (named === 'stop' && hasCalls) return 'tool_calls';
    return named === 'tool_calls' && !hasCalls ? 'stop' : named;
  }

  return {
    get isPlain() {
      return thoughts.isPastReasoning && repeats.isSettled;
    },
    get isFinished() {
      return isFinished;
    },
    get mayContinue() {
      return mayContinue;
    },
    get failure() {
      return failure;
    },
    read(sent, chunk) {
      const named = finishReasonOf(sent);
      failure ??= failureOf(named);
      const { message: _, text: __, error: ___, ...rest } = sent;
      const delta = normalDelta(deltaOf(sent), chunk);
      if (named !== null && !failure) {
        isFinished = true;
        mayContinue ||= hasDeltas && !hasText && !hasCalls;
      }
      hasText ||= Boolean(delta.content);
      hasCalls ||= delta['tool_calls'] !== undefined;
      const finish = named === null || failure ? null : finishOf(named);
      const choice = { ...rest, index, delta, finish_reason: finish };
      return finish === null ? choice : withRest(choice, true);
    },
    end(isWhole) {
      const rest = withRest({ index, delta: {}, finish_reason: null }, isWhole);
      return Object.keys(rest.delta).length === 0 ? null : rest;
    },
  };
}

function failureOf(finish: string | null): ProviderError | null {
  const name = finish?.toLowerCase() ?? '';
  if (!FAILURES.has(name)) return null;
  const words = name === 'error' ? '' : `: ${name}`;
  return new ProviderError(`The model server failed while it was answering${words}.`);
}

/** Returns a note about pictures, because a message only contains text. */
function pictureNote(pictures: number, isAfterText: boolean): string {
  if (pictures === 0) return '';
  const them = pictures === 1 ? '1 picture' : `${pictures} pictures`;
  return `${isAfterText ? '\n\n' : ''}*The model sent ${them}, which cannot be shown here.*`;
}

function finishReasonOf(choice: JsonObject): string | null {
  const { finish_reason: sent, finishReason: asGemini, finish_details: details } = choice;
  const named = stringOf(sent) || stringOf(asGemini) || (isObject(details) ? stringOf(details['type']) : '');
  const name = named.toLowerCase();
  return UNFINISHED.has(name) ? null : (FINISH_REASONS.get(name) ?? named);
}
