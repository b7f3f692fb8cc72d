import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openAgents } from '../../../src/hub/agents/open-agents.ts';
import { StartupError } from '../../../src/hub/errors/startup-error.ts';
import { NO_MCP_SERVERS } from '../../../src/hub/mcp/mcp-config.ts';
import { stdioServer } from '../../support/mcp/stdio-server.ts';

it('warns of each MCP server that an agent names and the operator does not allow', async () => {
  const agentsDir = await mkdtemp(join(tmpdir(), 'symposium-agents-'));
  onTestFinished(() => rm(agentsDir, { recursive: true }));
  await mkdir(join(agentsDir, 'acme/guide/1.0.0'), { recursive: true });
  const details = { agent: { mcp_servers: ['weather', 'github'] } };
  const metadata = JSON.stringify({ name: 'guide', version: '1.0.0', details });
  await writeFile(join(agentsDir, 'acme/guide/1.0.0/metadata.json'), metadata);
  await writeFile(join(agentsDir, 'acme/guide/1.0.0/agent.ts'), '');
  const warnings: string[] = [];
  const mcp = { ...NO_MCP_SERVERS, servers: new Map([['weather', stdioServer()]]) };
  const agents = await openAgents({ agentsDir, mcp }, (message) => warnings.push(message));
  expect(agents.find('acme/guide/1.0.0')).not.toBeNull();
  expect(warnings).toEqual([
    'Agent acme/guide/1.0.0: The MCP server github is not allowed on this hub: its operator can add it to the file in MCP_SERVERS.',
  ]);
});

it('refuses a folder that cannot be read', async () => {
  const opening = openAgents({ agentsDir: '/nowhere', mcp: NO_MCP_SERVERS }, () => undefined);
  await expect(opening).rejects.toThrow(StartupError);
  await expect(opening).rejects.toThrow('set AGENTS_DIR to a folder with one folder per agent');
});
