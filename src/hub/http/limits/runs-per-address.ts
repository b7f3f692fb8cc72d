import type { MiddlewareHandler } from 'hono';
import { ApiProblem } from '../api-problem.ts';
import type { HubEnv } from '../hub-env.ts';
import type { RunObserver } from '../../runner/run-observer.ts';
import { createCounts } from '../../limits/limiter.ts';

/** Number of addresses above which the addresses without an active run are removed. */
const MAX_ADDRESSES = 1_000;

/** Limits the active runs of one address, over all of its accounts. */
export interface RunsPerAddress {
  /** Middleware for the requests that start a run. */
  limit: MiddlewareHandler<HubEnv>;
  /** Must observe every run. */
  observer: RunObserver;
}

/**
 * Creates the limit, for a hub without HUB_TOKENS, where anyone can create accounts. A client cannot exceed the limit
 * by acting as a new browser each time.
 * @param most maximum number of active runs per address
 */
export function createRunsPerAddress(most: number): RunsPerAddress {
  const runsOfAccount = createCounts();
  const starting = createCounts();
  const accountsAt = new Map<string, Set<string>>();

  /**
   * Counts the active runs of the accounts that sent requests from this address. Accounts without an active run are
   * removed.
   */
  function runsAt(address: string): number {
    const accounts = accountsAt.get(address) ?? new Set();
    let runs = 0;
    for (const account of accounts) {
      if (runsOfAccount.of(account) === 0) accounts.delete(account);
      runs += runsOfAccount.of(account);
    }
    if (accounts.size === 0) accountsAt.delete(address);
    return runs;
  }

  function remember(address: string, accountId: string): void {
    const accounts = accountsAt.get(address) ?? new Set();
    accountsAt.set(address, accounts.add(accountId));
    if (accountsAt.size > MAX_ADDRESSES) for (const each of accountsAt.keys()) runsAt(each);
  }

  return {
    async limit({ var: { account, address } }, next) {
      if (runsAt(address) + starting.of(address) >= most) throw tooManyRuns(most);
      starting.add(address, 1);
      try {
        await next();
      } finally {
        starting.add(address, -1);
        if (runsOfAccount.of(account.id) > 0) remember(address, account.id);
      }
    },
    observer: {
      runBegan: (_, thread) => runsOfAccount.add(thread.accountId, 1),
      runEnded: (_, thread) => runsOfAccount.add(thread.accountId, -1),
    },
  };
}

function tooManyRuns(most: number): ApiProblem {
  return new ApiProblem(
    429,
    `Your address has ${most} active runs, which is the limit. Wait until one has ended, or cancel one.`,
    { code: 'too_many_runs', headers: { 'retry-after': '5' } },
  );
}
