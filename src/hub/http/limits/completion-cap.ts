import type { MiddlewareHandler } from 'hono';
import { ApiProblem } from '../api-problem.ts';
import { hasLeft } from '../../fan-out/sse-response.ts';
import type { HubEnv } from '../hub-env.ts';

/** How many completions one run may ask for at once, over HTTP. */
const MOST_PER_RUN = 16;

/**
 * Counts requests for completions until their responses close. Which run one names has not been looked up yet: where there
 * is no such run, that ends it.
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

/** Bounds how many completions are under way that were asked for over HTTP. Each call returns what gives the place back. */
interface CompletionCap {
  /**
   * Takes a place for a request in no run's name.
   * @throws ApiProblem (429) where the account has as many as it may have, those of its runs included
   */
  take(accountId: string): () => void;
  /**
   * Takes a place for a run. It counts for the account, whose cap does not refuse it: runs are capped by themselves, and a
   * run that had to wait for others of its account could wait for one that waits for it.
   * @throws ApiProblem (429) where the run has as many as it may have
   */
  takeForRun(accountId: string, runId: string): () => void;
}

/** @param most how many an account may have */
function createCompletionCap(most: number): CompletionCap {
  const ofAccounts = createCounts();
  const ofRuns = createCounts();
  return {
    take(accountId) {
      if (ofAccounts.of(accountId) >= most) {
        throw tooMany(`This account has ${most} completions under way, and may have no more at once.`);
      }
      return ofAccounts.add(accountId);
    },
    takeForRun(accountId, runId) {
      if (ofRuns.of(runId) >= MOST_PER_RUN) {
        throw tooMany(
          `This run asks for ${MOST_PER_RUN} completions already, and may not ask for more at once.`,
        );
      }
      const leaves = [ofAccounts.add(accountId), ofRuns.add(runId)];
      return () => {
        for (const leave of leaves) leave();
      };
    },
  };
}

function createCounts() {
  const counts = new Map<string, number>();
  return {
    of: (key: string) => counts.get(key) ?? 0,
    /** Returns what takes it away, once. */
    add(key: string): () => void {
      counts.set(key, (counts.get(key) ?? 0) + 1);
      let isCounted = true;
      return () => {
        if (!isCounted) return;
        isCounted = false;
        const left = (counts.get(key) ?? 0) - 1;
        if (left > 0) counts.set(key, left);
        else counts.delete(key);
      };
    },
  };
}

function tooMany(message: string): ApiProblem {
  return new ApiProblem(429, `${message} Wait until one has ended.`, {
    code: 'too_many_completions',
    headers: { 'retry-after': '2' },
  });
}
