import { notFound } from '../errors/refused-error.ts';
import type { Database } from '../db/database.ts';
import { findKey, type Repeatable } from '../db/idempotency-keys.ts';
import { findRepeatedRun, findRunOfAccount, type RunRow } from '../db/runs.ts';

/** For how long a client's repeated request means the run that it has made, in milliseconds. */
const REPETITION = 60_000;

/** Finds the runs that requests have made, so that a request that is repeated makes no other. */
export interface IdempotentRuns {
  /**
   * Makes a run for a request, unless an earlier one like it has. A request that may be a repetition waits for those
   * like it that are under way, and looks before it writes anything.
   */
  madeOnce(request: Repeatable, make: () => Promise<RunRow>): Promise<RunRow>;
}

/** @param db where made runs are looked up */
export function createIdempotentRuns(db: Database): IdempotentRuns {
  const underWay = new Map<string, Promise<unknown>>();

  function requestLike(names: readonly string[]): Promise<unknown> | undefined {
    return names.map((name) => underWay.get(name)).find((one) => one !== undefined);
  }

  async function earlierRun(request: Repeatable): Promise<RunRow | null> {
    const { accountId, fingerprint, isRetry } = request;
    const id = await findKey(db, request);
    if (id !== null) {
      const earlier = await findRunOfAccount(db, accountId, id);
      if (!earlier) throw notFound('run', id); // it went with its thread
      return earlier.run;
    }
    if (!isRetry) return null;
    const madeAfter = new Date(Date.now() - REPETITION);
    return (await findRepeatedRun(db, accountId, fingerprint, madeAfter))?.run ?? null;
  }

  async function makeUnlessMade(request: Repeatable, make: () => Promise<RunRow>): Promise<RunRow> {
    return (await earlierRun(request)) ?? (await make());
  }

  return {
    async madeOnce(request, make) {
      const { accountId, fingerprint, key, isRetry } = request;
      const mayBeRepeated = key !== null || isRetry;
      const names = [`${accountId} ${fingerprint}`, ...(key === null ? [] : [`${accountId} key ${key}`])];
      if (mayBeRepeated) for (let like; (like = requestLike(names));) await like;
      const making = mayBeRepeated ? makeUnlessMade(request, make) : make();
      const settled = making.catch(() => undefined); // it fails for who asked
      for (const name of names) underWay.set(name, settled);
      try {
        return await making;
      } finally {
        for (const name of names) if (underWay.get(name) === settled) underWay.delete(name);
      }
    },
  };
}
