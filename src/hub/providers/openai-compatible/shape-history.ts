import { createHash } from 'node:crypto';
import { type History, textOfPart, THINKING, type WireMessage } from './history.ts';
import type { ModelHabits } from './model-habits.ts';

/** Sent to models that only answer a person. */
const CONTINUE_MESSAGE = 'Please continue.';
/** Sent to models that require an assistant message between a tool's result and the person's message. */
const ACKNOWLEDGEMENT = 'OK.';

/**
 * Returns the messages in the form that a model accepts: one message with all instructions first, and adjacent messages
 * of the same role joined.
 */
export function shapeHistory({ instructions, turns }: History, habits: ModelHabits): WireMessage[] {
  const { systemRole, isStrict } = habits;
  const shaped = turns.flat().map((message) => shapeMessage(message, habits));
  const conversation = isStrict ? alternateRoles(shaped) : shaped;
  const merged = mergeNeighbours(conversation, isStrict);
  const [first] = merged;
  const system = instructions.reduce<WireMessage | null>(
    (before, message) => (before ? join(before, message) : message),
    null,
  );
  if (!system) return merged;
  if (systemRole !== 'user') return [{ ...system, role: systemRole }, ...merged];
  const asUser = { ...system, role: 'user' };
  return first?.role === 'user' ? [join(asUser, first), ...merged.slice(1)] : [asUser, ...merged];
}

/**
 * Makes the roles alternate: the first message is the user's, the last is from the user or a tool, and an assistant
 * message separates a tool result from the next user message.
 */
function alternateRoles(messages: readonly WireMessage[]): WireMessage[] {
  const first = messages.findIndex(({ role }) => role === 'user');
  const begun =
    first < 0 ? [{ role: 'user', content: CONTINUE_MESSAGE }, ...messages] : messages.slice(first);
  const acknowledged = begun.flatMap((message, at) =>
    message.role === 'user' && begun[at - 1]?.role === 'tool'
      ? [{ role: 'assistant', content: ACKNOWLEDGEMENT }, message]
      : [message],
  );
  return acknowledged.at(-1)?.role === 'assistant'
    ? [...acknowledged, { role: 'user', content: CONTINUE_MESSAGE }]
    : acknowledged;
}

function mergeNeighbours(messages: readonly WireMessage[], alsoOthers: boolean): WireMessage[] {
  const merged: WireMessage[] = [];
  for (const message of messages) {
    const before = merged.at(-1);
    const isOfSame = before?.role === message.role && (alsoOthers || before['name'] === message['name']);
    if (before && isOfSame && isPlain(before) && isPlain(message))
      merged[merged.length - 1] = join(before, message);
    else merged.push(message);
  }
  return merged;
}

const PLAIN_FIELDS = new Set(['role', 'content', 'name']);

/** Returns whether a message is from the user or the assistant, and contains only text. */
function isPlain(message: WireMessage): boolean {
  const { role, content } = message;
  if (role !== 'user' && role !== 'assistant') return false;
  if (Object.keys(message).some((field) => !PLAIN_FIELDS.has(field) && message[field] !== null)) return false;
  return (
    typeof content === 'string' ||
    (Array.isArray(content) && content.every((part) => textOfPart(part) !== null))
  );
}

/** Joins two messages: as text if both are text, otherwise as parts. */
function join(message: WireMessage, next: WireMessage): WireMessage {
  const { content } = message;
  if (typeof content === 'string' && typeof next.content === 'string') {
    return { ...message, content: `${content}\n\n${next.content}` };
  }
  return { ...message, content: [...partsOf(content), ...partsOf(next.content)] };
}

function partsOf(content: unknown): unknown[] {
  if (Array.isArray(content)) return content;
  return typeof content === 'string' ? [{ type: 'text', text: content }] : [];
}

/**
 * The reasoning of calls that the model made without any. Kimi refuses an empty text:
 * https://github.com/charmbracelet/crush/issues/2696
 */
const NO_THINKING = ' ';
/** Length of ids for servers that restrict it. */
const SHORT_ID = 9;

/** Returns a message in the form that a model accepts. */
function shapeMessage(message: WireMessage, habits: ModelHabits): WireMessage {
  const { fields, needsText, needsThinking, needsShortIds } = habits;
  const shaped = without(message, fields);
  const { tool_calls: calls, tool_call_id: of, content } = shaped;
  if (Array.isArray(calls)) {
    shaped['tool_calls'] = calls.map((call: Record<string, unknown>) => {
      const kept = without(call, fields);
      return needsShortIds ? { ...kept, id: shortId(kept['id']) } : kept;
    });
    // Anthropic and Gemini refuse an empty text here, other servers refuse null.
    if (!content) shaped.content = needsText ? '' : null;
    if (needsThinking && !shaped[THINKING] && !fields.has(THINKING)) shaped[THINKING] = NO_THINKING;
  }
  if (needsShortIds && of !== undefined) shaped['tool_call_id'] = shortId(of);
  return shaped;
}

function without<Fields extends object>(object: Fields, names: ReadonlySet<string>): Fields {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.has(name))) as Fields;
}

function shortId(id: unknown): string {
  return createHash('sha256').update(String(id)).digest('hex').slice(0, SHORT_ID);
}
