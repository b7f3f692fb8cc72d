import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readAgents, type AgentCatalog } from '../../../../src/hub/agents/agent-catalog.ts';

/** Agents in a temporary folder, for the routes that return them. */
export interface AgentsOnDisk {
  readonly catalog: AgentCatalog;
  remove(): Promise<void>;
}

/** Writes a folder for each agent, named by its id, with this metadata and an `agent.ts`. */
export async function writeAgents(
  agents: Record<string, { metadata?: object; files?: Record<string, string> }>,
): Promise<AgentsOnDisk> {
  const root = await mkdtemp(join(tmpdir(), 'symposium-agents-'));
  const problems: string[] = [];
  for (const [id, { metadata, files }] of Object.entries(agents)) {
    const [, name, version] = id.split('/');
    const contents = {
      'metadata.json': JSON.stringify({ name, version, ...metadata }),
      'agent.ts': 'export default async () => {};',
      ...files,
    };
    for (const [path, content] of Object.entries(contents)) {
      await mkdir(dirname(join(root, id, path)), { recursive: true });
      await writeFile(join(root, id, path), content);
    }
  }
  const report = (id: string, problem: string) => void problems.push(`${id}: ${problem}`);
  const catalog = await readAgents([root], { onBadAgent: report, onMistake: report });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { catalog, remove: () => rm(root, { recursive: true, force: true }) };
}
