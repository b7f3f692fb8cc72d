import type { ModelHabits } from './model-habits.ts';
import type { Refusal } from './refusal.ts';

/** In the words of vLLM and Hugging Face's templates, Mistral, Anthropic, DeepSeek, Gemini, Perplexity, llama.cpp and ERNIE. */
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
/** Refusals of a tool's name or schema, which may have to begin with a letter. */
const OF_TOOLS = /\b(tools|functions)[[.]|function_declarations|response_format|(function|tool) name/i;
/** Refusals of who asks, of how much and of how often. */
const NEVER = new Set([401, 402, 403, 404, 413, 429]);

/**
 * Learns from a refusal which roles a model knows, and in which order.
 * @returns whether the messages can be sent otherwise now
 */
export function learnRoles(habits: ModelHabits, { status, param, reason }: Refusal): boolean {
  if (NEVER.has(status) || OF_TOOLS.test(`${param} ${reason}`)) return false;
  if (NO_SYSTEM.some((words) => words.test(reason))) return learnSystemRole(habits, reason);
  if (!STRICT.some((words) => words.test(reason))) return false;
  if (habits.isStrict) return takeSystemAway(habits); // to some templates a system message is the turn too many
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
  return takeSystemAway(habits);
}

function takeSystemAway(habits: ModelHabits): boolean {
  if (habits.systemRole === 'user') return false;
  habits.systemRole = 'user';
  return true;
}
