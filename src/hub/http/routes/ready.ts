import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { Hono } from 'hono';
import type { Availability } from '../../db/availability.ts';
import type { Database } from '../../db/database.ts';
import type { DiskSpace } from '../../db/disk-space.ts';
import type { HubEnv } from '../hub-env.ts';

/** How long the database may take to answer, in milliseconds. */
const PATIENCE = 2_000;

interface ReadyRoutesDependencies {
  db: Database;
  availability: Availability;
  disk: DiskSpace;
}

/** What a hub that is not ready lacks: a database that answers, the lock that makes it this hub's alone, or space to write. */
type Missing = 'database' | 'database_lock' | 'disk_space';

/** `GET /ready`: whether requests that need the database can be answered. For load balancers and operators. */
export function readyRoutes({ db, availability, disk }: ReadyRoutesDependencies): Hono<HubEnv> {
  let asking: Promise<boolean> | null = null;

  /** Asked once at a time, however many want to know. */
  function databaseAnswers(): Promise<boolean> {
    asking ??= answersInTime(db).finally(() => (asking = null));
    return asking;
  }

  return new Hono<HubEnv>().get('/', async (context) => {
    const missing: Missing[] = [];
    if (!(await databaseAnswers())) missing.push('database');
    if (!availability.isThere) missing.push('database_lock');
    if (disk.isFull) missing.push('disk_space');
    if (missing.length === 0) return context.json({ status: 'ready' });
    return context.json({ status: 'not_ready', missing }, 503, { 'retry-after': '2' });
  });
}

async function answersInTime(db: Database): Promise<boolean> {
  const patience = new AbortController();
  const answer = db.execute(sql`select 1`).then(
    () => true,
    () => false, // why is reported where the connection is lost
  );
  const deadline = sleep(PATIENCE, false, { signal: patience.signal }).catch(() => false);
  const isAnswered = await Promise.race([answer, deadline]);
  patience.abort();
  return isAnswered;
}
