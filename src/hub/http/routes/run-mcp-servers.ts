import { Hono, type Context } from 'hono';
import { serverToolCallSchema } from '../../../protocol/server-tool.ts';
import type { RunMcpServers } from '../../runner/execution/run-mcp-servers.ts';
import { ApiProblem } from '../api-problem.ts';
import type { HubEnv } from '../hub-env.ts';
import { validBody } from '../validation/validate.ts';

/** `/threads/{thread}/runs/{run}/mcp_servers/{server}` lets the agent of a run use an MCP server. */
export function runMcpServerRoutes({ runner }: { runner: RunMcpServers }): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .get('/tools', async (context) => {
      const data = await runner.serverTools(ownRun(context), serverOf(context));
      return context.json({ object: 'list', data });
    })
    .post('/calls', async (context) => {
      const runId = ownRun(context);
      const call = await validBody(context, serverToolCallSchema);
      return context.json(await runner.callServerTool(runId, serverOf(context), call));
    });
}

/** Returns the id of the run whose agent sends the request. */
function ownRun({ var: { grant } }: Context<HubEnv>): string {
  if (grant) return grant.runId;
  throw new ApiProblem(403, "This route requires the token of the run's agent: only agents use MCP servers.");
}

function serverOf(context: Context<HubEnv>): string {
  return context.req.param('server') ?? '';
}
