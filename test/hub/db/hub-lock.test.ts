import { EventEmitter, once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureAccount } from '../../../src/hub/db/accounts.ts';
import type { OpenDatabase } from '../../../src/hub/db/database.ts';
import type { Heartbeat } from '../../../src/hub/db/heartbeat.ts';
import { openPostgres } from '../../../src/hub/db/open-postgres.ts';
import { findRun, insertRun } from '../../../src/hub/db/runs.ts';
import { insertThread, newThread } from '../../../src/hub/db/threads.ts';
import { newRun } from '../../../src/hub/runner/new-run.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres.ts';

/** "sympos", in ASCII. */
const LOCK_KEY = 0x73796d706f73;
const ANOTHER_HUB = /^Another hub is using the database in DATABASE_URL/;

let server: PostgresServer;
let ends: (() => Promise<unknown>)[];
/** Operator's access to the database server. */
let operator: Client;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());
beforeEach(async () => {
  ends = [];
  operator = await session();
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
});

async function session(): Promise<Client> {
  const client = new Client({ connectionString: server.url });
  client.on('error', () => {}); // later queries report the loss
  await client.connect();
  ends.push(() => client.end());
  return client;
}

async function openHub(
  url = server.url,
  heartbeat?: Heartbeat,
): Promise<OpenDatabase & { back: Promise<void>; problems: string[] }> {
  const problems: string[] = [];
  let tellBack!: () => void;
  const back = new Promise<void>((resolve) => (tellBack = resolve));
  const database = await openPostgres(url, ({ message }) => problems.push(message), tellBack, heartbeat);
  ends.push(database.close);
  return { ...database, back, problems };
}

const queueForLock = (client: Client) => client.query('select pg_advisory_lock($1)', [LOCK_KEY]);

/** Resolves when this many sessions hold the lock and wait for it. */
async function untilLock(holders: number, waiting: number): Promise<void> {
  const { rows } = await operator.query<{ granted: boolean }>(
    `select granted from pg_locks where locktype = 'advisory'`,
  );
  const held = rows.filter(({ granted }) => granted).length;
  if (held !== holders || rows.length - held !== waiting) await untilLock(holders, waiting);
}

