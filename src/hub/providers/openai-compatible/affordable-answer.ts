import type { Refusal } from './refusal.ts';
import type { RequestBody } from './refused-parameters.ts';

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
