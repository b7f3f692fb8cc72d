import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionError } from './errors/connection-error.ts';
import type { Refusal } from './refusal.ts';

/** Injectable time and randomness, so that tests control both. */
export interface RetryClock {
  /** Unix time, in milliseconds. */
  now(): number;
  /** Returns a random number from 0 to 1. */
  random(): number;
  /** Waits. Throws the signal's reason when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const RETRY_CLOCK: RetryClock = {
  now: Date.now,
  random: Math.random,
  async sleep(milliseconds, signal) {
    try {
      await delay(milliseconds, undefined, { signal });
    } catch {
      throw signal.reason;
    }
  },
};

/** Maximum number of attempts per request. */
export const ATTEMPTS = 3;
/**
 * Maximum pause that a server may ask for, in milliseconds. If it asks for a longer pause, the request is not retried.
 */
const MAX_PAUSE = 60_000;
/** The first pause, in milliseconds, as in OpenAI's own clients. */
const FIRST_PAUSE = 500;
const JITTER = 0.25;
const TRANSIENT = new Set([408, 409, 425, 429]);
/** Statuses of permanent server errors: the server does not support the request. */
const LASTING = new Set([501, 505]);
const QUOTA = /insufficient_quota|billing|credit|exceeded your current quota/i;

/**
 * Returns the pause before the next attempt, in milliseconds; null if a retry is useless.
 * @param attempt number of attempts so far
 * @param deadline Unix time in milliseconds after which an answer is useless
 */
export function pauseAfter(
  failure: Refusal | ConnectionError,
  attempt: number,
  deadline: number,
  clock: RetryClock,
): number | null {
  if (attempt >= ATTEMPTS) return null;
  const asked = 'headers' in failure ? askedPause(failure, clock.now()) : null;
  if (!isTransient(failure, asked)) return null;
  if (asked !== null && asked > MAX_PAUSE) return null;
  const pause = asked ?? FIRST_PAUSE * 2 ** (attempt - 1) * (1 + JITTER * clock.random());
  return clock.now() + pause < deadline ? pause : null;
}

/** Returns whether a retry may succeed. A quota that is renewed after a stated pause counts as a rate limit. */
function isTransient(failure: Refusal | ConnectionError, asked: number | null): boolean {
  if ('isTransient' in failure) return failure.isTransient;
  const { status, headers, code, reason } = failure;
  const header = headers.get('x-should-retry');
  if (header === 'true' || header === 'false') return header === 'true';
  if (status === 429 && asked === null && QUOTA.test(`${code} ${reason}`)) return false;
  return TRANSIENT.has(status) || (status >= 500 && !LASTING.has(status));
}

const NUMBER = /^\s*(\d+(?:\.\d*)?|Infinity)\s*$/;
/** Go's format of durations: `2m59.56s`, `370ms` or `1h`. */
const DURATION = /^(?=\d)(?:([\d.]+)h)?(?:([\d.]+)m(?!s))?(?:([\d.]+)s)?(?:([\d.]+)ms)?$/;
const MILLISECONDS = [3_600_000, 60_000, 1_000, 1];
/** An HTTP date begins with a weekday; other texts that `Date.parse` accepts are not dates. */
const DATE = /^[A-Z][a-z]+,? /;
/** The pause in the details of a refusal by Gemini. */
const RETRY_DELAY = /"retryDelay"\s*:\s*"([\d.hms]+)"/;
const IN_WORDS = /(?:try again|retry) (?:in|after) ([\d.hms]*\d(?:h|m|s|ms))\b/i;

/**
 * Returns the pause that a refusal asks for, in milliseconds; null if it asks for none. The pause is in `retry-after`
 * (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after), in OpenAI's `retry-after-ms`, or in the body.
 */
export function askedPause({ headers, text, reason }: Refusal, now: number): number | null {
  const after = headers.get('retry-after')?.trim() ?? '';
  return (
    numberIn(headers.get('retry-after-ms') ?? '', 1) ??
    numberIn(after, 1_000) ??
    durationIn(after) ??
    timeUntil(after, now) ??
    durationIn(RETRY_DELAY.exec(text)?.[1] ?? '') ??
    durationIn(IN_WORDS.exec(reason)?.[1] ?? '')
  );
}

function numberIn(text: string, unit: number): number | null {
  const [, digits] = NUMBER.exec(text) ?? [];
  return digits === undefined ? null : Number(digits) * unit;
}

function durationIn(text: string): number | null {
  const parts = DURATION.exec(text)?.slice(1);
  if (!parts) return null;
  const pause = parts.reduce((sum, part, at) => sum + Number(part ?? 0) * MILLISECONDS[at]!, 0);
  return Number.isNaN(pause) ? null : Math.round(pause);
}

function timeUntil(text: string, now: number): number | null {
  const pause = DATE.test(text) ? Date.parse(text) - now : Number.NaN;
  return Number.isNaN(pause) ? null : Math.max(pause, 0);
}
