import { type ErrorCode, ProviderError } from '../../provider.ts';
import { askedPause } from '../retry-policy.ts';
import { isContextFull } from '../refused-length.ts';
import type { Refusal } from '../refusal.ts';

const TOO_MANY_REQUESTS = 429;
const MINUTE = 60_000; // in milliseconds
const TOO_LONG =
  'The last message is too long for the model, even without earlier messages. Send a shorter one, or choose a model with a larger context.';

/** Creates the error of a refused request. Its message says which setting to check. */
export function refusalError(refusal: Refusal): ProviderError {
  const { status, reason, code } = refusal;
  if (isContextFull(refusal)) return new ProviderError(TOO_LONG, 'failed', 'invalid_prompt');
  const sentence = /[.!?…]$/.test(reason) ? reason : `${reason}.`;
  const advice = status === TOO_MANY_REQUESTS ? retryAdvice(refusal) : settingAdvice(status, reason);
  return new ProviderError(
    `The model server answered ${status}: ${sentence}${advice ? ` ${advice}` : ''}`,
    'failed',
    errorCode(status, code),
  );
}

/**
 * Returns a sentence that says when to try again, in whole minutes or hours; null if the server does not say when, or
 * if the pause is shorter than a minute.
 */
function retryAdvice(refusal: Refusal): string | null {
  const pause = askedPause(refusal, Date.now());
  if (pause === null || pause < MINUTE || !Number.isFinite(pause)) return null;
  const minutes = Math.ceil(pause / MINUTE);
  const [count, unit] = minutes < 120 ? [minutes, 'minute'] : [Math.ceil(minutes / 60), 'hour'];
  return `Try again in ${count} ${unit}${count === 1 ? '' : 's'}.`;
}

function settingAdvice(status: number, reason: string): string | null {
  if (status === 401 || status === 403) return 'Check MODEL_API_KEY.';
  if (status !== 404) return null;
  return /model/i.test(reason) ? 'Check MODEL_NAME.' : 'Check MODEL_BASE_URL.';
}

function errorCode(status: number, code: string): ErrorCode {
  if (status === TOO_MANY_REQUESTS) return 'rate_limit_exceeded';
  return /invalid_prompt|content_filter|content_policy/.test(code) ? 'invalid_prompt' : 'server_error';
}
