import type { Context } from 'hono';
import { encodeComment, encodeRetry } from '../../../protocol/sse-encode.ts';
import { ApiProblem } from '../api-problem.ts';
import { hasLeft } from '../../fan-out/sse-response.ts';
import type { HubEnv } from '../hub-env.ts';
import type { Limiter } from '../../limits/limiter.ts';

/** Time for which an EventSource waits before it reconnects, in milliseconds. */
const RETRY = 10_000;

const STREAM = /\/(events|threads\/[^/]+\/stream\/[^/]+)$/;

/** Whether the request may come from an EventSource. An EventSource reconnects by itself only after a 200. */
export function isStreamRequest({ req: { method, path } }: Context): boolean {
  return method === 'GET' && STREAM.test(path);
}

/**
 * Counts a stream for the account and the address until its response closes.
 * @returns false if one of them has reached its limit
 */
export function takeStream({ env, var: { account, address } }: Context<HubEnv>, streams: Limiter): boolean {
  const release = streams.acquire(account.id, address);
  if (!release) return false;
  if (hasLeft(env.outgoing)) release();
  else env.outgoing.once('close', release);
  return true;
}

/**
 * Answers an EventSource that cannot be served now with 200, an empty stream and a retry time. Any other status would
 * end the EventSource.
 * @param retry in milliseconds
 * @param notice the reason, for people who inspect the response
 */
export function postpone(
  context: Context<HubEnv>,
  retry = RETRY,
  notice = 'this account has reached its limit of streams',
): Response {
  return context.body(encodeRetry(retry) + encodeComment(notice), 200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
  });
}

/** Returns the answer to a client that has too many streams and is not an EventSource. */
export function tooManyStreams(): ApiProblem {
  return new ApiProblem(
    429,
    'This account has reached its limit of open streams. Close one, then try again.',
    {
      code: 'too_many_streams',
      headers: { 'retry-after': String(RETRY / 1000) },
    },
  );
}
