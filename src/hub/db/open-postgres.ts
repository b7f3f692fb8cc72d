import { Socket } from 'node:net';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { packagePath } from '../package-root.ts';
import { StartupError } from '../errors/startup-error.ts';
import { watchAvailability } from './availability.ts';
import type { OpenDatabase } from './database.ts';
import type { Heartbeat } from './heartbeat.ts';
import { anotherHub, takeHubLock, type HubLock } from './hub-lock.ts';
import { isDatabaseUnavailable } from './database-unavailable.ts';
import { DETECT_LOST_CLIENT } from './lock-session.ts';
import { MIGRATIONS_FOLDER } from './migrations-folder.ts';
import { missingMigrations } from './missing-migrations.ts';
import { mayHaveLiveWriter } from './runs.ts';
import * as schema from './schema.ts';

/** Maximum time to get a connection, in milliseconds. */
const CONNECT_TIMEOUT = 10_000;
/** Maximum time that a new hub looks for the previous hub, in milliseconds, if that hub may still write a run. */
const PREVIOUS_HUB_TIMEOUT = 1_000;

/**
 * Connects to Postgres and takes the lock that lets only one hub use the database: a second hub would take ownership
 * of this hub's runs. If the server restarts, the hub reconnects and takes the lock again.
 * @param onError called when a connection is lost
 * @param onBack called when the server is available again
 * @param heartbeat times for the detection of a server that does not answer
 * @throws StartupError if the server cannot be reached or used, or another hub holds the database
 */
export async function openPostgres(
  url: string,
  onError: (error: Error) => void,
  onBack: () => void = () => {},
  heartbeat?: Heartbeat,
): Promise<OpenDatabase> {
  const config: PoolConfig = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
  const sockets = createSockets();
  const pool = new Pool({
    ...config,
    stream: sockets.open,
    onConnect: (client) => client.query(DETECT_LOST_CLIENT), // the pool awaits this
  });
  // The pool reports errors of idle connections only, and an error without a listener ends the process.
  pool.on('connect', (client) => client.on('error', onError));
  pool.on('error', () => {}); // an idle connection's error, which was reported already
  let lock: HubLock | undefined;
  function onLost(error: Error): void {
    // Nothing may be written without the lock. If the network failed, the other connections would wait minutes for an
    // answer.
    sockets.destroy();
    onError(error);
  }
  try {
    lock = await takeHubLock(config, { onLost, onRetaken: onBack }, heartbeat);
    const db = withOwnTransactions(drizzle(pool, { schema }), pool);
    if ((await mayHaveLiveWriter(db)) && (await lock.isWantedBack(PREVIOUS_HUB_TIMEOUT))) throw anotherHub();
    await missingMigrations(db, 'in DATABASE_URL'); // throws if the database is newer
    await migrate(db, { migrationsFolder: packagePath(MIGRATIONS_FOLDER) });
    return {
      kind: 'postgres',
      db,
      availability: watchAvailability(lock),
      async close() {
        await lock?.release();
        await pool.end();
      },
    };
  } catch (error) {
    for (const closing of [lock?.release(), pool.end()]) closing?.catch(onError);
    if (error instanceof StartupError) throw error;
    throw new StartupError(
      `The database in DATABASE_URL cannot be used (${reasonOf(error)}): ` +
        'check the address, the user and its permissions, and that the server is running.',
      { cause: error },
    );
  }
}

/** Creates a registry of the sockets of a pool, so that all can be destroyed at once. */
function createSockets(): { open: () => Socket; destroy: () => void } {
  const sockets = new Set<Socket>();
  return {
    open() {
      const socket = new Socket();
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
    destroy() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/**
 * Replaces Drizzle's `transaction`. Drizzle never releases a connection whose transaction could not begin, for
 * example because the server stops. After ten such connections, the pool would stay empty.
 */
function withOwnTransactions(db: NodePgDatabase<typeof schema>, pool: Pool): NodePgDatabase<typeof schema> {
  const known = new WeakMap<PoolClient, NodePgDatabase<typeof schema>>();

  function databaseOn(client: PoolClient): NodePgDatabase<typeof schema> {
    const database = known.get(client) ?? drizzle(client, { schema });
    known.set(client, database);
    return database;
  }

  const transaction: typeof db.transaction = async (work, settings) => {
    const client = await pool.connect();
    let isBroken = false;
    try {
      return await databaseOn(client).transaction(work, settings);
    } catch (error) {
      isBroken = isDatabaseUnavailable(error);
      throw error;
    } finally {
      client.release(isBroken);
    }
  };
  return Object.assign(db, { transaction });
}

/**
 * Returns the message of the server's error. Drizzle wraps that error, and Node collects one error for each address
 * that it tried.
 */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  if (error instanceof Error) return error.cause ? reasonOf(error.cause) : error.message;
  return String(error);
}
