import type { MiddlewareHandler } from 'hono';
import { ApiProblem } from '../api-problem.ts';
import { hasLeft } from '../../fan-out/sse-response.ts';
import type { HubEnv } from '../hub-env.ts';
import { createCounts } from '../../limits/limiter.ts';
import { releaseOnce } from '../../limits/release-once.ts';

/** Maximum number of completions that one run may have in progress over HTTP. */
const MAX_PER_RUN = 16;

/**
 * Limits the completion requests in progress. Each counts until its response closes. The run that a request names
 * has not been looked up yet: if it does not exist, the request fails later and no longer counts.
 */
export function capCompletions(most: number): MiddlewareHandler<HubEnv> {
  const cap = createCompletionCap(most);
  return async (context, next) => {
    const { account } = context.var;
    const runId = context.req.header('run_id');
    const release = runId ? cap.takeForRun(account.id, runId) : cap.take(account.id);
    const { outgoing } = context.env;
    if (hasLeft(outgoing)) release();
    else outgoing.once('close', release);
    await next();
  };
}

/**
 * Limits the completions in progress that were requested over HTTP. Each method returns a function that releases
 * the place, once.
 */
interface CompletionCap {
  /**
   * Takes a place for a request that names no run.
   * @throws ApiProblem (429) if the account has reached its limit, which includes the completions of its runs
   */
  take(accountId: string): () => void;
  /**
   * Takes a place for a run. It counts for the account, but the account's limit does not refuse it: if a run had to
   * wait for other runs of its account, two runs could wait for each other.
   * @throws ApiProblem (429) if the run has reached its limit
   */
  takeForRun(accountId: string, runId: string): () => void;
}

/** @param most maximum number of completions in progress per account */
function createCompletionCap(most: number): CompletionCap {
  const ofAccounts = createCounts();
  const ofRuns = createCounts();
  return {
    take(accountId) {
      if (ofAccounts.of(accountId) >= most) {
        throw tooMany(`This account has ${most} completions in progress, which is the limit.`);
      }
      ofAccounts.add(accountId, 1);
      return releaseOnce(() => ofAccounts.add(accountId, -1));
    },
    takeForRun(accountId, runId) {
      if (ofRuns.of(runId) >= MAX_PER_RUN) {
        throw tooMany(`This run has ${MAX_PER_RUN} completions in progress, which is the limit.`);
      }
      ofAccounts.add(accountId, 1);
      ofRuns.add(runId, 1);
      return releaseOnce(() => {
        ofAccounts.add(accountId, -1);
        ofRuns.add(runId, -1);
      });
    },
  };
}

function tooMany(message: string): ApiProblem {
  return new ApiProblem(429, `${message} Wait until one has ended, then try again.`, {
    code: 'too_many_completions',
    headers: { 'retry-after': '2' },
  });
}
