import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartupError } from '../errors/startup-error.ts';
import { isAgentFileName } from './agent-files.ts';
import { type AgentLimits, limitCommands } from './limits/agent-limits.ts';
import { type FoundSandbox, type SandboxFiles, findSandbox } from './sandbox/find-sandbox.ts';
import { randomUser } from './sandbox/own-user.ts';
import { type RunFolders, giveToUser, makeRunFolders, removeRunFolders } from './sandbox/run-folders.ts';
import { type Launch, NO_SANDBOX, type Sandbox } from './sandbox/sandbox.ts';
import { inShell } from './sandbox/shell.ts';
import { mountsFor } from './sandbox/view.ts';
import { untilStartAllowed } from './pace-process-starts.ts';

/** The folders and limits of one run's process, and a way to start commands in them. */
export interface Workspace {
  /** The working folder. */
  readonly folder: string;
  /** Whether the process can read the agent's original folders, and not only copies in the working folder. */
  readonly canReadOriginals: boolean;
  /** Contains all folders that the process may write to. */
  readonly root: string;
  readonly limits: AgentLimits;
  /** Returns the command to spawn, so that the given command runs in this workspace, within its limits. */
  launch(command: string, args: readonly string[]): Launch;
  /** Environment variables with the paths of the workspace's folders. */
  readonly variables: Readonly<Record<string, string>>;
  /** Ends remaining processes, and removes the folders. */
  close(): Promise<void>;
}

/** The files that a process needs in its workspace. */
export interface WorkspaceOptions {
  /** Absolute paths of files and folders that the process reads, such as its interpreter. */
  readable: readonly string[];
  /**
   * Absolute paths of code folders that the agent may read: its own folder, or all agents' folders if it is not known
   * yet which agent will run.
   */
  own: readonly string[];
  /** Fills the working folder before the process starts. */
  fill?(folder: string): Promise<void>;
}

/** Creates workspaces for agents' processes. */
export interface Confinement {
  readonly sandbox: Sandbox;
  open(options: WorkspaceOptions): Promise<Workspace>;
}

export interface ConfinementOptions {
  sandbox: Sandbox;
  limits: AgentLimits;
  /** Absolute paths of files and folders that no agent may read. */
  hidden: readonly string[];
}

/** Creates a confinement, which opens workspaces in this sandbox with these limits. */
export function createConfinement({ sandbox, limits, hidden }: ConfinementOptions): Confinement {
  const realHome = process.env['HOME'] ?? null;

  return {
    sandbox,
    async open({ readable, own, fill }) {
      const folders = await makeRunFolders();
      let user: number | null = null;

      async function close(): Promise<void> {
        if (user !== null && !sandbox.hasOwnRoot) await killAllOf(user); // in a namespace, they have ended with it
        await removeRunFolders(folders);
      }

      try {
        await fill?.(folders.work);
        const isPublic = !sandbox.hasOwnUsers || (await arePublic(own, sandbox.hasOwnRoot));
        // Only root can read its private files. Without copies of them, the agent stays root, but without capabilities.
        if (sandbox.hasOwnUsers && (isPublic || fill || !sandbox.hasOwnRoot)) user = randomUser();
        if (user !== null) await giveToUser(user, folders);
        const view = { readable, own, hidden, folders, home: realHome };
        const mounts = sandbox.hasOwnRoot ? mountsFor(view) : [];
        return {
          folder: folders.work,
          canReadOriginals: isPublic || user === null,
          root: folders.root,
          limits,
          variables: variablesIn(sandbox, folders),
          launch(command, args) {
            if (process.platform === 'win32') return { command, args, user: null }; // no limits on Windows
            const script = `${limitCommands(limits, sandbox.countsProcesses)}\nexec "$@"`;
            const limited = inShell(script, command, ...args);
            return sandbox.wrap({ ...limited, mounts, folder: folders.work, root: folders.root, user });
          },
          close,
        };
      } catch (error) {
        await close();
        throw error;
      }
    },
  };
}

