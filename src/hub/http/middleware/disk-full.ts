import type { MiddlewareHandler } from 'hono';
import { DISK_FULL } from '../../../protocol/api-error.ts';
import { ApiProblem } from '../api-problem.ts';
import type { DiskSpace } from '../../db/disk-space.ts';
import type { HubEnv } from '../hub-env.ts';

/** Time after which to try again, in seconds. */
const RETRY = 10;

/**
 * Returns the answer to a request that writes while the disk is full. Clients should not repeat the request
 * automatically: a person must free space.
 */
export function diskIsFull(): ApiProblem {
  return new ApiProblem(
    507,
    'The server’s disk is full, so nothing can be saved. Delete conversations, or free space on the server, and try again.',
    { code: DISK_FULL, headers: { 'retry-after': String(RETRY), 'x-should-retry': 'false' } },
  );
}

/**
 * Middleware that refuses writes while the disk is full. Reads, deletions and cancellations pass: a deletion may free
 * space.
 */
export function needsDiskSpace(disk: DiskSpace): MiddlewareHandler<HubEnv> {
  return async (context, next) => {
    const { method, path } = context.req;
    if (disk.isFull && method === 'POST' && !path.endsWith('/cancel')) throw diskIsFull();
    await next();
  };
}
