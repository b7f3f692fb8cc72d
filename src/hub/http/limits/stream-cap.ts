import type { Context } from 'hono';
import { encodeComment, encodeRetry } from '../../../protocol/sse-encode.ts';
import { ApiProblem } from '../api-problem.ts';
import { hasLeft } from '../../fan-out/sse-response.ts';
import type { HubEnv } from '../hub-env.ts';
import type { Limiter } from '../../limits/limiter.ts';

/** How long an EventSource waits before it tries again, in milliseconds. */
const RETRY = 10_000;

const STREAM = /\/(events|threads\/[^/]+\/stream\/[^/]+)$/;

/** Whether an EventSource may ask: it comes back by itself if it is answered with 200, and with nothing else. */
export function isStreamRequest({ req: { method, path } }: Context): boolean {
  return method === 'GET' && STREAM.test(path);
}

/**
 * Counts a stream against the caps of the account and the address until its response closes.
 * @returns false where one of them has all the streams that it may have
 */
export function takeStream({ env, var: { account, address } }: Context<HubEnv>, streams: Limiter): boolean {
  const release = streams.acquire(account.id, address);
  if (!release) return false;
  if (hasLeft(env.outgoing)) release();
  else env.outgoing.once('close', release);
  return true;
}

/**
 * The answer to an EventSource that cannot be served now. Any but 200 would end it for good, so it is put off.
 * @param retry in milliseconds
 * @param notice why, for people who look at what was sent
 */
export function putOff(
  context: Context<HubEnv>,
  retry = RETRY,
  notice = 'this account has as many streams as it may have',
): Response {
  return context.body(encodeRetry(retry) + encodeComment(notice), 200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
  });
}

/** The answer to a client that asks for one stream too many, and does not come back by itself. */
export function tooManyStreams(): ApiProblem {
  return new ApiProblem(429, 'This account has as many streams as it may have: close one, or wait.', {
    code: 'too_many_streams',
    headers: { 'retry-after': String(RETRY / 1000) },
  });
}
