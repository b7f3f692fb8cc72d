import { createHash } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { SessionCookie } from '../accounts/authenticate.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { HubEnv } from '../http/hub-env.ts';
import { clientHasLeft } from '../http/requests/client-has-left.ts';
import { isStreamRequest, putOff } from '../http/requests/stream-cap.ts';
import {
  createFairQueue,
  QueueFullError,
  type QueueLimits,
  type Waiting,
  type WorkKind,
} from './fair-queue.ts';

/** The limits of a hub at work. */
export const REQUEST_LIMITS: QueueLimits = {
  atWork: 32,
  atWorkPerLane: 8,
  perTurn: 16,
  waiting: 10_000,
  waitingPerLane: 2_000,
};

/**
 * After how many milliseconds a request that is still at work, or whose body still comes, does not count any more: a few
 * slow ones must not keep all others waiting.
 */
const PATIENCE = 5_000;
/** When a request that was refused may be sent again, in seconds. */
const RETRY_SECONDS = 2;
/** Of how many credentials the account is remembered. */
const MOST_CREDENTIALS = 10_000;

/**
 * Admits requests before any work is done for them: before their credentials, their body or the database are looked at.
 * Each account has a lane of its own, once its credentials have been seen to be good, and the agents of its runs have
 * another; all others share the lane of their address.
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
    const leave = 'place' in entered ? await untilAdmitted(context, entered) : entered;
    if (!leave) return clientHasLeft(context);
    const timer = setTimeout(leave, PATIENCE).unref();
    context.set('leaveWork', leave);
    try {
      await next();
    } finally {
      clearTimeout(timer);
      leave();
    }
    if (credentials !== null && known === undefined) remember(context, credentials);
  };

  /** The account is there where the credentials were good. */
  function remember({ var: { account, grant } }: Context<HubEnv>, credentials: string): void {
    if (!account) return;
    if (lanes.size >= MOST_CREDENTIALS) lanes.clear();
    lanes.set(credentials, `${grant ? 'agents of' : 'account'} ${account.id}`);
  }

  function enter(context: Context<HubEnv>, lane: string) {
    try {
      return queue.enter(lane, kindOf(context));
    } catch (error) {
      if (!(error instanceof QueueFullError)) throw error;
      if (isStreamRequest(context)) return putOff(context, RETRY_SECONDS * 1000, 'the server is busy');
      throw error.isLane ? tooManyRequests() : hubIsBusy();
    }
  }
}

/** Waits for the place; null where the client leaves first. */
async function untilAdmitted(
  context: Context<HubEnv>,
  { place, leave }: Waiting,
): Promise<(() => void) | null> {
  const { outgoing } = context.env;
  let onClose!: () => void;
  const left = new Promise<null>((resolve) => (onClose = () => resolve(null)));
  outgoing.once('close', onClose);
  const giveBack = await Promise.race([place, left]);
  outgoing.off('close', onClose);
  if (giveBack) return giveBack;
  leave();
  void place.then((tooLate) => tooLate()); // where it came in the same moment
  return null;
}

function kindOf(context: Context): WorkKind {
  if (isStreamRequest(context)) return 'stream';
  return /^(GET|HEAD|OPTIONS)$/.test(context.req.method) ? 'read' : 'write';
}

/** What says who asks, hashed: it is kept for longer than the request. Null where nothing does. */
function credentialsOf(context: Context<HubEnv>, cookie: SessionCookie): string | null {
  const credentials = context.req.header('authorization') ?? cookie.read(context);
  return credentials === undefined ? null : createHash('sha256').update(credentials).digest('base64url');
}

function tooManyRequests(): ApiProblem {
  return new ApiProblem(429, 'Too many of your requests wait for an answer: send fewer at once.', {
    code: 'too_many_requests',
    headers: { 'retry-after': String(RETRY_SECONDS) },
  });
}

function hubIsBusy(): ApiProblem {
  return new ApiProblem(503, 'The server is busy: try again in a few seconds.', {
    code: 'server_busy',
    headers: { 'retry-after': String(RETRY_SECONDS) },
  });
}
