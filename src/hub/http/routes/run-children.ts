import { Hono } from 'hono';
import { childRunInputSchema } from '../../../protocol/child-run.ts';
import { ApiProblem } from '../api-problem.ts';
import type { HubEnv } from '../hub-env.ts';
import { validBody } from '../validation/validate.ts';
import type { ChildRuns } from '../../runner/child-runs.ts';

/** `POST /threads/{thread}/runs/{run}/children`: the agent of a run runs another agent. */
export function runChildrenRoutes({ childRuns }: { childRuns: ChildRuns }): Hono<HubEnv> {
  return new Hono<HubEnv>().post('/', async (context) => {
    const { thread, grant } = context.var;
    if (!grant) {
      throw new ApiProblem(
        403,
        'Only the agent of a run can run other agents from it: start a run with POST /threads/{thread}/runs.',
      );
    }
    const input = await validBody(context, childRunInputSchema);
    return context.json(await childRuns.start(thread, grant, input, context.req.raw.signal));
  });
}
