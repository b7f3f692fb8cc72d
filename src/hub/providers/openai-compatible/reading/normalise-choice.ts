import type { CompletionChunk } from '../../../../agents/agent.ts';
import { ProviderError } from '../../provider.ts';
import { NO_TEXTS, textsIn, thinkingBeside } from './content-parts.ts';
import { isObject, stringOf, type JsonObject } from './json.ts';
import { createThoughtSplitter } from './split-thoughts.ts';
import { createToolCallReader } from './tool-calls.ts';

type Choice = CompletionChunk['choices'][number];

/** Reads one choice of an answer, chunk by chunk. */
export interface ChoiceReader {
  /** Whether its text is past the thoughts that it may begin with. */
  readonly isPastThoughts: boolean;
  /** Whether its finish reason has come. */
  readonly isFinished: boolean;
  /** Whether more may come nevertheless: the first text had a finish reason already, as every text of some servers has. */
  readonly mayGoOn: boolean;
  /** A chunk's choice in the normal form: a `delta`, its content a string, its thoughts in `reasoning_content`. */
  read(sent: JsonObject): Choice;
  /** What was held back; null where nothing was. */
  end(): Choice | null;
}

/** What servers call the finish reasons of OpenAI's. */
const FINISH_REASONS = new Map(
  Object.entries({
    stop: ['eos', 'eos_token', 'end_turn', 'stop_sequence', 'stop_token', 'end'],
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
/** What some servers send for a finish reason as long as there is none. */
const UNFINISHED = new Set(['', 'null', 'none']);

/** A reader of the choice with this index. */
export function createChoiceReader(index: number): ChoiceReader {
  const thoughts = createThoughtSplitter();
  const calls = createToolCallReader();
  let hasDeltas = false;
  let isFinished = false;
  let hasText = false;
  let mayGoOn = false;

  /** The delta of a choice, whatever its server calls it. A message after deltas only repeats them. */
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

  function normalDelta(sent: JsonObject): Choice['delta'] {
    const { content, reasoning: _, thinking: __, reasoning_content: ___, tool_calls: pieces, ...rest } = sent;
    const texts = typeof content === 'string' ? { ...NO_TEXTS, text: content } : textsIn(content);
    const { text, thinking } = thoughts.push(texts.text);
    const thought = thinkingBeside(sent) + texts.thinking + thinking;
    const refusal = stringOf(sent['refusal']) + texts.refusal;
    const called = [pieces]
      .flat()
      .concat(isObject(sent['function_call']) ? { function: sent['function_call'] } : []);
    const toolCalls = calls.read(called);
    return {
      ...rest,
      ...(content !== undefined && { content: content === null ? null : text }),
      ...(thought !== '' && { reasoning_content: thought }),
      ...(refusal !== '' && { refusal }),
      ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
    };
  }

  return {
    get isPastThoughts() {
      return thoughts.isPastThoughts;
    },
    get isFinished() {
      return isFinished;
    },
    get mayGoOn() {
      return mayGoOn;
    },
    read(sent) {
      const finish = finishReasonOf(sent);
      if (finish === 'error') throw new ProviderError('The model server failed: it broke off its answer.');
      const { message: _, text: __, error: ___, ...rest } = sent;
      const delta = normalDelta(deltaOf(sent));
      isFinished ||= finish !== null;
      mayGoOn ||= hasDeltas && !hasText && finish !== null && Boolean(delta.content);
      hasText ||= Boolean(delta.content);
      const choice = { ...rest, index, delta, finish_reason: finish };
      return finish === null ? choice : withText(choice, thoughts.end());
    },
    end() {
      const rest = thoughts.end();
      return rest.text + rest.thinking === ''
        ? null
        : withText({ index, delta: {}, finish_reason: null }, rest);
    },
  };
}

function withText(choice: Choice, { text, thinking }: { text: string; thinking: string }): Choice {
  const { content, reasoning_content: thought } = choice.delta;
  const delta = {
    ...choice.delta,
    ...(text !== '' && { content: (content ?? '') + text }),
    ...(thinking !== '' && { reasoning_content: (thought ?? '') + thinking }),
  };
  return { ...choice, delta };
}

function finishReasonOf(choice: JsonObject): string | null {
  const { finish_reason: sent, finishReason: asGemini, finish_details: details } = choice;
  const named = stringOf(sent) || stringOf(asGemini) || (isObject(details) ? stringOf(details['type']) : '');
  const name = named.toLowerCase();
  return UNFINISHED.has(name) ? null : (FINISH_REASONS.get(name) ?? named);
}
