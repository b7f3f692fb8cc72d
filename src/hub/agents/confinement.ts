import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAgentFileName } from './agent-files.ts';
import { limitCommands, type AgentLimits } from './limits/agent-limits.ts';
import { createUserPool } from './sandbox/own-user.ts';
import { giveTo, makeRunFolders, removeRunFolders, type RunFolders } from './sandbox/run-folders.ts';
import type { Launch, Sandbox } from './sandbox/sandbox.ts';
import { inShell } from './sandbox/shell.ts';
import { mountsOf } from './sandbox/view.ts';

/** The place that one run's process has to itself. */
export interface Cell {
  /** Its working folder. */
  readonly folder: string;
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
  /** The agent's own folder, absolute. */
  own: string;
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
  const users = createUserPool();
  const realHome = process.env['HOME'] ?? null;

  return {
    sandbox,
    async open({ readable, own, fill }) {
      const folders = await makeRunFolders();
      let user: number | null = null;

      async function close(): Promise<void> {
        if (user !== null && !sandbox.hasOwnRoot) await killAllOf(user); // else they have gone with their namespace
        await removeRunFolders(folders);
        if (user !== null) users.giveBack(user);
      }

      try {
        await fill?.(folders.work);
        // Root's own private files can be read by nobody else: then the agent stays root, without its powers.
        if (sandbox.hasOwnUsers && !(sandbox.hasOwnRoot && (await isPrivate(own)))) user = users.take();
        if (user !== null) await giveTo(user, folders);
        const view = { readable, own: [own], hidden, folders, home: realHome };
        const mounts = sandbox.hasOwnRoot ? mountsOf(view) : [];
        return {
          folder: folders.work,
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

/** Whether anything in a folder cannot be read by other users than its own. */
async function isPrivate(folder: string): Promise<boolean> {
  const { mode } = await stat(folder);
  if ((mode & FOR_OTHERS.folder) !== FOR_OTHERS.folder) return true;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (!isAgentFileName(entry.name)) continue;
    if (entry.isDirectory() && (await isPrivate(path))) return true;
    if (entry.isFile() && ((await stat(path)).mode & FOR_OTHERS.file) === 0) return true;
  }
  return false;
}

const FOR_OTHERS = { folder: 0o005, file: 0o004 };

/** A signal to all that it may be sent to: the processes of this user, and no other's. */
async function killAllOf(user: number): Promise<void> {
  const killer = spawn('/bin/sh', ['-c', 'kill -KILL -1'], { uid: user, gid: user, stdio: 'ignore' });
  await once(killer, 'exit');
}
