import { delimiter, dirname, join } from 'node:path';
import type { AgentMetadata } from '../../protocol/assistant.ts';
import { packagePath } from '../package-root.ts';
import { copyAgentFiles } from './agent-files.ts';
import { createAgentOutput, type OutputStream } from './agent-output.ts';
import { agentVariables, machineVariables } from './agent-variables.ts';
import type { Workspace, Confinement } from './confinement.ts';
import { findInterpreter, type Interpreter } from './python-interpreter.ts';
import { limitExceeded } from './limits/agent-limits.ts';
import { runProcessGroup, type ProcessExit } from './process-group.ts';
import { pythonFailure, startFailure } from './agent-failure.ts';
import type { PythonPackages } from './python-packages.ts';

/** One run of a Python agent. */
export interface PythonAgentOptions {
  /** Absolute path of the agent's folder, which contains `agent.py`. */
  folder: string;
  metadata: AgentMetadata;
  confinement: Confinement;
  /** The hub's address for the process, such as `http://127.0.0.1:3000`. */
  hubUrl: string;
  /** The run's token for the hub's API. It is valid for this run only. */
  token: string;
  threadId: string;
  runId: string;
  /** `namespace/name/version` */
  agentId: string;
  /** The run's account: its name, or its id if it has no name. */
  account: string;
  /** Whether `env.exec_command` runs commands. */
  mayExecute: boolean;
  /** Installs the agent's `requirements.txt`; null if installing packages is not allowed. */
  packages: PythonPackages | null;
  /** Variables in `env.env_vars`. They override the agent's own `details.env_vars`. */
  environment: Readonly<Record<string, string>>;
  /** Aborting it ends the process and everything that it has started. */
  signal: AbortSignal;
  /** Called with the output of the process, until the signal is aborted. Must not throw. */
  onOutput(stream: OutputStream, text: string): void;
  /** Name or path of the interpreter; Python 3.8 or newer. */
  python?: string;
  /** Time between SIGTERM and SIGKILL, in milliseconds. */
  killAfter?: number;
}

const PACKAGE = packagePath('src/python');
const KILL_AFTER = 2000;

/**
 * Runs an `agent.py` in its own process. Resolves when the process is gone. The working folder is new, contains copies
 * of the agent's files, and is removed afterwards.
 * @throws Error that says in one line why the agent failed; the signal's reason if aborted
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
    await runWithPackages(packages?.folder ?? null, interpreter, options);
  } finally {
    packages?.release();
  }
}

async function runWithPackages(
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
    const failure = await runInWorkspace(workspace, interpreter, packages, options);
    signal.throwIfAborted();
    if (failure) throw failure;
  } finally {
    await workspace.close();
  }
}

/** Returns the files that every Python agent needs, as far as they exist. */
export async function neededForPython(python = 'python3'): Promise<string[]> {
  const interpreter = await findInterpreter(python, variables()).catch(() => null); // each run reports this
  return [PACKAGE, ...(interpreter ? [interpreter.executable] : [])];
}

async function runInWorkspace(
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
      input: `${JSON.stringify({ ...startInput(options), packages, folder: workspace.canReadOriginals ? options.folder : workspace.folder })}\n`,
      signal,
      killAfter,
      onOutput: output.push,
    });
  } catch (error) {
    return startFailure(executable, error as NodeJS.ErrnoException);
  }
  output.end();
  if (exit.limit) return new Error(limitExceeded(exit.limit, workspace.limits));
  return pythonFailure(exit, output.stderr, workspace.limits);
}

/** Returns the input of `run_agent.py`, without the folders of the agent and its packages. */
function startInput(options: PythonAgentOptions) {
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

/**
 * Returns the environment variables of a Python process.
 * @param programs a folder that comes first in the PATH
 */
function variables(programs?: string): NodeJS.ProcessEnv {
  const inherited = machineVariables();
  return {
    ...inherited,
    ...(programs && { PATH: [programs, inherited['PATH']].filter(Boolean).join(delimiter) }),
    PYTHONPATH: PACKAGE,
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONIOENCODING: 'utf-8:backslashreplace', // otherwise printing half a surrogate pair would end the agent
  };
}
