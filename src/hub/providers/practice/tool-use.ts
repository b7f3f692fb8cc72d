import { createHash } from 'node:crypto';
import type { FunctionTool } from '../../../protocol/function-tool.ts';
import type { RequiredCall } from '../../../protocol/required-action.ts';
import type { CompletionRequest, ModelMessage } from '../provider.ts';
import { quote, shorten } from './topic.ts';

const MIN_WORD_LENGTH = 4; // shorter words occur in any text
const MAX_CALLS = 2;
/** A message that asks for tools, whichever they are. */
const ANY_TOOL = /\b(?:your|the|both|some|any|all) (?:tool|function)s\b/i;

/**
 * Returns the calls that the practice model makes in one answer: at most two. It calls functions whose names or
 * descriptions share a word with the person's last message, or any functions if the message asks for “your tools”. If
 * there is no such function and the run requires a call, it calls the required function, or the first one. If a tool
 * has just answered, it calls none.
 */
export function chooseCalls({ messages, settings = {} }: CompletionRequest): RequiredCall[] {
  const { tools = [], tool_choice: choice = 'auto', parallel_tool_calls: parallel = true } = settings;
  const last = messages.at(-1);
  if (tools.length === 0 || choice === 'none' || last?.role !== 'user') return [];
  const words = wordsIn(last.content);
  const named = typeof choice === 'object' && choice !== null ? choice.function.name : null;
  const fits = (tool: FunctionTool) => ANY_TOOL.test(last.content) || isMentioned(tool, words);
  const fitting = named === null ? tools.filter(fits) : [];
  const required = named === null ? tools[0]! : tools.find((tool) => tool.function.name === named);
  const chosen =
    fitting.length === 0 && choice !== 'auto' && choice !== null && required ? [required] : fitting;
  return chosen
    .slice(0, parallel ? MAX_CALLS : 1)
    .map((tool, index) => toCall(tool, last.content, messages.length + index));
}

function isMentioned({ function: { name, description } }: FunctionTool, words: ReadonlySet<string>): boolean {
  return [...wordsIn(name), ...wordsIn(description ?? '')].some((word) => words.has(word));
}

function wordsIn(text: string): ReadonlySet<string> {
  const words =
    text
      .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  return new Set(words.filter((word) => word.length >= MIN_WORD_LENGTH));
}

function toCall({ function: { name, parameters } }: FunctionTool, text: string, place: number): RequiredCall {
  const hash = createHash('sha256').update(`${name}\n${place}\n${text}`).digest('base64url').slice(0, 24);
  const value = exampleOf(parameters ?? {}, text);
  return { id: `call_${hash}`, type: 'function', function: { name, arguments: JSON.stringify(value) } };
}

/** A name after a preposition, such as “San Francisco” in “in San Francisco”. */
const PLACE = /\b(?:in|at|for|of|near|to)\s+(\p{Lu}[\p{L}'’-]*(?:[\s,]+\p{Lu}[\p{L}'’-]*)*)/u;

/** Returns a value that fits a JSON schema. Only common keywords are supported. */
function exampleOf(schema: unknown, text: string, depth = 0): unknown {
  const { type, properties, required, items, enum: values, default: standard } = toObject(schema);
  if (standard !== undefined) return standard;
  if (Array.isArray(values) && values.length > 0) return values[0];
  const kind = Array.isArray(type) ? type[0] : type;
  if (kind === 'number' || kind === 'integer') return Number(/\d+/.exec(text)?.[0] ?? 1);
  if (kind === 'boolean') return true;
  if (kind === 'null') return null;
  if (kind === 'array') return depth > 3 ? [] : [exampleOf(items, text, depth + 1)];
  if (kind === 'string') return PLACE.exec(text)?.[1] ?? shorten(text);
  const names = Array.isArray(required) ? required.map(String) : Object.keys(toObject(properties));
  if (depth > 3) return {};
  return Object.fromEntries(
    names.map((name) => [name, exampleOf(toObject(properties)[name], text, depth + 1)]),
  );
}

function toObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Returns the outputs that tools have just returned. */
export function outputsIn(messages: readonly ModelMessage[]): string[] {
  const first = messages.findLastIndex(({ role }) => role !== 'tool') + 1;
  return messages.slice(first).map(({ content }) => content ?? '');
}

/** Returns the answer after tools have returned their outputs; null if no tool has. */
export function reportOutputs(messages: readonly ModelMessage[]): string | null {
  const outputs = outputsIn(messages);
  if (outputs.length === 0) return null;
  const asking = messages[messages.length - outputs.length - 1];
  const names = asking && 'tool_calls' in asking ? asking.tool_calls.map((call) => call.function.name) : [];
  const lines = outputs.map(
    (output, index) => `- \`${names[index] ?? 'a tool'}\`: ${quote(shorten(output))}`,
  );
  return [
    'The tools have returned:',
    '',
    ...lines,
    '',
    '*This is Symposium’s practice model. No language model stands behind it: it called these tools because their names or descriptions share words with your message.*',
  ].join('\n');
}
