import { ApiProblem } from '../http/api-problem.ts';

/** How many searches are under way at once, and how many more may wait. */
export interface SearchBounds {
  /** In the hub; of one account there is one at a time. */
  atOnce: number;
  /** Of one account. */
  waitingOfAccount: number;
  /** In the hub. */
  waiting: number;
}

const BOUNDS: SearchBounds = { atOnce: 2, waitingOfAccount: 3, waiting: 100 };
/** When to ask again, in seconds. */
const RETRY = 1;

/** Gives searches their turns. */
export interface SearchTurns {
  /**
   * Does the work of a search once it is its turn.
   * @param signal aborted when nobody waits for it any more; where that is before its turn, this throws the signal's reason
   * @throws ApiProblem (429) where newer searches of the account, or too many others, are waiting
   */
  take<Result>(accountId: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result>;
}

interface Waiting {
  begin: () => void;
  refuse: (problem: unknown) => void;
}

/**
 * Searches of one account take turns, and accounts take turns with one another. Who types on asks for something else
 * each time, so where too many of an account wait, the one that has waited longest is given up for the newest.
 */
export function createSearchTurns(bounds: SearchBounds = BOUNDS): SearchTurns {
  const working = new Set<string>();
  /** By account, that first whose turn is next. */
  const lines = new Map<string, Waiting[]>();
  let waiting = 0;

  function leave(accountId: string, one: Waiting): void {
    const line = lines.get(accountId) ?? [];
    const rest = line.filter((other) => other !== one);
    waiting -= line.length - rest.length;
    if (rest.length > 0) lines.set(accountId, rest);
    else lines.delete(accountId);
  }

  function beginNext(): void {
    for (const [accountId, [first]] of lines) {
      if (working.size >= bounds.atOnce) return;
      if (!first || working.has(accountId)) continue;
      leave(accountId, first);
      working.add(accountId);
      first.begin();
    }
  }

  function goLast(accountId: string): void {
    const line = lines.get(accountId);
    lines.delete(accountId);
    if (line) lines.set(accountId, line);
  }

  function untilTurn(accountId: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => one.refuse(signal.reason);
      const one: Waiting = {
        begin() {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
        refuse(problem) {
          signal.removeEventListener('abort', onAbort);
          leave(accountId, one);
          reject(problem);
        },
      };
      signal.addEventListener('abort', onAbort);
      const line = lines.get(accountId) ?? [];
      lines.set(accountId, [...line, one]);
      waiting += 1;
      if (line.length >= bounds.waitingOfAccount) line[0]?.refuse(tooManySearches());
      beginNext();
    });
  }

  return {
    async take(accountId, signal, work) {
      signal.throwIfAborted();
      if (waiting >= bounds.waiting) throw tooManySearches();
      await untilTurn(accountId, signal);
      try {
        return await work();
      } finally {
        working.delete(accountId);
        goLast(accountId);
        beginNext();
      }
    },
  };
}

function tooManySearches(): ApiProblem {
  return new ApiProblem(429, 'Too many searches were waiting, and newer ones go first: search again.', {
    code: 'too_many_searches',
    headers: { 'retry-after': String(RETRY) },
  });
}
