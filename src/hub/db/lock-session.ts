import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import { startHeartbeat, type Heartbeat } from './heartbeat.ts';

/** The advisory lock that the one hub of a database holds: "sympos", in ASCII. */
const LOCK_KEY = 0x73796d706f73;
const INTERVAL = 100;
/** What the server answers where a lock is not had in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Where the hub's machine is gone or cannot be reached, the server is to end a session, and to free what that has locked,
 * sooner than after the two hours of most systems.
 */
export const NOTICE_LOSS =
  'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3';

/** A session of the server that asks for the lock, and holds it for as long as the session lasts. */
export interface LockSession {
  /** Tells it from every other session of the server, now and before. */
  readonly id: string;
  /** Asks for the lock for so many milliseconds, without a place in the queue; returns whether it is held. */
  tryToLock(time: number): Promise<boolean>;
  /** Waits for the lock in the queue, where others see it, at most so many milliseconds; returns whether it is held. */
  queueForLock(time: number): Promise<boolean>;
  /** Whether another session waits for the lock in the queue, watched for so many milliseconds. Only where it is held. */
  isQueuedFor(time: number): Promise<boolean>;
  /** Ends another session of the same user, if it is there still. */
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

  async function ask(question: string, ...values: unknown[]): Promise<unknown> {
    const { rows } = await client.query<{ answer: unknown }>(`select ${question} as answer`, values);
    return rows[0]?.answer;
  }

  async function identify(): Promise<string> {
    await client.connect();
    await client.query(NOTICE_LOSS);
    startHeartbeat(client, socket, heartbeat);
    const id = `(select ${SESSION_ID} from pg_stat_activity where pid = pg_backend_pid())`;
    return String(await ask(id));
  }

  try {
    return {
      id: await identify(),
      tryToLock: (time) => within(time, () => ask('pg_try_advisory_lock($1::bigint)', LOCK_KEY)),
      async queueForLock(time) {
        await client.query(`set lock_timeout = ${time}`);
        try {
          await ask('pg_advisory_lock($1::bigint)', LOCK_KEY);
          return true;
        } catch (error) {
          if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
          throw error;
        }
      },
      isQueuedFor: (time) => within(time, () => ask(IS_QUEUED_FOR)),
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

/** Whether it becomes true in this time, in milliseconds. */
async function within(time: number, isTrue: () => Promise<unknown>): Promise<boolean> {
  for (let waited = 0; waited <= time; waited += INTERVAL) {
    if (waited > 0) await sleep(INTERVAL);
    if (await isTrue()) return true;
  }
  return false;
}
