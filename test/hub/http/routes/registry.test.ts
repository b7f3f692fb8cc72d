import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HubEnv } from '../../../../src/hub/http/hub-env.ts';
import { registryRoutes } from '../../../../src/hub/http/routes/registry.ts';
import { writeAgents, type AgentsOnDisk } from './agents-on-disk.ts';
import { mountRoutes } from './mount-routes.ts';

let agents: AgentsOnDisk;
let app: Hono<HubEnv>;

beforeAll(async () => {
  agents = await writeAgents({
    'acme/guide/0.0.9': { metadata: { tags: ['old'] } },
    'acme/guide/0.0.10': {
      metadata: {
        description: 'Guides.',
        tags: ['travel', 'chat'],
        details: { display_name: 'Guide' },
        homepage: 'https://acme.test',
      },
      files: { 'words/greek.txt': 'ἀρετή\0', 'README.md': '# Guide' },
    },
    'acme/planner/1.0.0': { metadata: { tags: ['chat'] } },
    'acme/hidden/1.0.0': { metadata: { show_entry: false } },
    'other/guide/2.0.0': {},
  });
  app = mountRoutes('/', registryRoutes({ agents: agents.catalog }));
});

afterAll(() => agents.remove());

async function post(path: string, body?: object): Promise<Response> {
  return app.request(path, { method: 'POST', ...(body && { body: JSON.stringify(body) }) });
}

interface Entry {
  id: number;
  namespace: string;
  name: string;
  version: string;
}

async function list(query: string, body?: object): Promise<string[]> {
  const entries = (await (await post(`/list_entries?${query}`, body)).json()) as Entry[];
  return entries.map(({ namespace, name, version }) => `${namespace}/${name}/${version}`);
}

const at = (id: string) => {
  const [namespace, name, version] = id.split('/');
  return { entry_location: { namespace, name, version } };
};

describe('the entries', () => {
  const shown = ['other/guide/2.0.0', 'acme/planner/1.0.0', 'acme/guide/0.0.10'];

  it.each<[string, string[]]>([
    ['', shown],
    ['namespace=&category=&tags=&starred_by=', shown],
    ['category=agent', shown],
    ['category=model', []],
    ['namespace=other', ['other/guide/2.0.0']],
    ['tags=chat', ['acme/planner/1.0.0', 'acme/guide/0.0.10']],
    ['tags=chat,travel', ['acme/guide/0.0.10']],
    ['tags=old', []],
    ['show_hidden=true&namespace=acme', ['acme/planner/1.0.0', 'acme/hidden/1.0.0', 'acme/guide/0.0.10']],
    [
      'show_latest_version=False&namespace=acme',
      ['acme/planner/1.0.0', 'acme/guide/0.0.10', 'acme/guide/0.0.9'],
    ],
    ['total=1&offset=1', ['acme/planner/1.0.0']],
    ['total=10000', shown],
    ['starred_by=ana.near', []],
    ['fork_of_name=guide&fork_of_namespace=acme', []],
  ])('are filtered: %s', async (query, ids) => {
    expect(await list(query)).toEqual(ids);
  });

  it('can be filtered in a body too', async () => {
    expect(await list('', { namespace: 'acme', show_hidden: true, total: 1, offset: 1 })).toEqual([
      'acme/hidden/1.0.0',
    ]);
  });

  it('describe the agent, with a stable number', async () => {
    const [entry] = (await (await post('/list_entries?tags=travel')).json()) as Entry[];
    expect(entry).toEqual({
      id: expect.any(Number),
      namespace: 'acme',
      name: 'guide',
      version: '0.0.10',
      updated: agents.catalog.find('acme/guide/0.0.10')?.changedAt.toISOString(),
      category: 'agent',
      description: 'Guides.',
      details: expect.objectContaining({ display_name: 'Guide' }),
      tags: ['travel', 'chat'],
      num_forks: 0,
      num_stars: 0,
      starred_by_point_of_view: false,
      fork_of: null,
    });
    const entries = (await (await post('/list_entries?show_latest_version=false')).json()) as Entry[];
    const ids = entries.map(({ id }) => id);
    expect(ids).toContain(entry?.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => Number.isInteger(id) && id > 0 && id < 2 ** 31)).toBe(true);
  });

  it('refuse an invalid filter', async () => {
    const response = await post('/list_entries?total=many');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param: 'total' } });
  });
});

describe('an entry', () => {
  it.each(['acme/guide/0.0.10', 'acme/guide/latest'])('gives the metadata of %s', async (id) => {
    const response = await post('/download_metadata', at(id));
    expect(await response.json()).toMatchObject({
      name: 'guide',
      version: '0.0.10',
      category: 'agent',
      description: 'Guides.',
      tags: ['travel', 'chat'],
      details: { agent: { show_streaming_message: true } },
      show_entry: true,
      homepage: 'https://acme.test',
    });
  });

  it('gives its files and their content', async () => {
    const files = (await (await post('/list_files', at('acme/guide/latest'))).json()) as {
      filename: string;
    }[];
    expect(files.map(({ filename }) => filename).toSorted()).toEqual([
      'README.md',
      'agent.ts',
      'words/greek.txt',
    ]);
    const response = await post('/download_file', { ...at('acme/guide/latest'), path: 'words/greek.txt' });
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(await response.text()).toBe('ἀρετή\0');
  });

  it.each([
    ['metadata of no entry', '/download_metadata', at('acme/guide/7.0.0'), 404, 'acme/guide/7.0.0'],
    ['files of no entry', '/list_files', at('acme/nobody/latest'), 404, 'acme/nobody/latest'],
    ['a file of no entry', '/download_file', { ...at('a/b/c'), path: 'agent.ts' }, 404, 'a/b/c'],
    ['no such file', '/download_file', { ...at('acme/guide/latest'), path: 'x.ts' }, 404, 'x.ts'],
    [
      'a file of another agent',
      '/download_file',
      { ...at('acme/guide/latest'), path: '../../planner/1.0.0/agent.ts' },
      404,
      'planner',
    ],
    ['no location', '/download_metadata', {}, 400, 'entry_location'],
    ['half a location', '/list_files', { entry_location: { namespace: 'a' } }, 400, 'entry_location.name'],
    ['a file without a path', '/download_file', at('acme/guide/latest'), 400, 'path'],
  ])('says what is wrong: %s', async (_, path, body, status, named) => {
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining(named) } });
  });
});
