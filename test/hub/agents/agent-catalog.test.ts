import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAgents, type AgentCatalog } from '../../../src/hub/agents/agent-catalog.ts';
import { packagePath } from '../../../src/hub/package-root.ts';

const BUILT_IN = packagePath('src/agents');

let root: string;
let leftOut: Record<string, string>;
let mistakes: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'symposium-agents-'));
  leftOut = {};
  mistakes = [];
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

/** Writes an agent's folder; the agent replies with the text. */
async function writeAgent(id: string, says = 'hello', metadata: object = {}): Promise<void> {
  await writeMetadata(id, metadata);
  await write(`${id}/agent.ts`, codeThatSays(says));
}

/** Writes the metadata of an agent's folder. */
async function writeMetadata(id: string, metadata: object = {}): Promise<void> {
  const [, name, version] = id.split('/');
  await write(`${id}/metadata.json`, JSON.stringify({ name, version, ...metadata }));
}

/** TypeScript, not JavaScript: it has to be compiled before it can run. */
function codeThatSays(text: string): string {
  return `export default async (env: { addReply(text: string): Promise<void> }) => env.addReply('${text}' as string);`;
}

function read(...roots: string[]): Promise<AgentCatalog> {
  return readAgents(roots, {
    onBadAgent: (id, reason) => void (leftOut[id] = reason),
    onMistake: (id, mistake) => void mistakes.push(`${id}: ${mistake}`),
  });
}

/** The text of the agent that would run, of several with the same id. */
async function codeOf(catalog: AgentCatalog, id: string): Promise<string> {
  return String(await catalog.readFile(id, 'agent.ts'));
}

describe('the built-in agents', () => {
  it.each([
    ['symposium/assistant/1.0.0', true],
    ['symposium/streaming-example/0.0.3', true],
    ['symposium/plain-example/1.0.0', true],
    ['symposium/quiet-example/1.0.0', false],
    ['symposium/tools-example/1.0.0', true],
    ['symposium/postcard-example/1.0.0', true],
    ['symposium/questions-example/1.0.0', true],
    ['symposium/debate-example/1.0.0', true],
  ])('%s exists, with show_streaming_message %s', async (id, shown) => {
    const catalog = await read(BUILT_IN);
    expect(leftOut).toEqual({});
    expect(mistakes).toEqual([]);
    expect(catalog.find(id)?.metadata.details.agent.show_streaming_message).toBe(shown);
    expect(catalog.find(id)?.kind).toBe('module');
  });
});

