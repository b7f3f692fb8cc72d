import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import { StartupError } from '../startup-error.ts';

/** The advisory lock that the one hub of a database holds: "sympos", in ASCII. */
const LOCK_KEY = 0x73796d706f73;
/** A hub that was killed holds its lock until the server has noticed: a new one asks again for so long, in milliseconds. */
const START_PATIENCE = 2_000;
const INTERVAL = 100;
/** How long a hub that has lost its lock waits for it while another holds it, in milliseconds, before it gives up. */
const RETAKE_PATIENCE = 5_000;
/** What the server answers where that time is over. */
const LOCK_NOT_AVAILABLE = '55P03';

/** Ends sooner than the two hours of most systems where the hub's machine is gone, so that the lock is free. */
const NOTICE_LOSS =
  'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3';

const ANOTHER_HUB =
  'Another hub holds the database that DATABASE_URL names: stop that one, or name another database.';

/** The lock that lets one hub at a time use a database. */
export interface HubLock {
  readonly isHeld: boolean;
  /** Waits until it is held, at most so many milliseconds; returns whether it is. */
  untilHeld(time: number): Promise<boolean>;
  /** From now on `untilHeld` does not wait. */
  stopWaiting(): void;
  /**
   * Whether the hub that held the lock before still lives and wants it back, watched for so many milliseconds. A new
   * hub can get ahead of it where the server was restarted.
   */
  isWantedBack(time: number): Promise<boolean>;
  /** Settles once another hub has taken the lock, with what to tell the operator. */
  readonly lost: Promise<string>;
  /** Gives the lock back, for good. */
  release(): Promise<void>;
}

/**
 * Takes the lock, over a connection of its own, and takes it again whenever that connection is lost.
 * @param onLost called each time that it is lost
 * @throws StartupError where another hub holds it; what `pg` throws where the server cannot be reached
 */
export async function takeHubLock(config: ClientConfig, onLost: (error: Error) => void): Promise<HubLock> {
  const waiting = new Set<(isHeld: boolean) => void>();
  let holder: Client | null = null;
  /** The server's session of the last connection that asked for the lock. */
  let session = '';
  let isWaitingOver = false;
  let isReleased = false;
  let tellLost!: (reason: string) => void;
  const lost = new Promise<string>((resolve) => (tellLost = resolve));

  /** A connection whose loss is noticed, be it idle or busy. */
  async function connect(): Promise<Client> {
    const client = new Client(config);
    client.on('error', (error) => lose(client, error));
    client.on('end', () => lose(client, new Error('The server closed the connection.')));
    try {
      await client.connect();
      await client.query(NOTICE_LOSS);
      return client;
    } catch (error) {
      close(client);
      throw error;
    }
  }

  function hold(client: Client): void {
    holder = client;
    settleWaiting(true);
  }

  function lose(client: Client, error: Error): void {
    if (client !== holder) return;
    holder = null;
    close(client);
    onLost(error);
    void retake();
  }

  async function retake(): Promise<void> {
    while (!isReleased) {
      let client: Client | null = null;
      try {
        client = await connect();
        // Its own former session holds the lock where only the network has broken, and the server has not noticed.
        await client.query(
          `select pg_terminate_backend(pid)
             from pg_stat_activity where pid || ' ' || extract(epoch from backend_start) = $1`,
          [session],
        );
        session = await sessionOf(client);
        await client.query(`set lock_timeout = ${RETAKE_PATIENCE}`);
        // It waits in the queue, where a hub that has just started can see that this one lives.
        await client.query('select pg_advisory_lock($1::bigint)', [LOCK_KEY]);
        hold(client);
        if (isReleased) close(client);
        return;
      } catch (error) {
        if (client) close(client);
        if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) {
          stopWaiting();
          tellLost(
            `While the connection to it was lost, ${ANOTHER_HUB[0]?.toLowerCase()}${ANOTHER_HUB.slice(1)}`,
          );
          return;
        }
        await sleep(INTERVAL);
      }
    }
  }

  function settleWaiting(isHeld: boolean): void {
    for (const settle of waiting) settle(isHeld);
  }

  function stopWaiting(): void {
    isWaitingOver = true;
    settleWaiting(false);
  }

  const first = await connect();
  try {
    session = await sessionOf(first);
    await takeFirst(first);
    hold(first);
  } catch (error) {
    close(first);
    throw error;
  }

  return {
    get isHeld() {
      return holder !== null;
    },
    untilHeld(time) {
      if (holder || isWaitingOver) return Promise.resolve(holder !== null);
      return new Promise((resolve) => {
        const settle = (isHeld: boolean) => {
          clearTimeout(timer);
          waiting.delete(settle);
          resolve(isHeld);
        };
        const timer = setTimeout(settle, time, false);
        waiting.add(settle);
      });
    },
    stopWaiting,
    async isWantedBack(time) {
      for (let waited = 0; waited <= time; waited += INTERVAL) {
        if (waited > 0) await sleep(INTERVAL);
        const { rows } = await first.query<{ wanted: boolean }>(
          `select exists (select from pg_locks
             where locktype = 'advisory' and not granted and pg_backend_pid() = any (pg_blocking_pids(pid))) as wanted`,
        );
        if (rows[0]?.wanted) return true;
      }
      return false;
    },
    lost,
    async release() {
      isReleased = true;
      stopWaiting();
      const last = holder;
      holder = null;
      await last?.end(); // with its session the lock goes
    },
  };
}

/** What tells a session of the server from every other, now and before. */
async function sessionOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ session: string }>(
    `select pid || ' ' || extract(epoch from backend_start) as session
       from pg_stat_activity where pid = pg_backend_pid()`,
  );
  return rows[0]?.session ?? '';
}

async function takeFirst(client: Client): Promise<void> {
  for (let waited = 0; waited <= START_PATIENCE; waited += INTERVAL) {
    const { rows } = await client.query<{ held: boolean }>(
      'select pg_try_advisory_lock($1::bigint) as held',
      [LOCK_KEY],
    );
    if (rows[0]?.held) return;
    await sleep(INTERVAL);
  }
  throw anotherHub();
}

/** What a hub ends with that may not use the database. */
export function anotherHub(): StartupError {
  return new StartupError(ANOTHER_HUB);
}

/** A connection that nobody needs any more; how it ends does not matter. */
function close(client: Client): void {
  client.end().catch(() => undefined);
}
