import { execFile } from 'node:child_process';
import { release } from 'node:os';
import { promisify } from 'node:util';
import { bubblewrap } from './bubblewrap.ts';
import { giveToUser, makeRunFolders, removeRunFolders } from './run-folders.ts';
import { NO_SANDBOX, SANDBOX_KINDS, type Sandbox, type SandboxKind } from './sandbox.ts';
import { unshare } from './unshare.ts';
import { randomUser, ownUser } from './own-user.ts';
import { mountsFor } from './view.ts';

const run = promisify(execFile);

/** Timeout of an attempt, in milliseconds. */
const TIMEOUT = 10_000;

/** Printed by a successful attempt. */
const INSIDE = 'inside';

/** Absolute paths that matter for a sandbox. */
export interface SandboxFiles {
  /** Paths that no agent may read. */
  hidden: readonly string[];
  /** Paths that every agent must be able to read. */
  needed: readonly string[];
}

export interface FoundSandbox {
  sandbox: Sandbox;
  /** The reason why each stronger kind does not work here, by kind. */
  failures: Partial<Record<SandboxKind, string>>;
}

/**
 * Finds the strongest sandbox that works here, by starting a program in each kind.
 * @param kinds the kinds to try
 */
export async function findSandbox(
  files: SandboxFiles,
  kinds: readonly SandboxKind[] = SANDBOX_KINDS,
): Promise<FoundSandbox> {
  const failures: FoundSandbox['failures'] = {};
  for (const sandbox of candidates().filter(({ kind }) => kinds.includes(kind))) {
    try {
      await attempt(sandbox, files);
      return { sandbox, failures };
    } catch (error) {
      failures[sandbox.kind] ??= reasonOf(error);
    }
  }
  return { sandbox: NO_SANDBOX, failures };
}

function candidates(): Sandbox[] {
  if (process.platform !== 'linux') return [];
  const isRoot = process.getuid?.() === 0;
  // In a container, root may have no other users. Even then, namespaces separate the agent from the hub.
  const withUsers = isRoot ? [true, false] : [false];
  return [
    ...withUsers.map((hasOwnUsers) =>
      bubblewrap({ hasOwnUsers, countsProcesses: countsProcesses(hasOwnUsers, isRoot) }),
    ),
    ...withUsers.map((hasOwnUsers) =>
      unshare({ hasOwnUsers, isRoot, countsProcesses: countsProcesses(hasOwnUsers, isRoot) }),
    ),
    ...(isRoot ? [ownUser()] : []),
  ];
}

/**
 * Returns whether Linux counts the processes of each run separately. It counts processes per user, and since 5.14
 * separately for each user namespace. Processes of root are not limited.
 * https://man7.org/linux/man-pages/man2/getrlimit.2.html (RLIMIT_NPROC)
 */
function countsProcesses(hasOwnUsers: boolean, isRoot: boolean): boolean {
  if (hasOwnUsers) return true;
  const [major = 0, minor = 0] = release().split('.').map(Number);
  return !isRoot && (major > 5 || (major === 5 && minor >= 14));
}

/**
 * Runs a script in the sandbox that checks the isolation.
 * @throws if the sandbox does not work, or does not isolate
 */
async function attempt(sandbox: Sandbox, { hidden, needed }: SandboxFiles): Promise<void> {
  const folders = await makeRunFolders();
  try {
    const user = sandbox.hasOwnUsers ? randomUser() : null;
    if (user !== null) await giveToUser(user, folders);
    const view = { readable: needed, own: [], hidden, folders, home: process.env['HOME'] ?? null };
    const processes = sandbox.hasOwnRoot ? 'apart' : 'shared';
    const launch = sandbox.wrap({
      command: '/bin/sh',
      args: ['-c', CHECK, 'check', String(process.pid), processes, ...hidden, '--', ...needed],
      mounts: sandbox.hasOwnRoot ? mountsFor(view) : [],
      folder: folders.work,
      root: folders.root,
      user,
    });
    const { stdout } = await run(launch.command, [...launch.args], {
      cwd: folders.work,
      env: { PATH: process.env['PATH'] },
      timeout: TIMEOUT,
      ...(launch.user !== null && { uid: launch.user, gid: launch.user }),
    });
    if (stdout.trim() !== INSIDE) throw new Error(stdout.trim() || 'it did not start a program');
  } finally {
    await removeRunFolders(folders);
  }
}

/**
 * Script that checks the isolation from inside the sandbox. Without namespaces, the hub's process is protected only by
 * its user, and files only by their modes. An operator may have changed these modes. The script uses only builtins of
 * the shell.
 */
const CHECK = `
hub=$1 processes=$2
shift 2
if [ $processes = shared ]; then
  if (: < /proc/$hub/environ) 2> /dev/null; then echo "the hub's environment can be read"; exit; fi
  if kill -0 $hub 2> /dev/null; then echo "the hub's process can be signalled"; exit; fi
fi
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then
    for one in "$1"/*; do
      if [ -e "$one" ]; then echo "$1 can be read: chmod 700 $1"; exit; fi
    done
  elif [ -s "$1" ] && [ -r "$1" ]; then echo "$1 can be read: chmod 600 $1"; exit; fi
  shift
done
shift
for path in "$@"; do
  if ! [ -r "$path" ]; then echo "$path cannot be read by other users"; exit; fi
done
: > file && echo ${INSIDE}
`;

/** Returns the last line of a program's stderr, or the system's error. */
function reasonOf(error: unknown): string {
  const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
  if (code === 'ENOENT') return 'not found';
  return stderr?.trim().split('\n').at(-1) || message.split('\n')[0]!;
}