function variablesIn({ kind, hasOwnRoot }: Sandbox, { temporary, home }: RunFolders): Record<string, string> {
  if (hasOwnRoot) return { TMPDIR: '/tmp' };
  return { TMPDIR: temporary, ...(kind === 'user' && { HOME: home }) };
}

/**
 * Returns whether every user can read these folders.
 * @param areMounted whether the folders are mounted where every user can reach them
 */
async function arePublic(folders: readonly string[], areMounted: boolean): Promise<boolean> {
  for (const folder of folders) {
    if (!(await isReadableByOthers(folder))) return false;
    if (!areMounted && !(await isReachedByOthers(folder))) return false;
  }
  return true;
}

/** Kills all processes of this user. The command runs as this user, so the signal reaches no other processes. */
async function killAllOf(user: number): Promise<void> {
  await untilStartAllowed();
  const killer = spawn('/bin/sh', ['-c', 'kill -KILL -1'], { uid: user, gid: user, stdio: 'ignore' });
  await once(killer, 'exit');
}

/** The values of `AGENT_SANDBOX`. */
export const SANDBOX_MODES = ['required', 'auto', 'off'] as const;

interface OpenConfinementOptions extends SandboxFiles {
  mode: (typeof SANDBOX_MODES)[number];
  limits: AgentLimits;
  /** Further paths that are hidden if the sandbox has its own root. The agent's own folder stays visible. */
  covered: readonly string[];
  inform: (message: string) => void;
  warn: (message: string) => void;
}

/**
 * Finds out which sandbox works on this machine, and logs it.
 * @throws StartupError if a sandbox is required and none works
 */
export async function openConfinement(options: OpenConfinementOptions): Promise<Confinement> {
  const { mode, limits, hidden, covered, needed, inform, warn } = options;
  if (mode === 'off') return createConfinement({ sandbox: NO_SANDBOX, limits, hidden: [] });
  const found = await findSandbox({ hidden, needed });
  const { sandbox } = found;
  if (sandbox.kind !== 'none') inform(`Agents run in a sandbox: ${describe(sandbox)}.`);
  else if (mode === 'auto') {
    warn(`Agents run without a sandbox, and can read everything that the hub can read: ${remedy(found)}`);
  } else {
    throw new StartupError(`AGENT_SANDBOX is required, but no sandbox works here: ${remedy(found)}`);
  }
  return createConfinement({ sandbox, limits, hidden: [...hidden, ...covered] });
}

function describe({ kind, hasOwnUsers }: Sandbox): string {
  if (kind === 'user') return 'each run with its own user, without namespaces';
  return hasOwnUsers ? `${kind}, each run with its own user` : kind;
}

function remedy({ failures }: FoundSandbox): string {
  if (process.platform !== 'linux') return 'sandboxes are only available on Linux.';
  const tried = Object.entries(failures).map(([kind, reason]) => `${kind}: ${reason}`);
  return `install bubblewrap (apt-get install bubblewrap), and allow user namespaces. Tried: ${tried.join('; ')}.`;
}

const OTHERS_MAY = { through: 0o001, folder: 0o005, file: 0o004 };

/** Returns whether every user can read all of an agent's files. */
async function isReadableByOthers(folder: string): Promise<boolean> {
  if (!(await allows(folder, OTHERS_MAY.folder))) return false;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (!isAgentFileName(entry.name)) continue;
    if (entry.isDirectory() && !(await isReadableByOthers(path))) return false;
    if (entry.isFile() && !(await allows(path, OTHERS_MAY.file))) return false;
  }
  return true;
}

/** Returns whether every user can enter all folders above this one. */
async function isReachedByOthers(folder: string): Promise<boolean> {
  const above = dirname(folder);
  return above === folder || ((await allows(above, OTHERS_MAY.through)) && isReachedByOthers(above));
}

async function allows(path: string, mode: number): Promise<boolean> {
  return ((await stat(path)).mode & mode) === mode;
}
