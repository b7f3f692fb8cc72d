import { delimiter, dirname, join } from 'node:path';
import type { AgentMetadata } from '../../protocol/assistant.ts';
import { packagePath } from '../package-root.ts';
import { copyAgentFiles } from './agent-files.ts';
import { createAgentOutput, type OutputStream } from './agent-output.ts';
import { agentVariables, machineVariables } from './agent-variables.ts';
import type { Workspace, Confinement } from './confinement.ts';
import { findInterpreter, type Interpreter } from './python-interpreter.ts';
import { overLimit } from './limits/agent-limits.ts';
import { runProcessGroup, type ProcessExit } from './process-group.ts';
import { pythonFailure, startFailure } from './agent-failure.ts';
import type { PythonPackages } from './python-packages.ts';

/** One run of an agent in Python. */
export interface PythonAgentOptions {
  /** The agent's folder, absolute; it holds `agent.py`. */
  folder: string;
  metadata: AgentMetadata;
  /** Where its process runs. */
  confinement: Confinement;
  /** Where the process finds the hub, such as `http://127.0.0.1:3000`. */
  hubUrl: string;
  /** Good for this run alone. */
  token: string;
  threadId: string;
  runId: string;
  /** `namespace/name/version` */
  agentId: string;
  /** Whose run it is, by name where the account has one. */
  account: string;
  /** Whether `env.exec_command` runs commands. */
  mayExecute: boolean;
  /** Installs what the agent's `requirements.txt` names; null: that is not allowed. */
  packages: PythonPackages | null;
  /** What `env.env_vars` holds; the agent's own `details.env_vars` fill in what is not here. */
  environment: Readonly<Record<string, string>>;
  /** Aborting it ends the process, with all that it has started. */
  signal: AbortSignal;
  /** Told what the process writes, until the signal is aborted. Must not throw. */
  onOutput(stream: OutputStream, text: string): void;
  /** The interpreter, by name or path; 3.8 or newer. */
  python?: string;
  /** How long a process that is told to end may take before it is killed, in milliseconds. */
  killAfter?: number;
}

const PACKAGE = packagePath('src/python');
const KILL_AFTER = 2000;

/**
 * Runs an `agent.py` in a process of its own, and settles when that is gone. Its working folder is a new one
 * with copies of the agent's files, and goes with it.
 * @throws Error that says in one line why the agent failed; the signal's reason where that was aborted
 */
export async function runPythonAgent(options: PythonAgentOptions): Promise<void> {
  const { python = 'python3' } = options;
  const interpreter = await findInterpreter(python, variables());
  const packages = await options.packages?.hold({
    ...options,
    interpreter,
    program: join(PACKAGE, 'install_packages.py'),
    variables: variables(dirname(interpreter.executable)),
  });
  try {
    await runWith(packages?.folder ?? null, interpreter, options);
  } finally {
    packages?.release();
  }
}

async function runWith(
  packages: string | null,
  interpreter: Interpreter,
  options: PythonAgentOptions,
): Promise<void> {
  const { folder, confinement, signal } = options;
  const workspace = await confinement.open({
    readable: [PACKAGE, ...interpreter.readable, ...(packages === null ? [] : [packages])],
    own: [folder],
    fill: (workFolder) => copyAgentFiles(folder, workFolder),
  });
  try {
    signal.throwIfAborted();
    const failure = await runIn(workspace, interpreter, packages, options);
    signal.throwIfAborted();
    if (failure) throw failure;
  } finally {
    await workspace.close();
  }
}

/** The files that every agent in Python needs, as far as they are there. */
export async function neededForPython(python = 'python3'): Promise<string[]> {
  const interpreter = await findInterpreter(python, variables()).catch(() => null); // each run says that there is none
  return [PACKAGE, ...(interpreter ? [interpreter.executable] : [])];
}

async function runIn(
  workspace: Workspace,
  { executable }: Interpreter,
  packages: string | null,
  options: PythonAgentOptions,
): Promise<Error | null> {
  const { killAfter = KILL_AFTER, signal, onOutput } = options;
  const output = createAgentOutput((stream, text) => {
    if (!signal.aborted) onOutput(stream, text);
  });
  let exit: ProcessExit;
  try {
    exit = await runProcessGroup({
      command: executable,
      args: [join(PACKAGE, 'run_agent.py')],
      workspace,
      variables: variables(dirname(executable)),
      input: `${JSON.stringify({ ...startOf(options), packages, folder: workspace.canReadOriginals ? options.folder : workspace.folder })}\n`,
      signal,
      killAfter,
      onOutput: output.push,
    });
  } catch (error) {
    return startFailure(executable, error as NodeJS.ErrnoException);
  }
  output.end();
  if (exit.limit) return new Error(overLimit(exit.limit, workspace.limits));
  return pythonFailure(exit, output.stderr, workspace.limits);
}

/** What `run_agent.py` reads, besides where the agent is. */
function startOf(options: PythonAgentOptions) {
  return {
    metadata: options.metadata,
    hub_url: options.hubUrl,
    token: options.token,
    thread_id: options.threadId,
    run_id: options.runId,
    agent_id: options.agentId,
    account_id: options.account,
    may_execute: options.mayExecute,
    installs: options.packages !== null,
    env_vars: agentVariables(options.metadata, options.environment),
  };
}

/** @param programs a folder of programs that is searched first */
function variables(programs?: string): NodeJS.ProcessEnv {
  const passedOn = machineVariables();
  return {
    ...passedOn,
    ...(programs && { PATH: [programs, passedOn['PATH']].filter(Boolean).join(delimiter) }),
    PYTHONPATH: PACKAGE,
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONIOENCODING: 'utf-8:backslashreplace', // what UTF-8 cannot hold, such as half of a pair, ends no agent
  };
}
