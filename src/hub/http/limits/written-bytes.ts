import type { Context } from 'hono';
import { MAX_WRITTEN } from '../../accounts/run-tokens.ts';
import { ApiProblem } from '../api-problem.ts';
import type { HubEnv } from '../hub-env.ts';

/**
 * Counts the bytes that the agent of a run writes.
 * @throws ApiProblem (400) if the run has reached its limit
 */
export function countWrittenBytes({ var: { grant } }: Context<HubEnv>, bytes: number): void {
  if (!grant || grant.spend(bytes)) return;
  throw new ApiProblem(
    400,
    `This run has written ${MAX_WRITTEN} bytes of files and data, which is the limit. Write less often.`,
    { code: 'too_much_written' },
  );
}
