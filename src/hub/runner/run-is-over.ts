import { ApiProblem } from '../http/api-problem.ts';

/** The answer to what would add to a run that has ended. */
export function runIsOver(runId: string): ApiProblem {
  return new ApiProblem(409, `Run ${runId} has ended: nothing can be added to it.`, {
    code: 'run_is_over',
    headers: { 'x-should-retry': 'false' },
  });
}
