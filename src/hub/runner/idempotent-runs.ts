import { notFound } from '../errors/refused-error.ts';
import type { Database } from '../db/database.ts';
import { findKey, type Repeatable } from '../db/idempotency-keys.ts';
import { findRepeatedRun, findRunOfAccount, type RunRow } from '../db/runs.ts';

/** Time in which a retry without a key returns the run of the first request, in milliseconds. */
const RETRY_WINDOW = 60_000;

/** Creates each run once, even if its request is repeated. */
export interface IdempotentRuns {
  /**
   * Creates a run, or returns the run of an equal earlier request. A request that may be a retry waits for equal
   * requests in progress, and looks for their run before it writes anything.
   */
  createOnce(request: Repeatable, create: () => Promise<RunRow>): Promise<RunRow>;
}

/** @param db the database in which earlier runs are found */
export function createIdempotentRuns(db: Database): IdempotentRuns {
  const inProgress = new Map<string, Promise<unknown>>();

  function equalRequest(names: readonly string[]): Promise<unknown> | undefined {
    return names.map((name) => inProgress.get(name)).find((one) => one !== undefined);
  }

  async function earlierRun(request: Repeatable): Promise<RunRow | null> {
    const { accountId, fingerprint, isRetry } = request;
    const id = await findKey(db, request);
    if (id !== null) {
      const earlier = await findRunOfAccount(db, accountId, id);
      if (!earlier) throw notFound('run', id); // it was deleted with its thread
      return earlier.run;
    }
    if (!isRetry) return null;
    const createdAfter = new Date(Date.now() - RETRY_WINDOW);
    return (await findRepeatedRun(db, accountId, fingerprint, createdAfter))?.run ?? null;
  }

  async function createIfNew(request: Repeatable, create: () => Promise<RunRow>): Promise<RunRow> {
    return (await earlierRun(request)) ?? (await create());
  }

  return {
    async createOnce(request, create) {
      const { accountId, fingerprint, key, isRetry } = request;
      const mayBeRepeated = key !== null || isRetry;
      const names = [`${accountId} ${fingerprint}`, ...(key === null ? [] : [`${accountId} key ${key}`])];
      if (mayBeRepeated) for (let equal; (equal = equalRequest(names));) await equal;
      const creating = mayBeRepeated ? createIfNew(request, create) : create();
      const settled = creating.catch(() => undefined); // the caller handles the failure
      for (const name of names) inProgress.set(name, settled);
      try {
        return await creating;
      } finally {
        for (const name of names) if (inProgress.get(name) === settled) inProgress.delete(name);
      }
    },
  };
}
