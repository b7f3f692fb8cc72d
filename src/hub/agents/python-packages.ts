import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createAgentOutput, type OutputStream } from './agent-output.ts';
import { copyAgentFiles } from './agent-files.ts';
import type { Confinement } from './confinement.ts';
import type { Interpreter } from './python-interpreter.ts';
import { limitExceeded } from './limits/agent-limits.ts';
import { runProcessGroup } from './process-group.ts';
import { shorten } from './agent-failure.ts';
import { untilAborted } from '../async/until-aborted.ts';

/** The file in an agent's folder that lists the packages that the agent imports. */
const REQUIREMENTS = 'requirements.txt';
/** Maximum size of this file, in bytes. */
const MAX_REQUIREMENTS = 64 * 1024;
/** Requirements that are not installed: the hub has its own `nearai` package. */
const NEARAI = /^nearai *([<>=!~[;#@]|$)/i;
/** Time between SIGTERM and SIGKILL for pip, in milliseconds. */
const KILL_AFTER = 2_000;

/** Packages that are kept on disk while a run uses them. */
interface HeldPackages {
  /** The folder to import them from. */
  readonly folder: string;
  /** Must be called when the run has ended. */
  release(): void;
}

/** The packages that Python agents list in a `requirements.txt`. Each agent has its own folder for them. */
export interface PythonPackages {
  /**
   * Returns the packages of an agent, and installs them first if necessary; null if the agent lists none.
   * @throws Error that says in one line why they could not be installed; the signal's reason if it was aborted
   */
  hold(run: PackagesOfRun): Promise<HeldPackages | null>;
}

/** A run that needs the packages of its agent. */
interface PackagesOfRun {
  /** The agent's folder. */
  folder: string;
  interpreter: Interpreter;
  confinement: Confinement;
  variables: NodeJS.ProcessEnv;
  /** The program that runs pip. */
  program: string;
  signal: AbortSignal;
  onOutput(stream: OutputStream, text: string): void;
}

interface Installation {
  done: Promise<void>;
  waiting: number;
  controller: AbortController;
}

/**
 * Creates an installer, which installs packages when runs need them. They stay until the agent's requirements change.
 * @param cache the folder into which they are installed
 */
export function createPythonPackages(cache: string): PythonPackages {
  const installations = new Map<string, Installation>();
  const users = new Map<string, number>();

  function use(folder: string): HeldPackages {
    users.set(folder, (users.get(folder) ?? 0) + 1);
    return {
      folder,
      release() {
        const left = users.get(folder)! - 1;
        if (left > 0) users.set(folder, left);
        else users.delete(folder);
      },
    };
  }

  /**
   * Waits until the packages are installed. Runs that need the same packages share an installation. It is aborted when
   * no run waits for it any more.
   */
  async function installed(target: string, requirements: string, run: PackagesOfRun): Promise<void> {
    let installation = installations.get(target);
    while (installation?.controller.signal.aborted) {
      await installation.done.catch(() => undefined); // it was aborted: this run needs a new installation
      installation = installations.get(target);
    }
    if (!installation) {
      const controller = new AbortController();
      const done = install(target, requirements, run, controller.signal).finally(() =>
        installations.delete(target),
      );
      done.catch(() => undefined); // each waiting run gets the error from its own race
      installation = { done, waiting: 0, controller };
      installations.set(target, installation);
    }
    const { done, controller } = installation;
    installation.waiting += 1;
    try {
      await Promise.race([done, untilAborted(run.signal)]);
    } finally {
      installation.waiting -= 1;
      if (installation.waiting === 0) {
        controller.abort(run.signal.reason);
        await done.catch(() => undefined);
      }
    }
  }

  /** Removes the agent's earlier packages, unless a run uses them. */
  async function removeOthers(target: string): Promise<void> {
    const folder = dirname(target);
    const others = (await readdir(folder)).map((name) => join(folder, name)).filter((one) => one !== target);
    const unused = others.filter((one) => !users.get(one) && !installations.has(one));
    await Promise.all(unused.map((one) => rm(one, { recursive: true, force: true })));
  }

  async function install(
    target: string,
    requirements: string,
    run: PackagesOfRun,
    signal: AbortSignal,
  ): Promise<void> {
    const { folder, interpreter, confinement, variables, program, onOutput } = run;
    const workspace = await confinement.open({
      readable: [program, ...interpreter.readable],
      own: [],
      async fill(workFolder) {
        await copyAgentFiles(folder, workFolder); // the requirements may refer to files of the agent
        await writeFile(join(workFolder, REQUIREMENTS), requirements);
      },
    });
    try {
      signal.throwIfAborted();
      const output = createAgentOutput(onOutput);
      const exit = await runProcessGroup({
        command: interpreter.executable,
        args: [program, 'packages', REQUIREMENTS],
        workspace,
        variables,
        input: '',
        signal,
        killAfter: KILL_AFTER,
        onOutput: output.push,
      });
      output.end();
      signal.throwIfAborted();
      if (exit.limit) throw notInstalled(limitExceeded(exit.limit, workspace.limits));
      if (exit.code !== 0) throw notInstalled(reasonIn(output.stderr) ?? `pip ended with ${exit.code}`);
      await keep(join(workspace.folder, 'packages'), target);
    } finally {
      await workspace.close();
    }
    await removeOthers(target);
  }

  return {
    async hold(run) {
      const requirements = await requirementsOf(run.folder);
      if (requirements === null) return null;
      const target = join(
        cache,
        hashOf(run.folder),
        hashOf(`${run.interpreter.executable}\n${requirements}`),
      );
      const held = use(target);
      try {
        if (!existsSync(target)) await installed(target, requirements, run);
        return held;
      } catch (error) {
        held.release();
        throw error;
      }
    },
  };
}

/** Returns the agent's requirements without `nearai`; null if there are none. */
async function requirementsOf(folder: string): Promise<string | null> {
  const path = join(folder, REQUIREMENTS);
  if (!existsSync(path)) return null;
  if ((await stat(path)).size > MAX_REQUIREMENTS)
    throw notInstalled(`it is larger than ${MAX_REQUIREMENTS} bytes`);
  const lines = (await readFile(path, 'utf8')).split(/\r?\n/).map((line) => line.trim());
  const wanted = lines.filter((line) => !NEARAI.test(line));
  return wanted.some((line) => line !== '' && !line.startsWith('#')) ? `${wanted.join('\n')}\n` : null;
}

/**
 * Copies the packages, because the files in the workspace belong to the user of the run. The last step is a rename, so
 * that other runs see all of the packages or none.
 */
async function keep(packages: string, target: string): Promise<void> {
  const aside = join(dirname(dirname(target)), `${basename(target)}.${randomUUID()}`);
  try {
    await mkdir(dirname(target), { recursive: true });
    await cp(packages, aside, { recursive: true, verbatimSymlinks: true });
    await chmod(aside, 0o755);
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Returns pip's reason: its last error, or else its last line; null if it printed nothing. */
function reasonIn(stderr: string): string | null {
  const lines = stderr.split('\n').map((line) => line.trim());
  return (
    lines.findLast((line) => line.startsWith('ERROR: ')) ?? lines.findLast((line) => line !== '') ?? null
  );
}

function notInstalled(reason: string): Error {
  return new Error(`its ${REQUIREMENTS} could not be installed: ${shorten(reason)}`);
}
