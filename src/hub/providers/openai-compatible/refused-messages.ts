import { literally } from './literally.ts';
import type { ModelHabits } from './model-habits.ts';
import type { Refusal } from './refusal.ts';
import type { WireMessage } from './wire-message.ts';

/** Without these a message would not be what it was. */
const NEEDED = new Set(['role', 'content', 'tool_calls', 'tool_call_id', 'function_call']);
const NEEDED_OF_CALLS = new Set(['id', 'type', 'function']);
const UNSUPPORTED =
  /unsupported|not supported|unknown|unrecogni[sz]ed|not permitted|forbidden|unexpected|not allowed|cannot find field/i;
/** In the words of LM Studio and Ollama, DeepSeek, and servers in Rust, Go and Python. */
const NO_NULL =
  /content type: <nil>|content['"`]?:? (is required|cannot be null|must be a string|should be a valid string)|missing field `?content|invalid type: null|null value.*content|got null|None is not of type/i;
/** Mistral's. */
const SHORT_IDS = /must be a-z, A-Z, 0-9, with a length of 9/i;
const REFUSALS = new Set([400, 422, 500]);

/**
 * Learns from a refusal in which form a model takes messages.
 * @param sent the messages as they were sent
 * @returns whether they can be sent otherwise now
 */
export function learnMessages(
  habits: ModelHabits,
  { status, param, reason }: Refusal,
  sent: readonly WireMessage[],
): boolean {
  if (!REFUSALS.has(status)) return false;
  const hasCalls = sent.some((message) => message['tool_calls']);
  if (!habits.wantsShortIds && hasCalls && SHORT_IDS.test(reason)) return (habits.wantsShortIds = true);
  if (!habits.wantsText && hasCalls && NO_NULL.test(reason)) return (habits.wantsText = true);
  if (!UNSUPPORTED.test(reason)) return false;
  const field = [...fieldsOf(sent)].find((name) => isNamed(name, `${param} ${reason}`));
  if (field === undefined) return false;
  habits.fields.add(field);
  return true;
}

/** Names such as `name` and `audio` are words, too: they count at the end of a path, or in quotation marks. */
function isNamed(field: string, text: string): boolean {
  return text.includes(field) && new RegExp(`(\\w[\\])]?\\.|['"\`])${literally(field)}\\b`).test(text);
}

function fieldsOf(messages: readonly WireMessage[]): Set<string> {
  const fields = new Set<string>();
  for (const message of messages) {
    for (const field of Object.keys(message)) if (!NEEDED.has(field)) fields.add(field);
    for (const call of callsOf(message)) {
      for (const field of Object.keys(call)) if (!NEEDED_OF_CALLS.has(field)) fields.add(field);
    }
  }
  return fields;
}

function callsOf({ tool_calls: calls }: WireMessage): object[] {
  return Array.isArray(calls) ? calls : [];
}
