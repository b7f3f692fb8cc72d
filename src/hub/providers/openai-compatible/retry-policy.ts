import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionError } from './connection-failure.ts';
import type { Refusal } from './refusal.ts';

/** Time and chance, so that tests control both. */
export interface RetryClock {
  /** In milliseconds since 1970. */
  now(): number;
  /** From 0 to 1. */
  random(): number;
  /** Throws the signal's reason once that is aborted. */
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

/** How often a request is sent at most. */
export const ATTEMPTS = 3;
/** A server that asks for a longer pause than this, in milliseconds, is not asked again. */
const LONGEST_PAUSE = 60_000;
/** As OpenAI's own clients wait, in milliseconds. */
const FIRST_PAUSE = 500;
const JITTER = 0.25;
const TRANSIENT = new Set([408, 409, 425, 429]);
/** Server errors that stay: the server cannot do what it was asked for. */
const LASTING = new Set([501, 505]);
const QUOTA = /insufficient_quota|billing|credit|exceeded your current quota/i;

/**
 * How long to wait before another try, in milliseconds; null where another try is of no use.
 * @param attempt how often it has been tried, from 1 on
 * @param deadline until when an answer is of use, in milliseconds since 1970
 */
export function pauseAfter(
  failure: Refusal | ConnectionError,
  attempt: number,
  deadline: number,
  clock: RetryClock,
): number | null {
  if (attempt >= ATTEMPTS || !isTransient(failure)) return null;
  const asked = 'headers' in failure ? askedPause(failure.headers, clock.now()) : null;
  if (asked !== null && asked > LONGEST_PAUSE) return null;
  const pause = asked ?? FIRST_PAUSE * 2 ** (attempt - 1) * (1 + JITTER * clock.random());
  return clock.now() + pause < deadline ? pause : null;
}

function isTransient(failure: Refusal | ConnectionError): boolean {
  if ('isTransient' in failure) return failure.isTransient;
  const { status, headers, code, reason } = failure;
  const told = headers.get('x-should-retry');
  if (told === 'true' || told === 'false') return told === 'true';
  if (status === 429 && QUOTA.test(`${code} ${reason}`)) return false;
  return TRANSIENT.has(status) || (status >= 500 && !LASTING.has(status));
}

/** What `retry-after` asks for: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after, or OpenAI's `retry-after-ms`. */
function askedPause(headers: Headers, now: number): number | null {
  const milliseconds = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (milliseconds >= 0) return milliseconds;
  const after = headers.get('retry-after');
  if (after === null) return null;
  const seconds = Number(after);
  const pause = Number.isNaN(seconds) ? Date.parse(after) - now : seconds * 1_000;
  return Number.isNaN(pause) ? null : Math.max(pause, 0);
}
