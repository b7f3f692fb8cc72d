import { Hono } from 'hono';
import { agentRequestSchema } from '../../../protocol/agent-request.ts';
import type { AgentRequests } from '../../runner/requests/agent-requests.ts';
import { ApiProblem } from '../api-problem.ts';
import type { HubEnv } from '../hub-env.ts';
import { validBody } from '../validation/validate.ts';

/** `POST /threads/{thread}/runs/{run}/requests` lets the agent of a run ask the person. */
export function runRequestRoutes({ runner }: { runner: AgentRequests }): Hono<HubEnv> {
  return new Hono<HubEnv>().post('/', async (context) => {
    const { grant } = context.var;
    if (!grant) {
      throw new ApiProblem(
        403,
        "This route requires the token of the run's agent. To answer what it asks, use POST /threads/{thread}/runs/{run}/answers.",
      );
    }
    const request = await validBody(context, agentRequestSchema);
    context.var.leaveWork?.(); // a person may need long to answer
    return context.json(await runner.askPerson(grant.runId, request));
  });
}
