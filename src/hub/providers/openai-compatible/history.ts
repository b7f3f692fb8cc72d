import { toUSVString } from 'node:util';
import { z } from 'zod';
import { visibleText } from '../../../protocol/visible-text.ts';
import { CHARACTERS_OF_MESSAGE, MOST_MESSAGES } from '../context-bounds.ts';

/** A message as it is sent: https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages */
export interface WireMessage {
  role: string;
  content?: unknown;
  [field: string]: unknown;
}

/** The messages of a request, grouped so that whole turns can be left out. */
export interface History {
  readonly instructions: readonly WireMessage[];
  /** Each begins with a message of the person. Messages before the first one are a turn as well. */
  readonly turns: readonly (readonly WireMessage[])[];
}

/**
 * The fields of messages that are sent: OpenAI's, and those that Mistral, DeepSeek, Kimi, Qwen, Anthropic and OpenRouter
 * use to continue an answer, to cache a prompt or to resume after a tool call.
 */
const FIELDS = new Set([
  'role',
  'content',
  'name',
  'tool_calls',
  'tool_call_id',
  'function_call',
  'refusal',
  'audio',
  'prefix',
  'partial',
  'cache_control',
  'reasoning_details',
  'thinking_blocks',
]);
/** DeepSeek and Kimi require the reasoning before a tool call to be sent back, and refuse it elsewhere. */
const THINKING = 'reasoning_content';
const SYSTEM_ROLES = new Set(['system', 'developer']);
const TOOL_ROLES = new Set(['tool', 'function']);

const messagesSchema = z.array(z.looseObject({ role: z.string() }));

/** Reads the messages of a request, without empty ones. Null if they are invalid: the server reports that best. */
export function readHistory(messages: unknown): History | null {
  const read = messagesSchema.safeParse(messages);
  if (!read.success) return null;
  const instructions: WireMessage[] = [];
  const turns: WireMessage[][] = [];
  for (const sent of withPairedCalls(read.data.map(toWire))) {
    if (isEmpty(sent)) continue;
    const turn = turns.at(-1);
    if (SYSTEM_ROLES.has(sent.role)) instructions.push(sent);
    else if (turn && sent.role !== 'user') turn.push(sent);
    else turns.push([sent]);
  }
  return { instructions, turns };
}

function toWire(message: WireMessage): WireMessage {
  const { tool_calls: calls } = message;
  const callsTools = Array.isArray(calls) && calls.length > 0;
  const kept = Object.entries(message).filter(
    ([field, value]) =>
      value !== undefined &&
      (callsTools || field !== 'tool_calls') &&
      (FIELDS.has(field) || (callsTools && field === THINKING)),
  );
  const sent: WireMessage = { role: message.role, ...Object.fromEntries(kept) };
  if ('content' in sent) sent.content = plainContent(sent.content);
  if (sent.role !== 'assistant' || typeof sent.content !== 'string' || callsTools) return sent;
  const visible = visibleText(sent.content);
  // The beginning of an answer to continue is kept unchanged. Anthropic refuses other messages that end in white space.
  return { ...sent, content: sent['prefix'] || sent['partial'] ? visible : visible.trimEnd() };
}

/**
 * Joins parts that are plain text, since many servers accept no lists of parts. Replaces half a surrogate pair, as at the
 * end of a reply that was cut off, since servers in Python fail on it.
 */
function plainContent(content: unknown): unknown {
  if (typeof content === 'string') return toUSVString(content);
  if (!Array.isArray(content) || content.length === 0) return content;
  const texts = content.map((part) => (isPlainPart(part) ? textOfPart(part) : null));
  return texts.every((text) => text !== null) ? toUSVString(texts.filter(Boolean).join('\n\n')) : content;
}

/** Whether a part has no field besides its type and text, such as one for caching. */
function isPlainPart(part: unknown): boolean {
  return typeof part === 'string' || Object.keys(part ?? {}).length === 2;
}

/** An empty result of a tool is kept, because its call needs one. */
function isEmpty({ role, content, ...rest }: WireMessage): boolean {
  if (TOOL_ROLES.has(role) || rest['tool_calls'] || rest['function_call'] || rest['audio'] || rest['refusal'])
    return false;
  if (Array.isArray(content)) return content.every((part) => textOfPart(part)?.trim() === '');
  return typeof content === 'string' ? content.trim() === '' : content === undefined || content === null;
}

