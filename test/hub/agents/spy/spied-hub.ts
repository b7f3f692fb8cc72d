import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfinement, type Workspace } from '../../../../src/hub/agents/confinement.ts';
import { findInterpreter } from '../../../../src/hub/agents/python-interpreter.ts';
import { runProcessGroup } from '../../../../src/hub/agents/process-group.ts';
import { findSandbox } from '../../../../src/hub/agents/sandbox/find-sandbox.ts';
import type { SandboxKind } from '../../../../src/hub/agents/sandbox/sandbox.ts';
import { GENEROUS } from '../../../support/confinements.ts';
import { ATTEMPTS, programOf, type Attempt } from './attempts.ts';

/*
 * A program in place of a hub: it has secrets in its environment, its memory, its data folder and its `.env`, and runs an
 * agent that has some too. It also runs spies, and prints as JSON what each found.
 */
const [kind = '', language = '', python = '', folder = '', only = '.'] = process.argv.slice(2);
const secret = () => `canary-${randomBytes(8).toString('hex')}`;

const dataFolder = join(folder, 'data');
const envFile = join(folder, '.env');
mkdirSync(dataFolder, { mode: 0o700 });
writeFileSync(join(dataFolder, 'database'), secret(), { mode: 0o600 });
writeFileSync(envFile, `MODEL_API_KEY=${secret()}`, { mode: 0o600 });
const inMemory = Buffer.from(secret());

const own = join(folder, 'agents/acme/spy/1.0.0');
mkdirSync(own, { recursive: true });
mkdirSync(join(folder, 'agents/acme/other/1.0.0'), { recursive: true });

const { sandbox } = await findSandbox({ hidden: [dataFolder, envFile], needed: [] }, [kind as SandboxKind]);
const confinement = createConfinement({
  sandbox,
  limits: GENEROUS,
  hidden: [dataFolder, envFile, join(folder, 'agents')],
});
const { executable, readable } = await findInterpreter(python, { PATH: process.env['PATH'] });
const open = () => confinement.open({ readable: [...readable, process.execPath], own: [own] });

type OnOutput = (text: string) => void;

function run(workspace: Workspace, command: string, args: string[], signal: AbortSignal, onOutput: OnOutput) {
  return runProcessGroup({
    command,
    args,
    workspace,
    variables: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    input: `${secret()}\n`,
    signal,
    killAfter: 1_000,
    onOutput: (_stream, bytes) => onOutput(bytes.toString()),
  });
}

/** The other agent keeps its token in its memory and in a file. */
const VICTIM = `
import sys
token = sys.stdin.readline()
open("secret", "w").write(token)
print("ready", flush=True)
sys.stdin.read()`;

const ending = new AbortController();
const victim = await open();
const victimIsReady = new Promise<void>((resolve) => {
  void run(victim, executable, ['-c', VICTIM], ending.signal, () => resolve()).finally(() => victim.close());
});
await victimIsReady;

async function spy(attempt: Attempt): Promise<string> {
  const workspace = await open();
  let output = '';
  const program = programOf(attempt, language as 'python' | 'javascript', {
    hub: process.pid,
    processes: [process.pid, process.ppid, ...childrenOf(process.pid)],
    dataFolder,
    envFile,
    installed: readable,
    folders: [victim.root, join(folder, 'agents/acme/other/1.0.0')],
  });
  const [command, flag] = language === 'python' ? [executable, '-c'] : [process.execPath, '-e'];
  try {
    await run(workspace, command, [flag, program], AbortSignal.timeout(60_000), (text) => (output += text));
  } finally {
    await workspace.close();
  }
  return output.replace(/^WROTE (.+)\n/gm, (line, path: string) => (hasArrived(path) ? line : ''));
}

/** The folder that a sandbox mounts over a hidden one may be writable. */
function hasArrived(path: string): boolean {
  if (!existsSync(path)) return false;
  unlinkSync(path);
  return true;
}

/** And their children: the other run's process is among them, even if a supervisor started it. */
function childrenOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number);
    return children.flatMap((child) => [child, ...childrenOf(child)]);
  } catch {
    return [];
  }
}

const tried = ATTEMPTS.filter(
  (one) => one[language as 'python' | 'javascript'] !== null && new RegExp(only).test(one.what),
);
const got = Object.fromEntries(
  await Promise.all(tried.map(async (one) => [one.what, await spy(one)] as const)),
);
ending.abort();
process.stdout.write(JSON.stringify({ kind: sandbox.kind, got, held: inMemory.length }));
