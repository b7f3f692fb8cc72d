import { Hono } from 'hono';
import { z } from 'zod';
import type { Assistant } from '../../protocol/assistant.ts';
import { pageQuerySchema } from '../../protocol/page.ts';
import type { AgentCatalog, AgentEntry } from '../agents/agent-catalog.ts';
import { notFound } from '../api-problem.ts';
import { toSeconds } from '../db/time.ts';
import { pageOf } from '../requests/list-page.ts';
import { validQuery } from '../requests/validated.ts';

/** By name unless it is asked for otherwise: in this order clients offer them to people. */
export const assistantQuerySchema = pageQuerySchema.extend({ order: z.enum(['asc', 'desc']).default('asc') });

/** `GET /assistants` and `GET /assistants/{namespace/name/version}`: the agents of this hub. */
export function assistantRoutes({ agents }: { agents: AgentCatalog }): Hono {
  return new Hono()
    .get('/', (context) => {
      const query = validQuery(context, assistantQuerySchema);
      const shown = agents.list().filter((agent) => agent.metadata.show_entry);
      return context.json(pageOf(shown.map(toAssistant), query));
    })
    .get('/:id{.+}', (context) => {
      const id = context.req.param('id');
      const agent = agents.find(id);
      if (!agent) throw notFound('assistant', id);
      return context.json(toAssistant(agent));
    });
}

/** Shape: https://platform.openai.com/docs/api-reference/assistants/object, but the metadata is all of the agent's. */
function toAssistant({ id, metadata, changedAt }: AgentEntry): Assistant {
  const { defaults } = metadata.details.agent;
  return {
    id,
    object: 'assistant',
    created_at: toSeconds(changedAt),
    name: metadata.details.display_name ?? metadata.name,
    description: metadata.description,
    model: defaults.model ?? '',
    instructions: null,
    tools: [],
    tool_resources: null,
    temperature: defaults.model_temperature ?? null,
    top_p: null,
    response_format: null,
    metadata,
  };
}
