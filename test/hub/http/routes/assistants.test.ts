import { Hono } from 'hono';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAccount } from '../../../../src/hub/db/accounts.ts';
import { ALWAYS_AVAILABLE } from '../../../../src/hub/db/availability.ts';
import type { OpenDatabase } from '../../../../src/hub/db/database.ts';
import type { HubEnv } from '../../../../src/hub/http/hub-env.ts';
import { assistantRoutes } from '../../../../src/hub/http/routes/assistants.ts';
import { openTestDatabase } from '../../../support/test-database.ts';
import { writeAgents, type AgentsOnDisk } from './agents-on-disk.ts';
import { mountRoutes } from './mount-routes.ts';

const [FIRST, SECOND, THIRD, FOURTH] = [
  'a/one/0.0.9',
  'a/one/0.0.10',
  'b/two/1.0.0',
  'c/three/1.0.0',
] as const;

let agents: AgentsOnDisk;
let database: OpenDatabase;
let client: OpenAI;

beforeAll(async () => {
  agents = await writeAgents({
    [FIRST]: {},
    [SECOND]: {
      metadata: {
        description: 'Says one.',
        details: { display_name: 'One', agent: { defaults: { model: 'small', model_temperature: 0.3 } } },
      },
    },
    [THIRD]: {},
    [FOURTH]: {},
    'd/hidden/1.0.0': { metadata: { show_entry: false } },
  });
  database = await openTestDatabase();
  const { db } = database;
  await ensureAccount(db, 'mine');
  const app = new Hono<HubEnv>().use(async (context, next) => {
    context.set('account', { id: 'mine', name: null });
    await next();
  });
  app.route(
    '/',
    mountRoutes(
      '/assistants',
      assistantRoutes({ db, availability: ALWAYS_AVAILABLE, agents: agents.catalog }),
    ),
  );
  client = new OpenAI({
    baseURL: 'http://hub.test',
    apiKey: 'any',
    maxRetries: 0,
    fetch: async (url, init) => app.request(url, init),
  });
});

afterAll(async () => {
  await agents.remove();
  await database.close();
});

async function list(query: OpenAI.Beta.AssistantListParams) {
  const page = await client.beta.assistants.list(query);
  return { ids: page.data.map(({ id }) => id), hasMore: page.has_more };
}

describe('the agents', () => {
  it('are listed in reverse order by default', async () => {
    expect((await list({})).ids).toEqual([FOURTH, THIRD, SECOND, FIRST]);
    expect((await list({ order: 'asc' })).ids).toEqual([FIRST, SECOND, THIRD, FOURTH]);
    expect((await list({ order: 'desc' })).ids).toEqual([FOURTH, THIRD, SECOND, FIRST]);
  });

  it.each<[OpenAI.Beta.AssistantListParams, string[], boolean]>([
    [{ limit: 3, order: 'asc' }, [FIRST, SECOND, THIRD], true],
    [{ limit: 3, after: THIRD, order: 'asc' }, [FOURTH], false],
    [{ limit: 2, before: FOURTH, order: 'asc' }, [SECOND, THIRD], true],
    [{ limit: 2, before: THIRD, order: 'asc' }, [FIRST, SECOND], false],
    [{ limit: 2, before: FIRST, order: 'desc' }, [THIRD, SECOND], true],
    [{ limit: 1, after: FIRST, before: FOURTH, order: 'asc' }, [SECOND], true],
    [{ after: FOURTH, before: FIRST, order: 'asc' }, [], false],
  ])('come in pages: %j', async (query, ids, hasMore) => {
    expect(await list(query)).toEqual({ ids, hasMore });
  });

  it('are paged by OpenAI’s own client', async () => {
    const ids = [];
    for await (const { id } of client.beta.assistants.list({ limit: 1 })) ids.push(id);
    expect(ids).toEqual([FOURTH, THIRD, SECOND, FIRST]);
  });

  it.each(['after', 'before'])('have no page %s an unknown id', async (name) => {
    await expect(list({ [name]: 'd/hidden/1.0.0' })).rejects.toMatchObject({ status: 400, param: name });
  });
});

