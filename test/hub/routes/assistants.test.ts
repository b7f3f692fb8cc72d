import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assistantRoutes } from '../../../src/hub/routes/assistants.ts';
import { writeAgents, type AgentsOnDisk } from './agents-on-disk.ts';
import { mountRoutes } from './mount-routes.ts';

const [FIRST, SECOND, THIRD, FOURTH] = [
  'a/one/0.0.9',
  'a/one/0.0.10',
  'b/two/1.0.0',
  'c/three/1.0.0',
] as const;

let agents: AgentsOnDisk;
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
  const app = mountRoutes('/assistants', assistantRoutes({ agents: agents.catalog }));
  client = new OpenAI({
    baseURL: 'http://hub.test',
    apiKey: 'any',
    maxRetries: 0,
    fetch: async (url, init) => app.request(url, init),
  });
});

afterAll(() => agents.remove());

async function list(query: OpenAI.Beta.AssistantListParams) {
  const page = await client.beta.assistants.list(query);
  return { ids: page.data.map(({ id }) => id), hasMore: page.has_more };
}

describe('the assistants', () => {
  it('are listed by name, or the other way round', async () => {
    expect((await list({})).ids).toEqual([FIRST, SECOND, THIRD, FOURTH]);
    expect((await list({ order: 'asc' })).ids).toEqual([FIRST, SECOND, THIRD, FOURTH]);
    expect((await list({ order: 'desc' })).ids).toEqual([FOURTH, THIRD, SECOND, FIRST]);
  });

  it.each<[OpenAI.Beta.AssistantListParams, string[], boolean]>([
    [{ limit: 3 }, [FIRST, SECOND, THIRD], true],
    [{ limit: 3, after: THIRD }, [FOURTH], false],
    [{ limit: 2, before: FOURTH }, [SECOND, THIRD], true],
    [{ limit: 2, before: THIRD }, [FIRST, SECOND], false],
    [{ limit: 2, before: FIRST, order: 'desc' }, [THIRD, SECOND], true],
    [{ limit: 1, after: FIRST, before: FOURTH }, [SECOND], true],
    [{ after: FOURTH, before: FIRST }, [], false],
  ])('come in pages: %j', async (query, ids, hasMore) => {
    expect(await list(query)).toEqual({ ids, hasMore });
  });

  it('come page after page to OpenAI’s own client', async () => {
    const ids = [];
    for await (const { id } of client.beta.assistants.list({ limit: 1 })) ids.push(id);
    expect(ids).toEqual([FIRST, SECOND, THIRD, FOURTH]);
  });

  it.each(['after', 'before'])('have no page %s what is none of them', async (name) => {
    await expect(list({ [name]: 'd/hidden/1.0.0' })).rejects.toMatchObject({ status: 400, param: name });
  });
});

it('an assistant has what OpenAI’s have', async () => {
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
    response_format: null,
    metadata: { name: 'one', details: { agent: { show_streaming_message: true } } },
  });
  expect(assistant.created_at).toBe(Math.floor(assistant.created_at));
});

it('there is no assistant that is no agent', async () => {
  await expect(client.beta.assistants.retrieve('a/one')).rejects.toMatchObject({ status: 404 });
});
