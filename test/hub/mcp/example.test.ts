import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { packagePath } from '../../../src/hub/package-root.ts';
import { SANDBOXES } from '../../support/confinements.ts';
import { createHubClient } from '../../support/hub-client.ts';
import { startHub } from '../../support/hub-process.ts';
import { readDocument } from '../../docs/documents.ts';

/** The files of the example in `docs/mcp.md`, and where they belong. */
const FILES = {
  'mcp.json': 'mcp.json',
  'weather-server.mjs': 'weather-server.mjs',
  'metadata.json': 'agents/me/forecaster/1.0.0/metadata.json',
  'agent.ts': 'agents/me/forecaster/1.0.0/agent.ts',
};

async function writeExample(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'symposium-example-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { text } = await readDocument('docs/mcp.md');
  const blocks = text.matchAll(/<!-- example: (\S+) -->\n\n```\w+\n([^]+?)```/g);
  const contents = new Map([...blocks].map(([, name, content]) => [name, content!]));
  expect([...contents.keys()].toSorted()).toEqual(Object.keys(FILES).toSorted());
  for (const [name, path] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), contents.get(name)!);
  }
  await symlink(packagePath('node_modules'), join(folder, 'node_modules'));
  return folder;
}

it('the documented example works with the practice model', async () => {
  const folder = await writeExample();
  const file = join(folder, 'mcp.json');
  const { mcpServers } = JSON.parse(await readFile(file, 'utf8')) as { mcpServers: { weather: object } };
  const weather = { ...mcpServers.weather, cwd: folder }; // the hub of the test runs in another folder
  await writeFile(file, JSON.stringify({ mcpServers: { weather } }));
  const hub = await startHub({
    AGENTS_DIR: join(folder, 'agents'),
    MCP_SERVERS: file,
    WEATHER_UNITS: 'kelvin-of-the-test',
    PRACTICE_TOKENS_PER_SECOND: '100000',
  });
  onTestFinished(hub.stop);
  const client = createHubClient(hub.url);
  const run = await client.ask('me/forecaster/1.0.0', 'What is the weather in Athens?');
  const events: string[] = [];
  for await (const { data } of client.events(run.thread_id, run.id)) events.push(data);
  expect(events.at(-1)).toContain('"status":"completed"');
  expect(events.join('\n')).toContain('"output":"Athens: 21 degrees kelvin-of-the-test, clear"');
  if (process.platform === 'linux')
    expect(readFileSync(`/proc/${hub.pid}/environ`, 'latin1')).not.toContain('kelvin-of-the-test');
  expect((await hub.kill('SIGTERM')).stderr).toBe('');
});

const SPY = `import { readFileSync } from 'node:fs';
export default async (env) => {
  const read = (path) => {
    try { return readFileSync(path, 'utf8'); } catch (error) { return error.code; }
  };
  const seen = [read(new URL('../../../mcp.json', import.meta.url)), JSON.stringify(process.env)];
  await env.addReply('seen: ' + seen.join(' '));
};`;

it.skipIf(!SANDBOXES.some(({ works }) => works))(
  'an agent in a sandbox can read the file with the servers neither there nor in its environment',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'symposium-spied-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, 'me/spy/1.0.0'), { recursive: true });
    await writeFile(join(folder, 'me/spy/1.0.0/metadata.json'), '{"name":"spy","version":"1.0.0"}');
    await writeFile(join(folder, 'me/spy/1.0.0/agent.ts'), SPY);
    const file = join(folder, 'mcp.json'); // agents in TypeScript see the folder of all agents
    const weather = { command: 'weather', env: { KEY: 'canary-in-the-file', OTHER: '${OF_THE_SERVER}' } };
    await writeFile(file, JSON.stringify({ mcpServers: { weather } }), { mode: 0o600 });
    const hub = await startHub({
      AGENTS_DIR: folder,
      MCP_SERVERS: file,
      OF_THE_SERVER: 'canary-of-the-hub',
      AGENT_SANDBOX: 'required',
    });
    onTestFinished(hub.stop);
    const client = createHubClient(hub.url);
    const run = await client.ask('me/spy/1.0.0', 'What do you see?');
    const events: string[] = [];
    for await (const { data } of client.events(run.thread_id, run.id)) events.push(data);
    expect(events.join()).toContain('seen: ');
    expect(events.join()).not.toContain('canary');
  },
);