describe('a folder of agents', () => {
  it('lists each agent with its metadata, including unknown fields', async () => {
    await writeAgent('acme/guide/0.1.0', 'hello', { description: 'Guides.', homepage: 'https://acme.test' });
    const catalog = await read(root);
    expect(catalog.list().map(({ id }) => id)).toEqual(['acme/guide/0.1.0']);
    expect(catalog.find('acme/guide/0.1.0')?.metadata).toMatchObject({
      description: 'Guides.',
      homepage: 'https://acme.test',
    });
    expect(await codeOf(catalog, 'acme/guide/0.1.0')).toBe(codeThatSays('hello'));
  });

  it('leaves out invalid agents with a reason each, and lists the rest', async () => {
    await writeAgent('acme/good/1.0.0');
    await writeAgent('acme/untyped/1.0.0', 'x', { details: { agent: { show_streaming_message: 'yes' } } });
    await writeAgent('acme/moved/1.0.0', 'x', { name: 'other' });
    await writeAgent('acme/upgraded/2.0.0', 'x', { version: '1.0.0' });
    await write('acme/broken/1.0.0/metadata.json', '{ "name": ');
    await write('acme/broken/1.0.0/agent.ts', '');
    await write('acme/codeless/1.0.0/metadata.json', '{"name":"codeless","version":"1.0.0"}');
    await write('acme/bare/1.0.0/agent.ts', '');

    const catalog = await read(root);
    expect(catalog.list().map(({ id }) => id)).toEqual(['acme/good/1.0.0']);
    expect(leftOut).toEqual({
      'acme/untyped/1.0.0': expect.stringContaining('details.agent.show_streaming_message'),
      'acme/moved/1.0.0': 'metadata.json names other 1.0.0, but the folder is moved/1.0.0',
      'acme/upgraded/2.0.0': 'metadata.json names upgraded 1.0.0, but the folder is upgraded/2.0.0',
      'acme/broken/1.0.0': expect.stringContaining('metadata.json is not JSON'),
      'acme/codeless/1.0.0': 'it has no agent.ts or agent.py, or they cannot be read',
      'acme/bare/1.0.0': 'metadata.json is missing or cannot be read',
    });
  });

  it('reports misspelt keys and ignored values of agents that can be run', async () => {
    await writeAgent('acme/hidden/1.0.0', 'x', {
      details: { agent: { show_streaming_mesage: false, streams: 'no', homepage: 'https://acme.test' } },
    });
    await writeAgent('acme/untyped/1.0.0', 'x', { details: { agent: { show_streaming_tools: 'no' } } });
    const catalog = await read(root);
    expect(catalog.list().map(({ id }) => id)).toEqual(['acme/hidden/1.0.0']);
    expect(mistakes).toEqual([
      'acme/hidden/1.0.0: metadata.json: unknown key details.agent.show_streaming_mesage. Did you mean show_streaming_message?',
      'acme/hidden/1.0.0: metadata.json: details.agent.streams is ignored: Invalid input: expected boolean, received string.',
    ]);
    expect(leftOut).toEqual({
      'acme/untyped/1.0.0': expect.stringMatching(
        /^metadata\.json: details\.agent\.show_streaming_tools: .*boolean/,
      ),
    });
  });

  it('reports an agent in Python that wants to begin again after a restart, which it cannot', async () => {
    await writeAgent('acme/begins/1.0.0', 'hello', { details: { agent: { restartable: true } } });
    await writeMetadata('acme/snake/1.0.0', { details: { agent: { restartable: true } } });
    await write('acme/snake/1.0.0/agent.py', '');
    expect((await read(root)).find('acme/snake/1.0.0')?.kind).toBe('python');
    expect(mistakes).toEqual([
      'acme/snake/1.0.0: metadata.json: details.agent.restartable has no effect, because an agent in Python can’t continue after a restart. Remove it.',
    ]);
  });

  it('skips files between the folders', async () => {
    await writeAgent('acme/good/1.0.0');
    await write('README.md', '# Agents');
    await write('acme/good/NOTES.md', 'notes');
    const catalog = await read(root);
    expect(catalog.list()).toHaveLength(1);
    expect(leftOut).toEqual({});
  });

  it('gives agents default settings if the metadata has none', async () => {
    await writeAgent('acme/terse/1.0.0');
    const metadata = (await read(root)).find('acme/terse/1.0.0')?.metadata;
    expect(metadata?.details.agent.show_streaming_message).toBe(true);
    expect(metadata?.show_entry).toBe(true);
  });

  it('must exist', async () => {
    await expect(read(join(root, 'nowhere'))).rejects.toThrow('ENOENT');
  });
});

describe('a Python agent', () => {
  it('is a folder with an agent.py', async () => {
    await writeMetadata('acme/guide/1.0.0');
    await write('acme/guide/1.0.0/agent.py', 'raise ValueError()');
    const catalog = await read(root);
    expect(leftOut).toEqual({});
    expect(catalog.find('acme/guide/1.0.0')?.kind).toBe('python');
    expect(await catalog.files('acme/guide/latest')).toEqual(['agent.py', 'metadata.json']);
    expect(String(await catalog.readFile('acme/guide/latest', 'agent.py'))).toBe('raise ValueError()');
  });

  it('is ignored if there is an agent.ts in its folder, which needs nothing else installed', async () => {
    await writeAgent('acme/guide/1.0.0', 'in TypeScript');
    await write('acme/guide/1.0.0/agent.py', '');
    const catalog = await read(root);
    expect(catalog.find('acme/guide/1.0.0')?.kind).toBe('module');
    expect(await codeOf(catalog, 'acme/guide/1.0.0')).toBe(codeThatSays('in TypeScript'));
  });
});

