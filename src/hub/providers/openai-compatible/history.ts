import { toUSVString } from 'node:util';
import { z } from 'zod';
import { visibleText } from '../../../protocol/visible-text.ts';
import { CHARACTERS_OF_MESSAGE, MOST_MESSAGES } from '../context-bounds.ts';

/**
 * A message in the form in which it is sent:
 * https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages
 */
export interface WireMessage {
  role: string;
  content?: unknown;
  [field: string]: unknown;
}

/** The messages of a request, grouped so that whole turns can be left out. */
export interface History {
  readonly instructions: readonly WireMessage[];
  /** Each turn begins with a message of the person. Messages before the first such message are a turn as well. */
  readonly turns: readonly (readonly WireMessage[])[];
}

/**
 * The fields of messages that are sent: OpenAI's, and those that Mistral, DeepSeek, Kimi, Qwen, Anthropic and
 * OpenRouter use to continue an answer, to cache a prompt or to resume after a tool call.
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
/** DeepSeek and Kimi require that the reasoning before a tool call is sent back. They refuse reasoning elsewhere. */
export const THINKING = 'reasoning_content';
const SYSTEM_ROLES = new Set(['system', 'developer']);
const TOOL_ROLES = new Set(['tool', 'function']);

const messagesSchema = z.array(z.looseObject({ role: z.string() }));

/**
 * Reads the messages of a request, and leaves out empty messages. Returns null if the messages are invalid: the
 * server's error explains that best.
 */
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
  // A message that the model should continue keeps its white space. Anthropic refuses others that end in white space.
  return { ...sent, content: sent['prefix'] || sent['partial'] ? visible : visible.trimEnd() };
}

/**
 * Joins parts that are plain text, because many servers accept no lists of parts. Replaces lone surrogates, because
 * servers in Python fail on them. A reply that was cut off may end with a lone surrogate.
 */
function plainContent(content: unknown): unknown {
  if (typeof content === 'string') return toUSVString(content);
  if (!Array.isArray(content) || content.length === 0) return content;
  const texts = content.map((part) => (isPlainPart(part) ? textOfPart(part) : null));
  return texts.every((text) => text !== null) ? toUSVString(texts.filter(Boolean).join('\n\n')) : content;
}

/** Returns whether a part is a string, or has only a type and a text. Others have fields such as `cache_control`. */
function isPlainPart(part: unknown): boolean {
  return typeof part === 'string' || Object.keys(part ?? {}).length === 2;
}

/** Returns whether a message is empty. A tool's result never counts as empty, because its call needs a result. */
function isEmpty({ role, content, ...rest }: WireMessage): boolean {
  if (TOOL_ROLES.has(role) || rest['tool_calls'] || rest['function_call'] || rest['audio'] || rest['refusal'])
    return false;
  if (Array.isArray(content)) return content.every((part) => textOfPart(part)?.trim() === '');
  return typeof content === 'string' ? content.trim() === '' : content === undefined || content === null;
}

/** Returns the text of a part; null if the part is not text. */
export function textOfPart(part: unknown): string | null {
  if (typeof part === 'string') return part;
  const { type, text } = (part ?? {}) as { type?: unknown; text?: unknown };
  return type === 'text' && typeof text === 'string' ? text : null;
}

/**
 * Assumed size of a part that is not text, in characters. Pictures cost tokens by their dimensions, not by their bytes.
 */
const CHARACTERS_OF_PART = 4_000;

/** Returns the approximate size of these messages in a model's context, in characters. */
export function sizeOf(messages: readonly WireMessage[]): number {
  let size = 0;
  for (const { content, tool_calls: calls, [THINKING]: thinking } of messages) {
    size += CHARACTERS_OF_MESSAGE + (calls ? JSON.stringify(calls).length : 0);
    if (typeof thinking === 'string') size += thinking.length;
    if (typeof content === 'string') size += content.length;
    else if (Array.isArray(content)) {
      for (const part of content) size += textOfPart(part)?.length ?? CHARACTERS_OF_PART;
    }
  }
  return size;
}

/** Returns the newest turns that fit together with the instructions; at least the last turn. */
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

/** Returns the number of messages, without the instructions. */
export function countMessages({ turns }: History): number {
  return turns.reduce((count, turn) => count + turn.length, 0);
}

/** The fields of a tool call that are needed here. */
interface Call {
  id: string;
  [field: string]: unknown;
}

/**
 * Pairs tool calls with their results, as all servers require. A call without a result is left out: its run was
 * stopped. A result without a call is left out too. An id that is used again is replaced.
 */
function withPairedCalls(messages: readonly WireMessage[]): WireMessage[] {
  const paired: WireMessage[] = [];
  const used = new Map<string, number>();
  for (const [at, message] of messages.entries()) {
    if (message.role === 'tool') continue; // results are added after their calls
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

/** Returns the results after a message, up to the next message with tool calls, by the ids of their calls. */
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

/**
 * Returns the id, with a number if another call already has this id.
 * @param used how often each id has been used
 */
function unusedId(id: string, used: Map<string, number>): string {
  const count = (used.get(id) ?? 0) + 1;
  used.set(id, count);
  if (count === 1) return id;
  const unused = `${id}_${count}`;
  return unusedId(unused, used);
}
