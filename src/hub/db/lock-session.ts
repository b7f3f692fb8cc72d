import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import { startHeartbeat, type Heartbeat } from './heartbeat.ts';

/** The key of the advisory lock that the hub of a database holds: "sympos" in ASCII. */
const LOCK_KEY = 0x73796d706f73;
const INTERVAL = 100;
/** The server's error code for a lock that was not acquired in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Statement that lets the server end the sessions of an unreachable hub, and release their locks, after 25 seconds.
 * The default of most systems is two hours.
 */
export const DETECT_LOST_CLIENT =
  'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3';

/** A session on the server that takes the lock, and holds it until the session ends. */
export interface LockSession {
  /** Identifies the session among all sessions of the server, past and present. */
  readonly id: string;
  /** Tries to get the lock for this many milliseconds, without queueing. Returns whether it is held. */
  tryToLock(time: number): Promise<boolean>;
  /** Queues for the lock, visible to others, for at most this many milliseconds. Returns whether it is held. */
  queueForLock(time: number): Promise<boolean>;
  /**
   * Returns whether another session queues for the lock. Checks for this many milliseconds. Call it only while this
   * session holds the lock.
   */
  isQueuedFor(time: number): Promise<boolean>;
  /** Ends another session of the same user, if it still exists. */
  end(id: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a session.
 * @param onClose called when the connection is lost, or the server does not answer
 */
export async function openLockSession(
  config: ClientConfig,
  heartbeat: Heartbeat,
  onClose: (error: Error) => void,
): Promise<LockSession> {
  const socket = new Socket();
  const client = new Client({ ...config, stream: () => socket });
  client.on('error', onClose);
  client.on('end', () => onClose(new Error('The server closed the connection.')));

  async function queryValue(expression: string, ...values: unknown[]): Promise<unknown> {
    const { rows } = await client.query<{ value: unknown }>(`select ${expression} as value`, values);
    return rows[0]?.value;
  }

  async function identify(): Promise<string> {
    await client.connect();
    await client.query(DETECT_LOST_CLIENT);
    startHeartbeat(client, socket, heartbeat);
    const id = `(select ${SESSION_ID} from pg_stat_activity where pid = pg_backend_pid())`;
    return String(await queryValue(id));
  }

  try {
    return {
      id: await identify(),
      tryToLock: (time) => within(time, () => queryValue('pg_try_advisory_lock($1::bigint)', LOCK_KEY)),
      async queueForLock(time) {
        await client.query(`set lock_timeout = ${time}`);
        try {
          await queryValue('pg_advisory_lock($1::bigint)', LOCK_KEY);
          return true;
        } catch (error) {
          if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
          throw error;
        }
      },
      isQueuedFor: (time) => within(time, () => queryValue(IS_QUEUED_FOR)),
      async end(id) {
        await client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where ${SESSION_ID} = $1`,
          [id],
        );
      },
      close: () => client.end(),
    };
  } catch (error) {
    void client.end();
    throw error;
  }
}

const SESSION_ID = `pid || ' ' || extract(epoch from backend_start)`;

const IS_QUEUED_FOR = `exists (
  select from pg_locks
  where locktype = 'advisory' and not granted and pg_backend_pid() = any (pg_blocking_pids(pid))
)`;

/** Returns whether the condition becomes true within this time, in milliseconds. */
async function within(time: number, isTrue: () => Promise<unknown>): Promise<boolean> {
  for (let waited = 0; waited <= time; waited += INTERVAL) {
    if (waited > 0) await sleep(INTERVAL);
    if (await isTrue()) return true;
  }
  return false;
}