it('an assistant has the fields of OpenAI’s', async () => {
  const assistant = await client.beta.assistants.retrieve('a/one/latest');
  expect(assistant).toMatchObject({
    id: SECOND,
    object: 'assistant',
    name: 'One',
    description: 'Says one.',
    model: 'small',
    instructions: null,
    tools: [],
    tool_resources: null,
    temperature: 0.3,
    top_p: null,
    response_format: 'auto',
    metadata: { namespace: 'a', name: 'one', version: '0.0.10' },
    agent: { name: 'one', details: { agent: { show_streaming_message: true } } },
  });
  expect(assistant.created_at).toBe(Math.floor(assistant.created_at));
});

it('an unknown assistant is not found', async () => {
  await expect(client.beta.assistants.retrieve('a/one')).rejects.toMatchObject({ status: 404 });
});

describe('agents and assistants in one list', () => {
  const [OLD, NEW] = ['old', 'new'];
  const names = new Map<string, string>();

  beforeAll(async () => {
    for (const name of [OLD, NEW]) {
      const { id } = await client.beta.assistants.create({ model: 'any', name });
      names.set(id, name);
      names.set(name, id);
    }
  });

  it.each<[OpenAI.Beta.AssistantListParams, string[], boolean]>([
    [{}, [NEW, OLD, FOURTH, THIRD, SECOND, FIRST], false],
    [{ order: 'asc' }, [FIRST, SECOND, THIRD, FOURTH, OLD, NEW], false],
    [{ limit: 1 }, [NEW], true],
    [{ limit: 2 }, [NEW, OLD], true],
    [{ limit: 3 }, [NEW, OLD, FOURTH], true],
    [{ limit: 2, after: NEW }, [OLD, FOURTH], true],
    [{ limit: 2, after: OLD }, [FOURTH, THIRD], true],
    [{ after: SECOND }, [FIRST], false],
    [{ after: FIRST }, [], false],
    [{ before: NEW }, [], false],
    [{ before: OLD }, [NEW], false],
    [{ limit: 2, before: THIRD }, [OLD, FOURTH], true],
    [{ limit: 3, before: THIRD }, [NEW, OLD, FOURTH], false],
    [{ after: NEW, before: THIRD }, [OLD, FOURTH], false],
    [{ after: THIRD, before: FIRST }, [SECOND], false],
    [{ limit: 4, order: 'asc' }, [FIRST, SECOND, THIRD, FOURTH], true],
    [{ limit: 2, order: 'asc', before: NEW }, [FOURTH, OLD], true],
    [{ order: 'asc', after: OLD }, [NEW], false],
  ])('%j', async ({ after, before, ...query }, expected, hasMore) => {
    const cursors = {
      ...(after !== undefined && { after: names.get(after) ?? after }),
      ...(before !== undefined && { before: names.get(before) ?? before }),
    };
    const { ids, hasMore: more } = await list({ ...query, ...cursors });
    expect([ids.map((id) => names.get(id) ?? id), more]).toEqual([expected, hasMore]);
  });
});

