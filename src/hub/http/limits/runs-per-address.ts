import type { MiddlewareHandler } from 'hono';
import { ApiProblem } from '../api-problem.ts';
import type { HubEnv } from '../hub-env.ts';
import type { RunObserver } from '../../runner/run-observer.ts';
import { createCounts } from '../../limits/limiter.ts';

/** Above this many addresses those are looked for that have no run any more. */
const MOST_ADDRESSES = 1_000;

/** Bounds the runs that one address has under way, over all the accounts that it asks as. */
export interface RunsPerAddress {
  /** Stands before the requests that start a run. */
  limit: MiddlewareHandler<HubEnv>;
  /** Has to be told of every run. */
  observer: RunObserver;
}

/**
 * For a hub whose accounts anyone can make: who asks as a new browser each time gets no more by it.
 * @param most at once, per address
 */
export function createRunsPerAddress(most: number): RunsPerAddress {
  const runsOfAccount = createCounts();
  const asking = createCounts();
  const accountsAt = new Map<string, Set<string>>();

  /** The runs under way of the accounts that have asked from this address; those that have none are forgotten. */
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
    if (accountsAt.size > MOST_ADDRESSES) for (const each of accountsAt.keys()) runsAt(each);
  }

  return {
    async limit({ var: { account, address } }, next) {
      if (runsAt(address) + asking.of(address) >= most) throw tooManyRuns(most);
      asking.add(address, 1);
      try {
        await next();
      } finally {
        asking.add(address, -1);
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
    `Your address has ${most} runs under way, and may have no more at once: wait until one has ended, or cancel it.`,
    { code: 'too_many_runs', headers: { 'retry-after': '5' } },
  );
}