const endHolder = () =>
  operator.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted`);

describe('the lock of a hub on Postgres', () => {
  it('is taken again when its connection ends, and refuses a second hub as before', async () => {
    const hub = await openHub();
    await endHolder();
    await hub.back;
    expect(hub.availability.isAvailable).toBe(true);
    await expect(openHub()).rejects.toThrow(ANOTHER_HUB);
  });

  it('is taken again when the server is killed and restarted, and nothing is written meanwhile', async () => {
    const hub = await openHub();
    await server.kill();
    const asked = hub.availability.withRetry(() => hub.db.execute('select 1 as one'));
    await server.restart();
    expect((await asked) as unknown).toMatchObject({ rows: [{ one: 1 }] });
    operator = await session();
    await expect(openHub()).rejects.toThrow(ANOTHER_HUB);
  });

  it('is taken from the hub’s own old session if the server has not noticed that the network failed', async () => {
    const network = await startNetwork();
    const hub = await openHub(network.url);
    const before = await operator.query('select pid from pg_locks where granted and locktype = $1', [
      'advisory',
    ]);
    network.breakUnnoticed();
    await hub.back;
    const after = await operator.query('select pid from pg_locks where granted and locktype = $1', [
      'advisory',
    ]);
    expect(after.rows).toHaveLength(1);
    expect(after.rows).not.toEqual(before.rows);
  });

  it('is taken again, and work continues, if the server hangs with open connections', async () => {
    const network = await startNetwork();
    const hub = await openHub(network.url, { interval: 20, patience: 200 });
    const working = hub.availability.withRetry(() => hub.db.execute('select pg_sleep(0.05)'));
    network.hang();
    await hub.back;
    await working;
    expect(hub.problems[0]).toBe('The database did not answer for 0.2 s.');
  });

  it('is kept while the server answers', async () => {
    const network = await startNetwork();
    const hub = await openHub(network.url, { interval: 1, patience: 10_000 });
    await network.untilAnswers(200);
    expect(hub.availability.isAvailable).toBe(true);
    expect(hub.problems).toEqual([]);
  });

  it('is lost to a hub that has taken it meanwhile: all waiting ends, and the hub must exit', async () => {
    const hub = await openHub();
    const other = await session();
    const taken = queueForLock(other);
    await untilLock(1, 1);
    await endHolder();
    await taken;
    expect(await hub.availability.lost).toMatch(/^Another hub has taken the database/);
    expect(hub.availability.isAvailable).toBe(false);
    await expect(hub.availability.withRetry(async () => {})).rejects.toThrow('cannot be reached');
  });
});

it('releases a connection to the pool if its transaction could not begin', async () => {
  const network = await startNetwork();
  const { db } = await openHub(network.url);
  network.breakAt('begin');
  const inPool = 10; // pg's default
  for (let at = 0; at < inPool; at++) await expect(db.transaction(async () => {})).rejects.toThrow('begin');
  network.breakAt(null);
  await db.transaction(async () => {});
});

describe('a hub that starts while a run is still leased to the previous hub', () => {
  let run: ReturnType<typeof newRun>;

  beforeEach(async () => {
    const { db, close } = await openPostgres(server.url, () => {});
    const thread = newThread((await ensureAccount(db, 'account_1')).id, {});
    await insertThread(db, thread);
    run = newRun(thread.id, { assistant_id: 'test/agent/1.0.0' }, 60_000);
    await insertRun(db, run);
    await close();
  });

  it('starts almost at once if that hub is gone', async () => {
    const { db } = await openHub();
    expect(await findRun(db, run.threadId, run.id)).toMatchObject({ attempt: 1, status: 'queued' });
  });

  it.each(['is good', 'ran out while the server was away'])(
    'yields if that hub wants its lock back, and leaves the run alone: the lease %s',
    async (lease) => {
      if (lease !== 'is good') {
        await operator.query(`update runs set lease_until = now() - interval '1 second'`);
        await server.kill();
        await server.restart();
        operator = await session();
      }
      const former = await session();
      const gate = await session();
      await gate.query('begin');
      // The new hub gets its lock, and then waits for this table.
      await gate.query('lock table runs in access exclusive mode');
      const refused = expect(openHub()).rejects.toThrow(ANOTHER_HUB);
      await untilLock(1, 0);
      const retaken = queueForLock(former);
      await untilLock(1, 1);
      await gate.query('commit');
      await refused;
      await retaken;
      const { rows } = await operator.query('select attempt, status from runs where id = $1', [run.id]);
      expect(rows).toEqual([{ attempt: 1, status: 'queued' }]);
    },
  );
});

/** A network between a hub and the server. */
async function startNetwork(): Promise<{
  url: string;
  /** Breaks all connections, unnoticed by the server. */
  breakUnnoticed(): void;
  /** Breaks a connection instead of forwarding this. */
  breakAt(question: string | null): void;
  /** Open connections stay open, but forward nothing more. */
  hang(): void;
  /** Resolves after this many further answers of the server. */
  untilAnswers(count: number): Promise<void>;
}> {
  const { hostname, port } = new URL(server.url);
  const hubs = new Set<Socket>();
  const all = new Set<Socket>();
  let breaking: string | null = null;
  const hanging = new Set<Socket>();
  const answers = new EventEmitter();
  const line = createServer((hub) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [hub, upstream]) {
      all.add(socket);
      socket.on('error', () => {}); // the other side reports it
    }
    hubs.add(hub);
    hub.on('data', (bytes) => {
      if (breaking !== null && bytes.includes(breaking)) hub.destroy();
      else if (!hanging.has(hub)) upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!hanging.has(hub)) hub.write(bytes);
      answers.emit('answer');
    });
    upstream.on('close', () => hub.destroy());
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  ends.push(async () => {
    for (const socket of all) socket.destroy();
    line.close();
    await once(line, 'close');
  });
  return {
    url: server.url.replace(`:${port}`, `:${(line.address() as AddressInfo).port}`),
    breakUnnoticed() {
      for (const hub of hubs) hub.destroy();
      hubs.clear();
    },
    breakAt: (question) => (breaking = question),
    hang() {
      for (const hub of hubs) hanging.add(hub);
    },
    async untilAnswers(count) {
      for (let left = count; left > 0; left--) await once(answers, 'answer');
    },
  };
}
