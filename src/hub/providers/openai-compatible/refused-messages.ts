import { escapeRegExp } from './refused-parameters.ts';
import type { ModelHabits } from './model-habits.ts';
import type { Refusal } from './refusal.ts';
import type { WireMessage } from './history.ts';

/** Fields that cannot be left out of a message. */
const NEEDED = new Set(['role', 'content', 'tool_calls', 'tool_call_id', 'function_call']);
const NEEDED_OF_CALLS = new Set(['id', 'type', 'function']);
const UNSUPPORTED =
  /unsupported|not supported|unknown|unrecogni[sz]ed|not permitted|forbidden|unexpected|not allowed|cannot find field/i;
/** Messages of LM Studio, Ollama, DeepSeek, and servers in Rust, Go and Python. */
const NO_NULL =
  /content type: <nil>|content['"`]?:? (is required|cannot be null|must be a string|should be a valid string)|missing field `?content|invalid type: null|null value.*content|got null|None is not of type/i;
/** Messages of DeepSeek and Kimi. */
const THINKING_MISSING =
  /reasoning_content\b[^.]*(must be passed back|is missing)|missing ['"`]?reasoning_content/i;
/** The words of Mistral. */
const SHORT_IDS = /must be a-z, A-Z, 0-9, with a length of 9/i;
const REFUSALS = new Set([400, 422, 500]);

/**
 * Learns from a refusal which form of messages a model accepts.
 * @param sent the messages as they were sent
 * @returns whether the next attempt will differ
 */
export function learnMessages(
  habits: ModelHabits,
  { status, param, reason }: Refusal,
  sent: readonly WireMessage[],
): boolean {
  if (!REFUSALS.has(status)) return false;
  const hasCalls = sent.some((message) => message['tool_calls']);
  if (!habits.needsShortIds && hasCalls && SHORT_IDS.test(reason)) return (habits.needsShortIds = true);
  if (!habits.needsText && hasCalls && NO_NULL.test(reason)) return (habits.needsText = true);
  if (!habits.needsThinking && hasCalls && THINKING_MISSING.test(reason))
    return (habits.needsThinking = true);
  if (!UNSUPPORTED.test(reason)) return false;
  const field = [...fieldsOf(sent)].find((name) => isNamed(name, `${param} ${reason}`));
  if (field === undefined) return false;
  habits.fields.add(field);
  return true;
}

/**
 * Returns whether a text names a field. Names such as `name` and `audio` are also ordinary words: they count only at
 * the end of a path, or in quotation marks.
 */
function isNamed(field: string, text: string): boolean {
  return text.includes(field) && new RegExp(`(\\w[\\])]?\\.|['"\`])${escapeRegExp(field)}\\b`).test(text);
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

/**
 * Messages of vLLM, Hugging Face's templates, Mistral, Anthropic, DeepSeek, Gemini, Perplexity, llama.cpp and ERNIE.
 */
const STRICT = [
  /roles? (must|should|have to|need to) (be )?alternat/i,
  /should be alternating/i,
  /turns? alternate|alternate between/i,
  /(successive|consecutive) (user|assistant)/i,
  /(first|last|final) (message|role|turn|content)/i,
  /(must|should|has to) (begin|start|end) with/i,
  /expected last role/i,
  /unexpected role ['"`]?user['"`]? after role/i,
  /prefill/i,
  /odd (number|index)|must be odd|even index/i,
  /assistant messages at the end/i,
  /contents? is not specified|at least one (user )?message/i,
];
const NO_SYSTEM = [
  /(system|developer)['"`]? (role|message|prompt|instruction)s? (is |are )?not (supported|enabled|allowed)/i,
  /(does not|doesn't|do not) support ['"`]?(system|developer)/i,
  /(unexpected|unknown|invalid|unsupported) role:?[^.]{0,30}['"`]?(system|developer)/i,
  /['"`](system|developer)['"`] is not (one of|a valid|supported|allowed)/i,
  /only user and assistant roles/i,
  /role[^.]{0,60}must be one of|role.*does not match/i,
];
/** Refusals of a tool's name or schema. Their words, such as "must begin with a letter", resemble refusals of roles. */
const OF_TOOLS = /\b(tools|functions)[[.]|function_declarations|response_format|(function|tool) name/i;
/** Statuses of refusals because of credentials, payment, the address, size or rate. */
const NEVER = new Set([401, 402, 403, 404, 413, 429]);

/**
 * Learns from a refusal which roles a model accepts, and in which order.
 * @returns whether the next attempt will differ
 */
export function learnRoles(habits: ModelHabits, { status, param, reason }: Refusal): boolean {
  if (NEVER.has(status) || OF_TOOLS.test(`${param} ${reason}`)) return false;
  if (NO_SYSTEM.some((words) => words.test(reason))) return learnSystemRole(habits, reason);
  if (!STRICT.some((words) => words.test(reason))) return false;
  if (habits.isStrict) return useUserRole(habits); // in some templates a system message breaks the alternation
  habits.isStrict = true;
  return true;
}

function learnSystemRole(habits: ModelHabits, reason: string): boolean {
  if (
    habits.systemRole === 'system' &&
    /developer|with this model/i.test(reason) &&
    !/developer instruction/i.test(reason)
  ) {
    habits.systemRole = 'developer';
    return true;
  }
  return useUserRole(habits);
}

function useUserRole(habits: ModelHabits): boolean {
  if (habits.systemRole === 'user') return false;
  habits.systemRole = 'user';
  return true;
}
