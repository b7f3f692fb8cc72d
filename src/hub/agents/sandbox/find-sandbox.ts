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

/** How long an attempt may take, in milliseconds. */
const PATIENCE = 10_000;

/** What an attempt writes that has succeeded. */
const INSIDE = 'inside';

/** The files that a sandbox is about; absolute. */
export interface SandboxFiles {
  /** What no agent may read. */
  hidden: readonly string[];
  /** What every agent has to read. */
  needed: readonly string[];
}

/** What was found out about this machine. */
export interface FoundSandbox {
  sandbox: Sandbox;
  /** Why each stronger kind does not work here, in a few words. */
  failures: Partial<Record<SandboxKind, string>>;
}

/**
 * The strongest sandbox that works here, which is found out by starting a program in each.
 * @param kinds those that come into question
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
  // In a container root may have no other users; then it is still apart from the hub by its namespaces.
  const withUsers = isRoot ? [true, false] : [false];
  return [
    ...withUsers.map((hasOwnUsers) =>
      bubblewrap({ hasOwnUsers, countsProcesses: counts(hasOwnUsers, isRoot) }),
    ),
    ...withUsers.map((hasOwnUsers) =>
      unshare({ hasOwnUsers, isRoot, countsProcesses: counts(hasOwnUsers, isRoot) }),
    ),
    ...(isRoot ? [ownUser()] : []),
  ];
}

/**
 * Linux counts the processes of a user, from 5.14 on for each user namespace apart. Root's own are not limited at all.
 * https://man7.org/linux/man-pages/man2/getrlimit.2.html (RLIMIT_NPROC)
 */
function counts(hasOwnUsers: boolean, isRoot: boolean): boolean {
  if (hasOwnUsers) return true;
  const [major = 0, minor = 0] = release().split('.').map(Number);
  return !isRoot && (major > 5 || (major === 5 && minor >= 14));
}

/** @throws where the sandbox does not work, or does not hold */
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
      timeout: PATIENCE,
      ...(launch.user !== null && { uid: launch.user, gid: launch.user }),
    });
    if (stdout.trim() !== INSIDE) throw new Error(stdout.trim() || 'it did not start a program');
  } finally {
    await removeRunFolders(folders);
  }
}

/**
 * Tries, from inside, what an agent would. A sandbox without namespaces keeps the hub's process apart by its user, and
 * files by their modes, which an operator can have set otherwise. All that it uses is the shell's own.
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

/** The last line of what a program said, or the system's error. */
function reasonOf(error: unknown): string {
  const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
  if (code === 'ENOENT') return 'not found';
  return stderr?.trim().split('\n').at(-1) || message.split('\n')[0]!;
}
