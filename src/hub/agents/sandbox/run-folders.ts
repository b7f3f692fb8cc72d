import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, lchown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folders of one run of an agent. They are removed after the run. */
export interface RunFolders {
  /** Contains the other folders. */
  readonly root: string;
  /** The working folder. */
  readonly work: string;
  /** `temporary`, `home` and `shared` are mounted as `/tmp`, as the home folder and as `/dev/shm`. */
  readonly temporary: string;
  readonly home: string;
  readonly shared: string;
}

/** Creates the folders, accessible only to the hub's user. */
export async function makeRunFolders(): Promise<RunFolders> {
  const root = await mkdtemp(join(tmpdir(), 'symposium-agent-'));
  await chmod(root, 0o700);
  const [work, temporary, home, shared] = ['work', 'tmp', 'home', 'shm'].map((name) => join(root, name));
  const folders = { root, work: work!, temporary: temporary!, home: home!, shared: shared! };
  for (const folder of ownFolders(folders)) await mkdir(folder, { mode: 0o700 });
  return folders;
}

/** Changes the owner of the folders and their content to the run's own user. */
export async function giveToUser(user: number, folders: RunFolders): Promise<void> {
  await chown(folders.root, user, user);
  for (const folder of ownFolders(folders)) await giveFolder(user, folder);
}

async function giveFolder(user: number, folder: string): Promise<void> {
  await chown(folder, user, user);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await giveFolder(user, path);
    else await lchown(path, user, user); // does not follow links
  }
}

/** Script for `sh` that removes a folder, whatever the folder's permissions and the hub's PATH. */
const REMOVE = 'PATH=$PATH:/usr/bin:/bin; rm -rf "$0" 2> /dev/null || { chmod -R u+rwx "$0"; rm -rf "$0"; }';

/**
 * Removes the folders, whatever the agent has created in them. `rm` can remove folders of any depth. It is a separate
 * process, so the hub is not busy while it removes a hundred thousand files.
 */
export async function removeRunFolders({ root }: RunFolders): Promise<void> {
  if (process.platform === 'win32') return rm(root, { recursive: true, force: true, maxRetries: 3 });
  const remover = spawn('/bin/sh', ['-c', REMOVE, root], { stdio: 'ignore' });
  const [status] = (await once(remover, 'exit')) as [number | null];
  if (status !== 0) throw new Error(`the agent's folder ${root} could not be removed`);
}

function ownFolders({ work, temporary, home, shared }: RunFolders): string[] {
  return [work, temporary, home, shared];
}