describe('an assistant', () => {
  const tool = { type: 'function' as const, function: { name: 'weather', parameters: { type: 'object' } } };

  it('is created, retrieved, updated and deleted', async () => {
    const created = await client.beta.assistants.create({
      model: 'gpt-4o',
      name: 'Weather',
      description: 'Knows the weather.',
      instructions: 'Answer briefly.',
      tools: [tool],
      temperature: 0.5,
      top_p: 0.9,
      reasoning_effort: 'low',
      response_format: { type: 'json_object' },
      metadata: { team: 'sky' },
      tool_resources: {},
    });
    expect(created).toMatchObject({
      id: expect.stringMatching(/^asst_/),
      object: 'assistant',
      model: 'gpt-4o',
      name: 'Weather',
      description: 'Knows the weather.',
      instructions: 'Answer briefly.',
      tools: [tool],
      tool_resources: null,
      temperature: 0.5,
      top_p: 0.9,
      reasoning_effort: 'low',
      response_format: { type: 'json_object' },
      metadata: { team: 'sky' },
    });
    expect(await client.beta.assistants.retrieve(created.id)).toEqual(created);
    const updated = await client.beta.assistants.update(created.id, {
      name: null,
      temperature: null,
      tools: [],
      metadata: { team: 'sea' },
    });
    expect(updated).toEqual({
      ...created,
      name: null,
      temperature: null,
      tools: [],
      metadata: { team: 'sea' },
    });
    expect(await client.beta.assistants.update(created.id, {})).toEqual(updated);
    expect(await client.beta.assistants.delete(created.id)).toEqual({
      id: created.id,
      object: 'assistant.deleted',
      deleted: true,
    });
    const { id } = created;
    await expect(client.beta.assistants.retrieve(id)).rejects.toMatchObject({ status: 404 });
    await expect(client.beta.assistants.update(id, {})).rejects.toMatchObject({ status: 404 });
    await expect(client.beta.assistants.delete(id)).rejects.toMatchObject({ status: 404 });
  });

  it('keeps concurrent changes', async () => {
    const { id } = await client.beta.assistants.create({ model: 'any' });
    const changes = [
      { name: 'Weather' },
      { instructions: 'Be brief.' },
      { temperature: 1 },
      { model: 'other' },
    ];
    await Promise.all(changes.map((change) => client.beta.assistants.update(id, change)));
    expect(await client.beta.assistants.retrieve(id)).toMatchObject(Object.assign({}, ...changes));
  });

  it('from an agent’s folder cannot be changed over the API', async () => {
    const refusal = { status: 403, code: 'agent_is_read_only' };
    await expect(client.beta.assistants.update(FIRST, { name: 'x' })).rejects.toMatchObject(refusal);
    await expect(client.beta.assistants.delete(FIRST)).rejects.toMatchObject(refusal);
  });

  it.each<[string, object, string]>([
    ['no model', {}, 'model'],
    ['a model that is null', { model: null }, 'model'],
    ['an unknown parameter', { model: 'm', modle: 'n' }, 'modle'],
    ['a temperature beyond 2', { model: 'm', temperature: 9 }, 'temperature'],
    ['a temperature that is a text', { model: 'm', temperature: 'hot' }, 'temperature'],
    ['a top_p beyond 1', { model: 'm', top_p: 1.1 }, 'top_p'],
    ['tools that are not a list', { model: 'm', tools: 'x' }, 'tools'],
    ['a file search', { model: 'm', tools: [{ type: 'file_search' }] }, 'tools.0.type'],
    ['a code interpreter', { model: 'm', tools: [{ type: 'code_interpreter' }] }, 'tools.0.type'],
    [
      'a function without a name',
      { model: 'm', tools: [{ type: 'function', function: {} }] },
      'tools.0.function.name',
    ],
    ['two functions of one name', { model: 'm', tools: [tool, tool] }, 'tools'],
    [
      '129 tools',
      {
        model: 'm',
        tools: Array.from({ length: 129 }, (_, at) => ({ type: 'function', function: { name: `f${at}` } })),
      },
      'tools',
    ],
    [
      'files',
      { model: 'm', tool_resources: { file_search: { vector_store_ids: ['vs_1'] } } },
      'tool_resources.file_search.vector_store_ids',
    ],
    [
      'a response format of another kind',
      { model: 'm', response_format: { type: 'xml' } },
      'response_format',
    ],
    ['an effort of another kind', { model: 'm', reasoning_effort: 'heroic' }, 'reasoning_effort'],
    ['a name of 257 characters', { model: 'm', name: 'x'.repeat(257) }, 'name'],
    ['a description of 513 characters', { model: 'm', description: 'x'.repeat(513) }, 'description'],
    ['instructions of 256,001 characters', { model: 'm', instructions: 'x'.repeat(256_001) }, 'instructions'],
    ['metadata that is not a text', { model: 'm', metadata: { n: 1 } }, 'metadata.n'],
    ['a parameter of runs', { model: 'm', tool_choice: 'auto' }, 'tool_choice'],
  ])('is not created with %s', async (_, body, param) => {
    await expect(client.beta.assistants.create(body as never)).rejects.toMatchObject({ status: 400, param });
  });
});
