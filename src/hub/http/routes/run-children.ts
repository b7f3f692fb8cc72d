import { Hono } from 'hono';
import { childRunInputSchema } from '../../../protocol/child-run.ts';
import { ApiProblem } from '../api-problem.ts';
import type { HubEnv } from '../hub-env.ts';
import { validBody } from '../validation/validate.ts';
import type { ChildRuns } from '../../runner/execution/child-runs.ts';

/** `POST /threads/{thread}/runs/{run}/children` lets the agent of a run run another agent. */
export function runChildrenRoutes({ childRuns }: { childRuns: ChildRuns }): Hono<HubEnv> {
  return new Hono<HubEnv>().post('/', async (context) => {
    const { thread, grant } = context.var;
    if (!grant) {
      throw new ApiProblem(
        403,
        "This route requires the token of the run's agent. To start a run yourself, use POST /threads/{thread}/runs.",
      );
    }
    const input = await validBody(context, childRunInputSchema);
    return context.json(await childRuns.start(thread, grant, input, context.req.raw.signal));
  });
}
