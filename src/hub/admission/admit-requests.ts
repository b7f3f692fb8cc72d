import { createHash } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { SessionCookie } from '../accounts/authenticate.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { HubEnv } from '../http/hub-env.ts';
import { clientLeft } from '../http/client-left.ts';
import { isStreamRequest, postpone } from '../http/limits/stream-cap.ts';
import {
  createFairQueue,
  QueueFullError,
  type QueueLimits,
  type Waiting,
  type WorkKind,
} from './fair-queue.ts';

/** The default limits. */
export const REQUEST_LIMITS: QueueLimits = {
  active: 32,
  activePerLane: 8,
  perTurn: 16,
  waiting: 10_000,
  waitingPerLane: 2_000,
};

/**
 * Maximum time for which a request counts, in milliseconds. A request that is still being handled then, or whose body
 * is still arriving, no longer counts: a few slow requests must not block all others.
 */
const MAX_COUNTED_TIME = 5_000;
/** Time after which a refused request may be sent again, in seconds. */
const RETRY_SECONDS = 2;
/** Maximum number of credentials whose account is remembered. */
const MAX_CREDENTIALS = 10_000;

/**
 * Admits requests before any work is done for them: before credentials are checked, the body is read or the database
 * is queried. Once its credentials have been verified, each account has two lanes: one for its own requests, and one
 * for the agents of its runs. All other requests share the lane of their address.
 */
export function admitRequests(cookie: SessionCookie, limits: QueueLimits): MiddlewareHandler<HubEnv> {
  const queue = createFairQueue(limits);
  const lanes = new Map<string, string>();

  return async (context, next) => {
    const credentials = credentialsOf(context, cookie);
    const known = credentials === null ? undefined : lanes.get(credentials);
    const lane = known ?? `address ${context.var.address}`;
    const entered = enter(context, lane);
    if (entered instanceof Response) return entered;
    const release = 'slot' in entered ? await untilAdmitted(context, entered) : entered;
    if (!release) return clientLeft(context);
    const timer = setTimeout(release, MAX_COUNTED_TIME).unref();
    context.set('leaveWork', release);
    try {
      await next();
    } finally {
      clearTimeout(timer);
      release();
    }
    if (credentials !== null && known === undefined) remember(context, credentials);
  };

  /** Remembers the lane of valid credentials. The account is set only if the credentials were valid. */
  function remember({ var: { account, grant } }: Context<HubEnv>, credentials: string): void {
    if (!account) return;
    if (lanes.size >= MAX_CREDENTIALS) lanes.clear();
    lanes.set(credentials, `${grant ? 'agents of' : 'account'} ${account.id}`);
  }

  function enter(context: Context<HubEnv>, lane: string) {
    try {
      return queue.enter(lane, kindOf(context));
    } catch (error) {
      if (!(error instanceof QueueFullError)) throw error;
      if (isStreamRequest(context)) return postpone(context, RETRY_SECONDS * 1000, 'the server is busy');
      throw error.isLane ? tooManyRequests() : hubIsBusy();
    }
  }
}

/** Waits for a slot; null if the client disconnects first. */
async function untilAdmitted(
  context: Context<HubEnv>,
  { slot, leave }: Waiting,
): Promise<(() => void) | null> {
  const { outgoing } = context.env;
  let onClose!: () => void;
  const left = new Promise<null>((resolve) => (onClose = () => resolve(null)));
  outgoing.once('close', onClose);
  const release = await Promise.race([slot, left]);
  outgoing.off('close', onClose);
  if (release) return release;
  leave();
  void slot.then((releaseUnused) => releaseUnused()); // in case the slot was assigned at the same moment
  return null;
}

function kindOf(context: Context): WorkKind {
  if (isStreamRequest(context)) return 'stream';
  return /^(GET|HEAD|OPTIONS)$/.test(context.req.method) ? 'read' : 'write';
}

/**
 * Returns the hash of the credentials of a request; null if the request has no credentials. They are hashed because
 * they are kept after the request.
 */
function credentialsOf(context: Context<HubEnv>, cookie: SessionCookie): string | null {
  const credentials = context.req.header('authorization') ?? cookie.read(context);
  return credentials === undefined ? null : createHash('sha256').update(credentials).digest('base64url');
}

function tooManyRequests(): ApiProblem {
  return new ApiProblem(
    429,
    'Too many of your requests are waiting. Send fewer at once, and try again in a few seconds.',
    {
      code: 'too_many_requests',
      headers: { 'retry-after': String(RETRY_SECONDS) },
    },
  );
}

function hubIsBusy(): ApiProblem {
  return new ApiProblem(503, 'The server is busy. Try again in a few seconds.', {
    code: 'server_busy',
    headers: { 'retry-after': String(RETRY_SECONDS) },
  });
}