describe('a metadata.json without its first brace', () => {
  it('is read, because the documentation shows it like that', async () => {
    await write('acme/guide/1.0.0/metadata.json', '  "name": "guide",\n  "version": "1.0.0"\n}\n');
    await write('acme/guide/1.0.0/agent.py', '');
    expect((await read(root)).find('acme/guide/1.0.0')).not.toBeNull();
    expect(leftOut).toEqual({});
  });
});

describe('agents at a higher level of the folder', () => {
  const metadata = (name: string, version = '1.0.0') => JSON.stringify({ name, version });

  it('have local ids, with name and version of their metadata', async () => {
    await write('metadata.json', metadata('top'));
    await write('agent.py', '');
    await write('my-folder/metadata.json', metadata('one'));
    await write('my-folder/agent.ts', codeThatSays('hello'));
    await write('my-folder/lib/deep/notes.txt', 'not an agent');
    await write('group/two/metadata.json', metadata('two', '0.2.0'));
    await write('group/two/agent.py', '');
    await writeAgent('acme/guide/1.0.0');

    const catalog = await read(root);
    expect(catalog.list().map(({ id }) => id)).toEqual([
      'acme/guide/1.0.0',
      'local/one/1.0.0',
      'local/top/1.0.0',
      'local/two/0.2.0',
    ]);
    expect(leftOut).toEqual({});
    expect(await codeOf(catalog, 'local/one/latest')).toBe(codeThatSays('hello'));
  });

  it('are reported if they are invalid, or have the id of another one', async () => {
    await write('first/metadata.json', metadata('one'));
    await write('first/agent.py', '');
    await write('second/metadata.json', metadata('one'));
    await write('second/agent.py', '');
    await write('slashed/metadata.json', metadata('a/b'));
    await write('slashed/agent.py', '');
    await write('bare/agent.py', '');

    const catalog = await read(root);
    expect(catalog.list().map(({ folder }) => folder)).toEqual([join(root, 'first')]);
    expect(leftOut).toEqual({
      second: `its id local/one/1.0.0 is already used by ${join(root, 'first')}`,
      slashed: 'metadata.json names a/b 1.0.0, which must not contain a slash',
      bare: 'metadata.json is missing or cannot be read',
    });
  });
});

describe('the version latest', () => {
  it('means the highest version, with numbers compared by value', async () => {
    for (const version of ['0.0.9', '0.0.10', '0.0.2']) await writeAgent(`acme/guide/${version}`, version);
    await writeAgent('acme/guide-book/9.0.0');
    const catalog = await read(root);
    expect(catalog.find('acme/guide/latest')?.id).toBe('acme/guide/0.0.10');
    expect(await codeOf(catalog, 'acme/guide/latest')).toBe(codeThatSays('0.0.10'));
  });

  it('finds nothing if there is no such agent', async () => {
    const catalog = await read(root);
    expect(catalog.find('acme/guide/latest')).toBeNull();
    await expect(catalog.files('acme/guide/latest')).rejects.toThrow('there is no agent acme/guide/latest');
  });
});

describe('several folders', () => {
  it('let an agent in a later one replace a built-in agent with the same id', async () => {
    await writeAgent('symposium/assistant/1.0.0', 'my own', { description: 'Mine.' });
    const catalog = await read(BUILT_IN, root);
    expect(catalog.find('symposium/assistant/1.0.0')?.metadata.description).toBe('Mine.');
    expect(await codeOf(catalog, 'symposium/assistant/1.0.0')).toBe(codeThatSays('my own'));
    expect(catalog.find('symposium/quiet-example/1.0.0')).not.toBeNull();
  });
});
