import { Hono, type Context } from 'hono';
import { agentDataInputSchema, agentDataQuerySchema, type AgentDatum } from '../../protocol/agent-data.ts';
import { ApiProblem } from '../api-problem.ts';
import { readAgentData, saveAgentData, type DataOwner } from '../db/agent-data.ts';
import type { Availability } from '../db/availability.ts';
import type { Database } from '../db/database.ts';
import type { HubEnv } from '../hub-env.ts';
import { countWritten } from '../requests/count-written.ts';
import { validBody, validQuery } from '../requests/validated.ts';

interface AgentDataDependencies {
  db: Database;
  availability: Availability;
}

/** `/agent_data`: what the agent of a run keeps for the account, to save and to read. Nobody else can. */
export function agentDataRoutes({ db, availability: { outlive } }: AgentDataDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .get('/', async (context) => {
      const owner = ownerOf(context);
      const { key } = validQuery(context, agentDataQuerySchema);
      const data = await outlive(() => readAgentData(db, owner, key));
      return context.json<{ object: 'list'; data: AgentDatum[] }>({ object: 'list', data });
    })
    .post('/', async (context) => {
      const owner = ownerOf(context);
      const { key, value } = await validBody(context, agentDataInputSchema);
      countWritten(context, Buffer.byteLength(key) + Buffer.byteLength(JSON.stringify(value)));
      return context.json(await outlive(() => saveAgentData(db, owner, key, value)));
    });
}

function ownerOf({ var: { grant } }: Context<HubEnv>): DataOwner {
  if (!grant) {
    throw new ApiProblem(403, 'What an agent keeps is its own: only the token of one of its runs reads it.');
  }
  const [namespace, name] = grant.agentId.split('/');
  return { accountId: grant.accountId, agent: `${namespace}/${name}` };
}