/** The text of a part; null for other kinds. */
export function textOfPart(part: unknown): string | null {
  if (typeof part === 'string') return part;
  const { type, text } = (part ?? {}) as { type?: unknown; text?: unknown };
  return type === 'text' && typeof text === 'string' ? text : null;
}

/**
 * Assumed size of a part that is not text, in characters. Pictures cost tokens by their dimensions, not by their bytes.
 */
const CHARACTERS_OF_PART = 4_000;

/** Approximate size of these messages in a model's context, in characters. */
export function sizeOf(messages: readonly WireMessage[]): number {
  let size = 0;
  for (const { content, tool_calls: calls } of messages) {
    size += CHARACTERS_OF_MESSAGE + (calls ? JSON.stringify(calls).length : 0);
    if (typeof content === 'string') size += content.length;
    else if (Array.isArray(content)) {
      for (const part of content) size += textOfPart(part)?.length ?? CHARACTERS_OF_PART;
    }
  }
  return size;
}

/** The newest turns that fit with the instructions; always at least the last turn. */
export function newestTurns({ instructions, turns }: History, characters: number): History {
  let left = characters - sizeOf(instructions);
  let messages = 0;
  let from = turns.length;
  while (from > 0) {
    const turn = turns[from - 1]!;
    left -= sizeOf(turn);
    messages += turn.length;
    if (from < turns.length && (left < 0 || messages > MOST_MESSAGES)) break;
    from -= 1;
  }
  return { instructions, turns: turns.slice(from) };
}

/** Number of messages, without the instructions. */
export function countMessages({ turns }: History): number {
  return turns.reduce((count, turn) => count + turn.length, 0);
}

/** The fields of a tool call that are needed here. */
interface Call {
  id: string;
  [field: string]: unknown;
}

/**
 * Pairs tool calls with their results, as all servers require: a call without a result, because its run was stopped, and a
 * result without a call are left out, and an id that is used again is replaced.
 */
function withPairedCalls(messages: readonly WireMessage[]): WireMessage[] {
  const paired: WireMessage[] = [];
  const used = new Map<string, number>();
  for (const [at, message] of messages.entries()) {
    if (message.role === 'tool') continue; // it comes with its call
    if (!('tool_calls' in message)) {
      paired.push(message);
      continue;
    }
    const { tool_calls: _calls, ...withoutCalls } = message;
    const results = resultsAfter(messages, at);
    const calls = callsOf(message).filter(({ id }) => results.has(id));
    if (calls.length === 0) {
      paired.push(withoutCalls);
      continue;
    }
    const ids = new Map(calls.map(({ id }) => [id, unusedId(id, used)]));
    paired.push({ ...message, tool_calls: calls.map((call) => ({ ...call, id: ids.get(call.id) })) });
    for (const [id, sentId] of ids) paired.push({ ...results.get(id)!, tool_call_id: sentId });
  }
  return paired;
}

function callsOf({ tool_calls: calls }: WireMessage): Call[] {
  return Array.isArray(calls) ? calls.filter(isCall) : [];
}

function isCall(call: unknown): call is Call {
  return typeof call === 'object' && call !== null && typeof (call as { id?: unknown }).id === 'string';
}

/** The results after a message, up to the next message with tool calls, by the ids of their calls. */
function resultsAfter(messages: readonly WireMessage[], at: number): Map<string, WireMessage> {
  const results = new Map<string, WireMessage>();
  for (let next = at + 1; next < messages.length; next += 1) {
    const message = messages[next]!;
    if ('tool_calls' in message && callsOf(message).length > 0) break;
    const { role, tool_call_id: id } = message;
    if (role === 'tool' && typeof id === 'string' && !results.has(id)) results.set(id, message);
  }
  return results;
}

/** @param used how often each id has been used */
function unusedId(id: string, used: Map<string, number>): string {
  const count = (used.get(id) ?? 0) + 1;
  used.set(id, count);
  if (count === 1) return id;
  const unused = `${id}_${count}`;
  return unusedId(unused, used);
}
