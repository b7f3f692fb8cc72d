import { createHash } from 'node:crypto';
import { type History, textOfPart, type WireMessage } from './history.ts';
import type { ModelHabits } from './model-habits.ts';

/** For models that only answer a person. */
const GO_ON = 'Please continue.';
/** For models that want to have spoken of what a tool found before the person does. */
const SEEN = 'OK.';

/** The messages in the form that a model takes: one of instructions first, and neighbours of one role made one. */
export function shapeHistory({ instructions, turns }: History, habits: ModelHabits): WireMessage[] {
  const { systemRole, isStrict } = habits;
  const said = turns.flat().map((message) => shapeMessage(message, habits));
  const conversation = isStrict ? alternating(said) : said;
  const merged = mergeNeighbours(conversation, isStrict);
  const [first] = merged;
  const system = instructions.reduce<WireMessage | null>(
    (before, message) => (before ? joined(before, message) : message),
    null,
  );
  if (!system) return merged;
  if (systemRole !== 'user') return [{ ...system, role: systemRole }, ...merged];
  const asUser = { ...system, role: 'user' };
  return first?.role === 'user' ? [joined(asUser, first), ...merged.slice(1)] : [asUser, ...merged];
}

/** The person begins, the person or a tool ends, and a reply stands between a tool and the person. */
function alternating(messages: readonly WireMessage[]): WireMessage[] {
  const first = messages.findIndex(({ role }) => role === 'user');
  const begun = first < 0 ? [{ role: 'user', content: GO_ON }, ...messages] : messages.slice(first);
  const spoken = begun.flatMap((message, at) =>
    message.role === 'user' && begun[at - 1]?.role === 'tool'
      ? [{ role: 'assistant', content: SEEN }, message]
      : [message],
  );
  return spoken.at(-1)?.role === 'assistant' ? [...spoken, { role: 'user', content: GO_ON }] : spoken;
}

function mergeNeighbours(messages: readonly WireMessage[], alsoOthers: boolean): WireMessage[] {
  const merged: WireMessage[] = [];
  for (const message of messages) {
    const before = merged.at(-1);
    const isOfSame = before?.role === message.role && (alsoOthers || before['name'] === message['name']);
    if (before && isOfSame && isPlain(before) && isPlain(message))
      merged[merged.length - 1] = joined(before, message);
    else merged.push(message);
  }
  return merged;
}

const PLAIN_FIELDS = new Set(['role', 'content', 'name']);

/** Whether it is text and nothing else. */
function isPlain(message: WireMessage): boolean {
  const { role, content } = message;
  if (role !== 'user' && role !== 'assistant') return false;
  if (Object.keys(message).some((field) => !PLAIN_FIELDS.has(field) && message[field] !== null)) return false;
  return (
    typeof content === 'string' ||
    (Array.isArray(content) && content.every((part) => textOfPart(part) !== null))
  );
}

/** Both contents in the first message: text where both are, and else their parts. */
function joined(message: WireMessage, next: WireMessage): WireMessage {
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

/** How many characters ids have where a server counts them. */
const SHORT_ID = 9;

/** A message in the form that a model takes. */
function shapeMessage(message: WireMessage, habits: ModelHabits): WireMessage {
  const { fields, wantsText, wantsShortIds } = habits;
  const shaped = without(message, fields);
  const { tool_calls: calls, tool_call_id: of, content } = shaped;
  if (Array.isArray(calls)) {
    shaped['tool_calls'] = calls.map((call: Record<string, unknown>) => {
      const kept = without(call, fields);
      return wantsShortIds ? { ...kept, id: shortId(kept['id']) } : kept;
    });
    // Anthropic and Gemini refuse an empty text here, others refuse nothing at all.
    if (!content) shaped.content = wantsText ? '' : null;
  }
  if (wantsShortIds && of !== undefined) shaped['tool_call_id'] = shortId(of);
  return shaped;
}

function without<Fields extends object>(object: Fields, names: ReadonlySet<string>): Fields {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.has(name))) as Fields;
}

function shortId(id: unknown): string {
  return createHash('sha256').update(String(id)).digest('hex').slice(0, SHORT_ID);
}
