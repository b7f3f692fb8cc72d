import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AgentEntry } from '../../../src/hub/agents/agent-catalog.ts';
import {
  createModuleProcessPool,
  type ModuleProcessPoolOptions,
} from '../../../src/hub/agents/module-process-pool.ts';
import type { RunModule } from '../../../src/hub/agents/run-host.ts';
import { createCompiledModules } from '../../../src/hub/agents/compiled-modules.ts';
import { agentMetadataSchema } from '../../../src/protocol/assistant.ts';
import { unconfined } from '../../support/confinements.ts';
import { createFakeHost, type FakeHost } from './fake-host.ts';

/** The result of a run. */
export interface ModuleRun {
  /** The reason why it failed; null if it succeeded. */
  failure: string | null;
  /** The error as the hub gets it. */
  error: unknown;
  host: FakeHost;
  stdout: string;
  stderr: string;
}

/** Called while the agent runs. */
type Meanwhile = (host: FakeHost) => Promise<void> | void;

/** Writes an agent's folder, which is removed after the test, and returns its entry of the catalog. */
export async function writeModule(
  code: string,
  files: Record<string, string> = {},
  details: object = {},
): Promise<AgentEntry> {
  const folder = await mkdtemp(join(tmpdir(), 'symposium-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries({ ...files, 'agent.ts': code })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const metadata = agentMetadataSchema.parse({ name: 'guide', version: '1.0.0', details });
  return { id: 'acme/guide/1.0.0', kind: 'module', folder, metadata, changedAt: new Date(0) };
}

/** Code of an agent whose function has this body. */
export function agentThat(body: string, before = ''): string {
  return `${before}\nexport default async (env) => {\n${body}\n};`;
}

/** Compiled modules are not cached, so that each test compiles its own. */
const COMPILED = createCompiledModules('/dev/null/nowhere');

/** The processes of agents, by default without spare ones. They end with the test. */
export function processesForTest(options: Partial<ModuleProcessPoolOptions> = {}) {
  const processes = createModuleProcessPool({
    confinement: unconfined(),
    agentFolders: [tmpdir()],
    environment: {},
    longestFrame: 16_000_000,
    compiled: COMPILED,
    ...options,
  });
  onTestFinished(() => processes.close());
  return processes;
}

/** Runs an agent to its end. */
export async function runModule(
  run: RunModule,
  agent: AgentEntry,
  meanwhile: Meanwhile = () => undefined,
): Promise<ModuleRun> {
  const host = createFakeHost();
  const result: ModuleRun = { failure: null, error: null, host, stdout: '', stderr: '' };
  const { ended, gone } = run(agent, host, (stream, text) => {
    result[stream] += text;
  });
  onTestFinished(async () => {
    host.abort(new Error('the test has finished'));
    await gone;
  });
  const doing = Promise.resolve(meanwhile(host));
  try {
    await Promise.race([ended, doing.then(() => ended)]); // a run that fails ends the wait
    await doing;
  } catch (error) {
    result.error = error;
    result.failure = (error as Error).message;
  }
  host.abort(new Error('the run has ended'));
  await gone;
  return result;
}

/** Runs an agent with this code to its end, in a process with default options. */
export async function runCode(
  code: string,
  {
    files,
    meanwhile,
    ...options
  }: Partial<ModuleProcessPoolOptions> & {
    files?: Record<string, string>;
    meanwhile?: Meanwhile;
  } = {},
): Promise<ModuleRun> {
  return runModule(processesForTest(options).runModule, await writeModule(code, files), meanwhile);
}
