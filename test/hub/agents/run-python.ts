import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runPythonAgent, type PythonAgentOptions } from '../../../src/hub/agents/run-python-agent.ts';
import { agentMetadataSchema } from '../../../src/protocol/assistant.ts';
import { unconfined } from '../../support/confinements.ts';
import { RUN, THREAD } from './fake-hub.ts';

export const TOKEN = 'run-token-of-the-test';

/** The result of a run. */
export interface PythonRun {
  /** The reason why it failed; null if it succeeded. */
  failure: string | null;
  stdout: string;
  stderr: string;
  /** The delivered pieces of its output. */
  pieces: string[];
}

/** A new folder, which is removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'symposium-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes an agent's folder, which is removed after the test. */
export async function writePythonAgent(code: string, files: Record<string, string> = {}): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries({ ...files, 'agent.py': code })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** Options to run an agent, with defaults. */
export function pythonOptions(options: Partial<PythonAgentOptions> & { folder: string }): PythonAgentOptions {
  return {
    metadata: agentMetadataSchema.parse({ name: 'guide', version: '1.0.0' }),
    confinement: unconfined(),
    hubUrl: 'http://127.0.0.1:9', // nothing listens there
    token: TOKEN,
    threadId: THREAD,
    runId: RUN,
    agentId: 'acme/guide/1.0.0',
    account: 'ana',
    mayExecute: false,
    packages: null,
    environment: {},
    signal: new AbortController().signal,
    onOutput: () => undefined,
    ...options,
  };
}

/** Runs an agent to its end. */
export async function runPython(
  options: Partial<PythonAgentOptions> & { folder: string },
): Promise<PythonRun> {
  const run: PythonRun = { failure: null, stdout: '', stderr: '', pieces: [] };
  const given = pythonOptions(options);
  const onOutput: PythonAgentOptions['onOutput'] = (stream, text) => {
    run[stream] += text;
    run.pieces.push(text);
    given.onOutput(stream, text);
  };
  try {
    await runPythonAgent({ ...given, onOutput });
  } catch (error) {
    run.failure = (error as Error).message;
  }
  return run;
}
