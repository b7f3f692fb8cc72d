import { Hono, type Context } from 'hono';
import {
  agentDataInputSchema,
  agentDataQuerySchema,
  type AgentDataList,
} from '../../../protocol/agent-data.ts';
import { ApiProblem } from '../api-problem.ts';
import { readAgentData, saveAgentData, type DataOwner } from '../../db/agent-data.ts';
import type { Availability } from '../../db/availability.ts';
import type { Database } from '../../db/database.ts';
import type { HubEnv } from '../hub-env.ts';
import { countWrittenBytes } from '../limits/written-bytes.ts';
import { validBody, validQuery } from '../validation/validate.ts';

interface AgentDataDependencies {
  db: Database;
  availability: Availability;
}

/** `/agent_data` saves and reads the values that an agent keeps for the account. It requires the token of a run. */
export function agentDataRoutes({ db, availability: { withRetry } }: AgentDataDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .get('/', async (context) => {
      const owner = ownerOf(context);
      const { key } = validQuery(context, agentDataQuerySchema);
      const data = await withRetry(() => readAgentData(db, owner, key));
      return context.json<AgentDataList>({ object: 'list', data });
    })
    .post('/', async (context) => {
      const owner = ownerOf(context);
      const { key, value } = await validBody(context, agentDataInputSchema);
      countWrittenBytes(context, Buffer.byteLength(key) + Buffer.byteLength(JSON.stringify(value)));
      return context.json(await withRetry(() => saveAgentData(db, owner, key, value)));
    });
}

function ownerOf({ var: { grant } }: Context<HubEnv>): DataOwner {
  if (!grant) {
    throw new ApiProblem(403, 'Agent data requires the token of a run of that agent.');
  }
  const [namespace, name] = grant.agentId.split('/');
  return { accountId: grant.accountId, agent: `${namespace}/${name}` };
}
