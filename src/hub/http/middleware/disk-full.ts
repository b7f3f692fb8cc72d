import type { MiddlewareHandler } from 'hono';
import { DISK_FULL } from '../../../protocol/api-error.ts';
import { ApiProblem } from '../api-problem.ts';
import type { DiskSpace } from '../../db/disk-space.ts';
import type { HubEnv } from '../hub-env.ts';

/** When to try again, in seconds. */
const RETRY = 10;

/** The answer to a request that writes. Clients should not repeat it automatically: a person must free space. */
export function diskIsFull(): ApiProblem {
  return new ApiProblem(
    507,
    'The server’s disk is full, so nothing can be saved. Delete conversations, or free space on the server, and try again.',
    { code: DISK_FULL, headers: { 'retry-after': String(RETRY), 'x-should-retry': 'false' } },
  );
}

/** Middleware that lets reads and deletions pass: a deletion may free space. */
export function needsDiskSpace(disk: DiskSpace): MiddlewareHandler<HubEnv> {
  return async (context, next) => {
    const { method, path } = context.req;
    if (disk.isFull && method === 'POST' && !path.endsWith('/cancel')) throw diskIsFull();
    await next();
  };
}
