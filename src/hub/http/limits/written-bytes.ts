import type { Context } from 'hono';
import { MAX_WRITTEN } from '../../accounts/run-tokens.ts';
import { ApiProblem } from '../api-problem.ts';
import type { HubEnv } from '../hub-env.ts';

/**
 * Counts what the agent of a run writes.
 * @throws ApiProblem (400) where that is too much for one run
 */
export function countWritten({ var: { grant } }: Context<HubEnv>, bytes: number): void {
  if (!grant || grant.spend(bytes)) return;
  throw new ApiProblem(
    400,
    `One run writes at most ${MAX_WRITTEN} bytes of files and data, and has done so: write less often.`,
    { code: 'too_much_written' },
  );
}
