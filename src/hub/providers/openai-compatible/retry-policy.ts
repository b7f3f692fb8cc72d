import { setTimeout as delay } from 'node:timers/promises';
import { askedPause } from './asked-pause.ts';
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
  if (attempt >= ATTEMPTS) return null;
  const asked = 'headers' in failure ? askedPause(failure, clock.now()) : null;
  if (!isTransient(failure, asked)) return null;
  if (asked !== null && asked > LONGEST_PAUSE) return null;
  const pause = asked ?? FIRST_PAUSE * 2 ** (attempt - 1) * (1 + JITTER * clock.random());
  return clock.now() + pause < deadline ? pause : null;
}

/** A quota that is back in a while is a limit such as any other. */
function isTransient(failure: Refusal | ConnectionError, asked: number | null): boolean {
  if ('isTransient' in failure) return failure.isTransient;
  const { status, headers, code, reason } = failure;
  const told = headers.get('x-should-retry');
  if (told === 'true' || told === 'false') return told === 'true';
  if (status === 429 && asked === null && QUOTA.test(`${code} ${reason}`)) return false;
  return TRANSIENT.has(status) || (status >= 500 && !LASTING.has(status));
}
