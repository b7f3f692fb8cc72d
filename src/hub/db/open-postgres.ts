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
import { isAway } from './is-away.ts';
import { NOTICE_LOSS } from './lock-session.ts';
import { MIGRATIONS_FOLDER } from './migrations-folder.ts';
import { missingMigrations } from './missing-migrations.ts';
import { mayBeWritten } from './runs.ts';
import * as schema from './schema.ts';

/** How long a new connection may take, or a free one, in milliseconds. */
const CONNECT_PATIENCE = 10_000;
/** How long a new hub waits for the one before it, in milliseconds, where that may still write a run. */
const FORMER_HUB_PATIENCE = 1_000;

/**
 * A Postgres server, held for this hub alone: another would take over the runs of this one. It may be restarted:
 * connections are made again, and so is the lock.
 * @param onError called when a connection is lost
 * @param onBack called when the server could not be used, and can be again
 * @param heartbeat how it is noticed that the server does not answer
 * @throws StartupError where the server cannot be reached or used, or another hub holds the database
 */
export async function openPostgres(
  url: string,
  onError: (error: Error) => void,
  onBack: () => void = () => {},
  heartbeat?: Heartbeat,
): Promise<OpenDatabase> {
  const config: PoolConfig = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_PATIENCE,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
  const sockets = createSockets();
  const pool = new Pool({
    ...config,
    stream: sockets.open,
    onConnect: (client) => client.query(NOTICE_LOSS), // it is awaited
  });
  // The pool reports only connections that are idle, and an error without a listener ends the process.
  pool.on('connect', (client) => client.on('error', onError));
  pool.on('error', () => {}); // that of an idle connection, for the second time
  let lock: HubLock | undefined;
  function onLost(error: Error): void {
    // Nothing may be written now. Where the network broke, the other connections would wait for answers for minutes.
    sockets.destroy();
    onError(error);
  }
  try {
    lock = await takeHubLock(config, { onLost, onRetaken: onBack }, heartbeat);
    const db = withOwnTransactions(drizzle(pool, { schema }), pool);
    if ((await mayBeWritten(db)) && (await lock.isWantedBack(FORMER_HUB_PATIENCE))) throw anotherHub();
    await missingMigrations(db, 'that DATABASE_URL names'); // it refuses one that is newer
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
      `The database that DATABASE_URL names cannot be used (${reasonOf(error)}): ` +
        'check the address, the user and its rights, and that the server runs.',
      { cause: error },
    );
  }
}

/** The sockets of a pool, which can all be broken at once. */
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
 * Drizzle never gives a connection back whose transaction could not begin, as happens when the server goes: after ten
 * of them the pool would be empty for good.
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
      isBroken = isAway(error);
      throw error;
    } finally {
      client.release(isBroken);
    }
  };
  return Object.assign(db, { transaction });
}

/** Drizzle wraps the server's answer, and Node gathers one failure for each address that it tried. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  if (error instanceof Error) return error.cause ? reasonOf(error.cause) : error.message;
  return String(error);
}
