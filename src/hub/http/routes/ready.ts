import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { Hono } from 'hono';
import type { Availability } from '../../db/availability.ts';
import type { Database } from '../../db/database.ts';
import type { DiskSpace } from '../../db/disk-space.ts';
import type { HubEnv } from '../hub-env.ts';

/** Maximum time for the database to answer, in milliseconds. */
const TIMEOUT = 2_000;

interface ReadyRoutesDependencies {
  db: Database;
  availability: Availability;
  disk: DiskSpace;
}

/**
 * The reason why a hub is not ready: the database does not answer, the hub does not hold the lock of the database, or
 * the disk is full.
 */
type Missing = 'database' | 'database_lock' | 'disk_space';

/** `GET /ready` says whether requests that need the database can be answered. For load balancers and operators. */
export function readyRoutes({ db, availability, disk }: ReadyRoutesDependencies): Hono<HubEnv> {
  let checking: Promise<boolean> | null = null;

  /** Checks the database. Concurrent callers share one check. */
  function databaseAnswers(): Promise<boolean> {
    checking ??= answersInTime(db).finally(() => (checking = null));
    return checking;
  }

  return new Hono<HubEnv>().get('/', async (context) => {
    const missing: Missing[] = [];
    if (!(await databaseAnswers())) missing.push('database');
    if (!availability.isAvailable) missing.push('database_lock');
    if (disk.isFull) missing.push('disk_space');
    if (missing.length === 0) return context.json({ status: 'ready' });
    return context.json({ status: 'not_ready', missing }, 503, { 'retry-after': '2' });
  });
}

async function answersInTime(db: Database): Promise<boolean> {
  const timeout = new AbortController();
  const answer = db.execute(sql`select 1`).then(
    () => true,
    () => false, // the reason is reported where the connection is lost
  );
  const deadline = sleep(TIMEOUT, false, { signal: timeout.signal }).catch(() => false);
  const isAnswered = await Promise.race([answer, deadline]);
  timeout.abort();
  return isAnswered;
}
