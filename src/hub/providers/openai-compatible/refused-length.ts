import type { Refusal } from './refusal.ts';
import type { RequestBody } from './refused-parameters.ts';

/**
 * How servers report that a request is longer than the model's context. OpenAI and compatible servers have a code; the
 * words are those of vLLM, SGLang, TGI, llama.cpp, LM Studio, Ollama, Anthropic, Gemini, Mistral, Groq, xAI, Kimi,
 * Bedrock and Cohere. Groq and OpenAI also refuse a single request that exceeds their limit per minute.
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
/** Statuses of refusals that are never about length: they are about credentials, payment or the address. */
const NEVER = new Set([401, 402, 403, 404]);

/** Returns whether a request was refused because it is too long for the model. */
export function isContextFull({ status, code, reason }: Refusal): boolean {
  if (NEVER.has(status)) return false;
  if (status === TOO_MANY_REQUESTS) return REQUEST_TOO_LARGE.test(reason); // other requests may succeed in a minute
  return status === PAYLOAD_TOO_LARGE || CODES.test(code) || WORDS.some((words) => words.test(reason));
}

const NUMBER = /\d[\d,_]*/g;
const LIMIT =
  /(?:maximum|limit|at most|only|context (?:length|size|window)|n_ctx|<=|>)[^\d.;]{0,60}?(\d[\d,_]{0,20})|(\d[\d,_]{0,20}) (?:tokens? )?maximum/gi;
/** Smaller numbers are probably not counts of tokens: they may be version numbers, for example. */
const MIN_TOKENS = 100;
/** Factor that keeps a reserve, because tokens are not spread evenly over a conversation. */
const MARGIN = 0.9;
const UNKNOWN = 0.5;

/**
 * Returns the share of a request that fits, from 0 to 1. The share is computed from the numbers in the refusal; it is
 * one half if the refusal has none.
 */
export function shareThatFits({ reason, text }: Refusal): number {
  const words = /"n_ctx"|"n_prompt_tokens"/.test(text) ? text : reason;
  const numbers = [...words.matchAll(NUMBER)]
    .map(([digits]) => count(digits))
    .filter((one) => one >= MIN_TOKENS);
  const asked = Math.max(...numbers, 0);
  const limits = [...words.matchAll(LIMIT)]
    .map(([, after, before]) => count(after ?? before ?? ''))
    .filter((one) => one >= MIN_TOKENS && one < asked);
  const limit = Math.max(...limits, 0);
  return limit === 0 ? UNKNOWN : (limit / asked) * MARGIN;
}

/** Anthropic: length of the messages + maximum answer length > context length. */
const SUM = /(\d[\d,_]{0,20}) \+ (\d[\d,_]{0,20}) > (\d[\d,_]{0,20})/;

/** Returns whether the messages alone would fit, and only the requested maximum answer length is too large. */
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
/** The words of OpenRouter. */
const AFFORDABLE = /can only afford (\d+)/i;

/**
 * Returns the maximum answer length that the credit allows, in tokens; null if the credit allows none, or if the
 * refusal has another reason.
 */
export function affordableTokens({ status, reason }: Refusal): number | null {
  if (status !== PAYMENT_REQUIRED) return null;
  return Number(AFFORDABLE.exec(reason)?.[1] ?? 0) || null;
}

/** Returns the request with this maximum answer length, in tokens. */
export function withLimit(body: RequestBody, tokens: number): RequestBody {
  const name = 'max_completion_tokens' in body ? 'max_completion_tokens' : 'max_tokens';
  return { ...body, [name]: tokens };
}
