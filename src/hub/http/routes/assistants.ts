import { Hono, type Context } from 'hono';
import { assistantInputSchema, assistantUpdateSchema } from '../../../protocol/assistant-input.ts';
import { pageQuerySchema } from '../../../protocol/page-query.ts';
import type { AgentCatalog, AgentEntry } from '../../agents/agent-catalog.ts';
import { ApiProblem } from '../api-problem.ts';
import { notFound } from '../../errors/refused-error.ts';
import type { Availability } from '../../db/availability.ts';
import {
  deleteAssistant,
  findAssistant,
  insertAssistant,
  isAssistantId,
  listAssistants,
  MAX_ASSISTANTS,
  newAssistant,
  updateAssistant,
  type AssistantRow,
} from '../../db/assistants.ts';
import type { Database } from '../../db/database.ts';
import { pageOf } from '../../db/pages.ts';
import { toSeconds } from '../../db/time.ts';
import type { HubEnv } from '../hub-env.ts';
import { pageOfBoth } from './joined-lists.ts';
import { createOnce } from '../validation/idempotency.ts';
import { validBody, validQuery } from '../validation/validate.ts';

interface AssistantRoutesDependencies {
  db: Database;
  availability: Pick<Availability, 'isAvailable'>;
  agents: AgentCatalog;
}

/**
 * `/assistants` lists and reads the agents of this hub and the assistants of the account, and creates, changes and
 * deletes assistants. In ascending order the agents come first, by id, and then the assistants, oldest first. While
 * the database is unavailable, the list has only the agents.
 */
export function assistantRoutes({ db, availability, agents }: AssistantRoutesDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .get('/', async (context) => {
      const query = validQuery(context, pageQuerySchema);
      const accountId = context.var.account.id;
      const shown = agents.list().filter((agent) => agent.metadata.show_entry);
      const ids = new Set(shown.map(({ id }) => id));
      if (!availability.isAvailable) return context.json(pageOf(shown.map(agentObject), query));
      const page = await pageOfBoth(
        { has: (id) => ids.has(id), page: async (part) => pageOf(shown.map(agentObject), part) },
        {
          has: (id) => !ids.has(id),
          page: (part) => listAssistants(db, accountId, part, assistantObject),
        },
        query,
      );
      return context.json(page);
    })
    .post('/', async (context) => {
      const { id: accountId } = context.var.account;
      const row = newAssistant(accountId, await validBody(context, assistantInputSchema));
      const id = await createOnce(db, context, row.id, async (transaction) => {
        if (!(await insertAssistant(transaction, row))) throw tooManyAssistants();
      });
      return context.json(assistantObject(id === row.id ? row : await existing(context, id)));
    })
    .get('/:id{.+}', async (context) => {
      const id = context.req.param('id');
      if (isAssistantId(id)) return context.json(assistantObject(await existing(context, id)));
      const agent = agents.find(id);
      if (!agent) throw notFound('assistant', id);
      return context.json(agentObject(agent));
    })
    .post('/:id{.+}', async (context) => {
      const id = changeable(context.req.param('id'));
      const update = await validBody(context, assistantUpdateSchema);
      const updated = await updateAssistant(db, context.var.account.id, id, update);
      if (!updated) throw notFound('assistant', id);
      return context.json(assistantObject(updated));
    })
    .delete('/:id{.+}', async (context) => {
      const id = changeable(context.req.param('id'));
      if (!(await deleteAssistant(db, context.var.account.id, id))) throw notFound('assistant', id);
      return context.json({ id, object: 'assistant.deleted', deleted: true });
    });

  async function existing(context: Context<HubEnv>, id: string): Promise<AssistantRow> {
    const row = await findAssistant(db, context.var.account.id, id);
    if (!row) throw notFound('assistant', id);
    return row;
  }

  /** @throws ApiProblem (403) for the id of an agent, which only its files change */
  function changeable(id: string): string {
    if (isAssistantId(id) || !agents.find(id)) return id;
    throw new ApiProblem(
      403,
      `'${id}' is an agent of this server. Only the operator can change it, in its folder.`,
      {
        code: 'agent_is_read_only',
      },
    );
  }
}

function tooManyAssistants(): ApiProblem {
  return new ApiProblem(
    400,
    `This account has ${MAX_ASSISTANTS} assistants, which is the limit. Delete one, then try again.`,
    { code: 'too_many_assistants' },
  );
}

/** Shape: https://platform.openai.com/docs/api-reference/assistants/object */
function assistantObject({
  id,
  createdAt,
  name,
  description,
  model,
  instructions,
  settings,
  metadata,
}: AssistantRow) {
  return {
    id,
    object: 'assistant' as const,
    created_at: toSeconds(createdAt),
    name,
    description,
    model,
    instructions,
    tools: settings.tools,
    tool_resources: null,
    temperature: settings.temperature,
    top_p: settings.top_p,
    reasoning_effort: settings.reasoning_effort,
    response_format: settings.response_format ?? 'auto',
    metadata,
  };
}

/** Returns an agent in the shape of an assistant. `agent` is the whole metadata.json. */
function agentObject({ id, metadata: agent, changedAt }: AgentEntry) {
  const { name, description, version } = agent;
  const { defaults } = agent.details.agent;
  return {
    id,
    object: 'assistant' as const,
    created_at: toSeconds(changedAt),
    name: agent.details.display_name ?? name,
    description,
    model: defaults.model ?? '',
    instructions: null,
    tools: [],
    tool_resources: null,
    temperature: defaults.model_temperature ?? null,
    top_p: null,
    reasoning_effort: null,
    response_format: 'auto' as const,
    metadata: { namespace: id.split('/')[0]!, name, version },
    agent,
  };
}
