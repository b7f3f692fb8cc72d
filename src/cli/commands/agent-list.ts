import { agentName } from '../../client/agent-name.ts';
import { listAgents } from '../agents.ts';
import type { Context } from '../context.ts';
import { writeColumns } from '../write-columns.ts';

/** Lists the hub's agents: `symposium agent list`. */
export async function agentList(
  { hub, terminal: { out } }: Context,
  { json }: { json: boolean },
): Promise<void> {
  const agents = await listAgents(hub);
  if (json) return out.writeText(`${JSON.stringify(agents, null, 2)}\n`);
  const rows = agents.map((agent) => [agent.id, agentName(agent), agent.description]);
  writeColumns(out, rows);
}
