import { Hono } from 'hono';
import type { Assistant } from '../../protocol/assistant.ts';
import { pageQuerySchema, type Page } from '../../protocol/page.ts';
import type { AgentCatalog, AgentEntry } from '../agents/agent-catalog.ts';
import { ApiProblem, notFound } from '../api-problem.ts';
import { toSeconds } from '../db/time.ts';
import { validQuery } from './validated.ts';

/** `GET /assistants` and `GET /assistants/{namespace/name/version}`: the agents of this hub. */
export function assistantRoutes({ agents }: { agents: AgentCatalog }): Hono {
  return new Hono()
    .get('/', (context) => {
      const { limit, after } = validQuery(context, pageQuerySchema);
      const shown = agents.list().filter((agent) => agent.metadata.show_entry);
      const start = after === undefined ? 0 : shown.findIndex((agent) => agent.id === after) + 1;
      if (after !== undefined && start === 0) {
        throw new ApiProblem(400, `No item of this list has the id '${after}'.`, { param: 'after' });
      }
      const data = shown.slice(start, start + limit).map(toAssistant);
      return context.json<Page<Assistant>>({
        object: 'list',
        data,
        first_id: data.at(0)?.id ?? null,
        last_id: data.at(-1)?.id ?? null,
        has_more: start + limit < shown.length,
      });
    })
    .get('/:id{.+}', (context) => {
      const id = context.req.param('id');
      const agent = agents.find(id);
      if (!agent) throw notFound('assistant', id);
      return context.json(toAssistant(agent));
    });
}

function toAssistant({ id, metadata, changedAt }: AgentEntry): Assistant {
  return {
    id,
    object: 'assistant',
    created_at: toSeconds(changedAt),
    name: metadata.details.display_name ?? metadata.name,
    description: metadata.description,
    model: metadata.details.agent.defaults.model ?? '',
    instructions: null,
    tools: [],
    metadata,
  };
}
