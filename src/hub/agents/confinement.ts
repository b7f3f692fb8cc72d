import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { limitCommands, type AgentLimits } from './limits/agent-limits.ts';
import { isReachedByOthers, isReadableByOthers } from './sandbox/readable-by-others.ts';
import { anyUser } from './sandbox/own-user.ts';
import { giveTo, makeRunFolders, removeRunFolders, type RunFolders } from './sandbox/run-folders.ts';
import type { Launch, Sandbox } from './sandbox/sandbox.ts';
import { inShell } from './sandbox/shell.ts';
import { mountsOf } from './sandbox/view.ts';
import { turnToStart } from './turn-to-start.ts';

/** The place that one run's process has to itself. */
export interface Cell {
  /** Its working folder. */
  readonly folder: string;
  /** Whether the process can read the agent's own folders, and not only the copies in its working folder. */
  readonly readsOwn: boolean;
  /** Holds all that it may write to. */
  readonly root: string;
  readonly limits: AgentLimits;
  /** What to spawn so that this command runs here, within its limits. */
  launch(command: string, args: readonly string[]): Launch;
  /** The variables that say where it is, for programs that ask. */
  readonly variables: Readonly<Record<string, string>>;
  /** Ends what it has left running, and takes its folders away. */
  close(): Promise<void>;
}

/** What a process is to find in its cell. */
export interface CellOptions {
  /** Files and folders that it reads, such as its interpreter's; absolute. */
  readable: readonly string[];
  /** The folders of code that an agent may read, absolute: its own, or all where it is not yet known which agent runs. */
  own: readonly string[];
  /** Fills the working folder, before the process gets it. */
  fill?(folder: string): Promise<void>;
}

/** Where the processes of agents run. */
export interface Confinement {
  readonly sandbox: Sandbox;
  open(options: CellOptions): Promise<Cell>;
}

/** How agents are to be confined. */
export interface ConfinementOptions {
  sandbox: Sandbox;
  limits: AgentLimits;
  /** Files and folders that no agent may read, wherever they lie; absolute. */
  hidden: readonly string[];
}

/** Gives each run a cell of its own. */
export function createConfinement({ sandbox, limits, hidden }: ConfinementOptions): Confinement {
  const realHome = process.env['HOME'] ?? null;

  return {
    sandbox,
    async open({ readable, own, fill }) {
      const folders = await makeRunFolders();
      let user: number | null = null;

      async function close(): Promise<void> {
        if (user !== null && !sandbox.hasOwnRoot) await killAllOf(user); // else they have gone with their namespace
        await removeRunFolders(folders);
      }

      try {
        await fill?.(folders.work);
        const isPublic = !sandbox.hasOwnUsers || (await arePublic(own, sandbox.hasOwnRoot));
        // Nobody else can read root's private files: without copies of them the agent stays root, without its powers.
        if (sandbox.hasOwnUsers && (isPublic || fill || !sandbox.hasOwnRoot)) user = anyUser();
        if (user !== null) await giveTo(user, folders);
        const view = { readable, own, hidden, folders, home: realHome };
        const mounts = sandbox.hasOwnRoot ? mountsOf(view) : [];
        return {
          folder: folders.work,
          readsOwn: isPublic || user === null,
          root: folders.root,
          limits,
          variables: variablesIn(sandbox, folders),
          launch(command, args) {
            if (process.platform === 'win32') return { command, args, user: null }; // it has no such limits
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

/** @param areMounted whether they are put where everyone can reach them */
async function arePublic(folders: readonly string[], areMounted: boolean): Promise<boolean> {
  for (const folder of folders) {
    if (!(await isReadableByOthers(folder))) return false;
    if (!areMounted && !(await isReachedByOthers(folder))) return false;
  }
  return true;
}

/** A signal to all that it may be sent to: the processes of this user, and no other's. */
async function killAllOf(user: number): Promise<void> {
  await turnToStart();
  const killer = spawn('/bin/sh', ['-c', 'kill -KILL -1'], { uid: user, gid: user, stdio: 'ignore' });
  await once(killer, 'exit');
}
