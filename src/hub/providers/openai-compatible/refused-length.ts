import type { Refusal } from './refusal.ts';
import type { RequestBody } from './refused-parameters.ts';

/**
 * How servers say that a request is longer than the model's context. OpenAI and those that follow it have a code; the
 * words are those of vLLM, SGLang, TGI, llama.cpp, LM Studio, Ollama, Anthropic, Gemini, Mistral, Groq, xAI, Kimi,
 * Bedrock and Cohere. Groq and OpenAI also refuse a single request that is longer than what they allow in a minute.
 */
const CODES = /context_length_exceeded|exceed_context_size|string_above_max_length|request_too_large/;
const REQUEST_TOO_LARGE = /request too large/i;
const WORDS = [
  /context (length|window|size)/i,
  /maximum (context|model|prompt|sequence|input) length/i,
  /(prompt|input|request|messages?|conversation) (is|are|was) too (long|large)/i,
  /input (is )?too long/i,
  /reduce the length of/i,
  /exceeds? the (maximum|context|model|available)[^.]*(tokens?|context|length|window)/i,
  /input token count[^.]*exceeds/i,
  /exceed(s|ed)? (the )?(model )?(token|context) limit/i,
  /prompt token count[^.]*exceeds/i,
  /too large for model/i,
  /too many tokens/i,
  /`?inputs`?( tokens)? \+ `?max_new_tokens`?/i,
  /longer than the (maximum model|model's context) length/i,
  REQUEST_TOO_LARGE,
  /tokens to keep from the initial prompt/i,
];
const PAYLOAD_TOO_LARGE = 413;
const TOO_MANY_REQUESTS = 429;
/** Refusals of who asks, and of an address: they say nothing of what is asked. */
const NEVER = new Set([401, 402, 403, 404]);

/** Whether a request was refused because it is too long for the model. */
export function isContextFull({ status, code, reason }: Refusal): boolean {
  if (NEVER.has(status)) return false;
  if (status === TOO_MANY_REQUESTS) return REQUEST_TOO_LARGE.test(reason); // others have room in the next minute
  return status === PAYLOAD_TOO_LARGE || CODES.test(code) || WORDS.some((words) => words.test(reason));
}

const NUMBER = /\d[\d,_]*/g;
const LIMIT =
  /(?:maximum|limit|at most|only|context (?:length|size|window)|n_ctx|<=|>)[^\d.;]{0,60}?(\d[\d,_]{0,20})|(\d[\d,_]{0,20}) (?:tokens? )?maximum/gi;
/** What is no count of tokens but, say, a version or a date. */
const FEWEST = 100;
/** Tokens are not spread evenly over a conversation. */
const MARGIN = 0.9;
const UNKNOWN = 0.5;

/** How much of a request may stay, as a share of 1, by the numbers that the refusal names; else half. */
export function shareThatFits({ reason, text }: Refusal): number {
  const said = /"n_ctx"|"n_prompt_tokens"/.test(text) ? text : reason;
  const numbers = [...said.matchAll(NUMBER)].map(([digits]) => count(digits)).filter((one) => one >= FEWEST);
  const asked = Math.max(...numbers, 0);
  const limits = [...said.matchAll(LIMIT)]
    .map(([, after, before]) => count(after ?? before ?? ''))
    .filter((one) => one >= FEWEST && one < asked);
  const limit = Math.max(...limits, 0);
  return limit === 0 ? UNKNOWN : (limit / asked) * MARGIN;
}

/** Anthropic's: the messages and the longest answer, and what there is room for. */
const SUM = /(\d[\d,_]{0,20}) \+ (\d[\d,_]{0,20}) > (\d[\d,_]{0,20})/;

/** Whether the messages alone would fit, so that the longest answer that is asked for is what does not. */
export function isAnswerTooLong({ reason }: Refusal): boolean {
  const [, asked, , room] = SUM.exec(reason) ?? [];
  if (asked !== undefined && room !== undefined) return count(asked) < count(room);
  const [, total] =
    /(?:maximum (?:context|model) length|context (?:length|window|size))[^\d]{0,30}(\d[\d,_]{0,20})/i.exec(
      reason,
    ) ?? [];
  const [, prompt] =
    /(\d[\d,_]{0,20})(?: tokens)? (?:in the messages|of text input|in (?:your|the) prompt|from the input messages|input tokens)/i.exec(
      reason,
    ) ?? [];
  return total !== undefined && prompt !== undefined && count(prompt) < count(total);
}

function count(digits: string): number {
  return Number(digits.replaceAll(/[,_]/g, ''));
}

const PAYMENT_REQUIRED = 402;
/** OpenRouter's. */
const AFFORDABLE = /can only afford (\d+)/i;

/** How long an answer the credit suffices for, in tokens; null where it suffices for none, or the refusal says no such thing. */
export function affordableTokens({ status, reason }: Refusal): number | null {
  if (status !== PAYMENT_REQUIRED) return null;
  return Number(AFFORDABLE.exec(reason)?.[1] ?? 0) || null;
}

/** A request for an answer that is no longer than this. */
export function withLimit(body: RequestBody, tokens: number): RequestBody {
  const name = 'max_completion_tokens' in body ? 'max_completion_tokens' : 'max_tokens';
  return { ...body, [name]: tokens };
}
