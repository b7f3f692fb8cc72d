import { setTimeout as sleep } from 'node:timers/promises';
import { backoff } from '../client/backoff.ts';
import { HubSilentError, HubUnreachableError } from '../client/hub-requests.ts';

/** Maximum number of requests when no answer arrives. */
const MAX_ATTEMPTS = 4;

/** Waits for this number of milliseconds. */
export type Wait = (milliseconds: number) => Promise<unknown>;

/**
 * Sends a request again when the connection breaks before the answer. If the hub does not answer in time, the request is
 * not sent again.
 */
export async function withRetries<Result>(
  request: () => Promise<Result>,
  wait: Wait = sleep,
): Promise<Result> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      const canRetry = error instanceof HubUnreachableError && !(error instanceof HubSilentError);
      if (!canRetry || attempt === MAX_ATTEMPTS - 1) throw error;
      await wait(backoff(attempt, Math.random()));
    }
  }
}
