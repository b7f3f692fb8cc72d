import { Client } from 'pg';
import { drizzle } from 'drizzle-orm/node-postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureAccount } from '../../../src/hub/db/accounts.ts';
import type { Availability } from '../../../src/hub/db/availability.ts';
import type { Database, OpenDatabase } from '../../../src/hub/db/database.ts';
import { openPostgres } from '../../../src/hub/db/open-postgres.ts';
import { insertRun, type RunRow } from '../../../src/hub/db/runs.ts';
import * as schema from '../../../src/hub/db/schema.ts';
import { insertThread, newThread } from '../../../src/hub/db/threads.ts';
import { createDatabaseLog } from '../../../src/hub/delta-log/database-log.ts';
import type { DeltaLog, LogWrite } from '../../../src/hub/delta-log/delta-log.ts';
import { newRun } from '../../../src/hub/runner/new-run.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres.ts';

let server: PostgresServer;
let database: OpenDatabase;
/** A session that still exists on the server after its hub has lost the connection. */
let lostSession: Client;

beforeAll(async () => {
  server = await startPostgres();
  database = await openPostgres(server.url, () => {});
  lostSession = new Client({ connectionString: server.url });
  await lostSession.connect();
});
afterAll(async () => {
  await lostSession.end();
  await database.close();
  await server.stop();
});

type Transaction = Database['transaction'];
const LOST = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

/** How the connection of a transaction is lost. */
const losses: Record<string, (transaction: Transaction) => Transaction> = {
  'before it began': () => () => Promise.reject(LOST),
  'before its commit': (transaction) => (work) =>
    transaction(async (within) => {
      await work(within);
      throw LOST;
    }),
  'after its commit': (transaction) => async (work) => {
    await transaction(work);
    throw LOST;
  },
  'during its commit, which is made later': () => async (work) => {
    await lostSession.query('begin');
    await work(drizzle(lostSession, { schema }) as unknown as Parameters<typeof work>[0]);
    void untilWaitedFor().then(() => lostSession.query('commit'));
    throw LOST;
  },
};

/** Resolves when a session waits for another. */
async function untilWaitedFor(): Promise<void> {
  const { rows } = await lostSession.query('select from pg_locks where not granted');
  if (rows.length === 0) await untilWaitedFor();
}

/** A log whose next write loses its connection like this. */
function losing(loss: keyof typeof losses): { log: DeltaLog; loseNext: () => void } {
  let isNext = false;
  const { db, availability } = database;
  const whole: Transaction = (...args) => db.transaction(...args);
  const transaction: Transaction = (...args) => {
    const way = isNext ? losses[loss]!(whole) : whole;
    isNext = false;
    return way(...args);
  };
  const failing = Object.assign(Object.create(db) as Database, { transaction });
  return { log: createDatabaseLog(failing, () => {}, availability), loseNext: () => (isNext = true) };
}

async function newRunRow(): Promise<RunRow> {
  const thread = newThread((await ensureAccount(database.db, 'account_1')).id, {});
  await insertThread(database.db, thread);
  return newRun(thread.id, { assistant_id: 'test/agent/1.0.0' }, 60_000);
}

const event = (text: string) => ({ event: 'thread.message.delta', data: { text } });

async function textsOf(log: DeltaLog, { id }: RunRow): Promise<string[]> {
  return (await log.read(id, 0)).map(
    ({ id: { seq }, data }) => `${seq}: ${(JSON.parse(data) as { text: string }).text}`,
  );
}

it.each(Object.keys(losses))('writes once what loses its connection %s: events of a run', async (loss) => {
  const { log, loseNext } = losing(loss);
  const run = await newRunRow();
  await insertRun(database.db, run);
  const append = (text: string) => log.append({ runId: run.id, attempt: 1, events: [event(text)] });
  await append('one');
  loseNext();
  await Promise.all([append('two'), append('three')]);
  await append('four');
  const all = ['1: one', '2: two', '3: three', '4: four'];
  expect(await textsOf(log, run)).toEqual(all);
  expect(await textsOf(createDatabaseLog(database.db), run), 'as it is kept').toEqual(all);
});

it.each(Object.keys(losses))(
  'writes once what loses its connection %s: a run of which nothing is known',
  async (loss) => {
    const { log, loseNext } = losing(loss);
    const run = await newRunRow();
    await insertRun(database.db, run);
    await createDatabaseLog(database.db).append({ runId: run.id, attempt: 1, events: [event('one')] });
    loseNext();
    await log.append({ runId: run.id, attempt: 1, events: [event('two')] });
    expect(await textsOf(log, run)).toEqual(['1: one', '2: two']);
  },
);

it.each(Object.keys(losses))('writes once what loses its connection %s: a run that begins', async (loss) => {
  const { log, loseNext } = losing(loss);
  const run = await newRunRow();
  const records: LogWrite['records'] = (transaction) => insertRun(transaction, run);
  loseNext();
  await log.append({ runId: run.id, attempt: 1, events: [event('one')], records });
  await log.append({ runId: run.id, attempt: 1, events: [event('two')] });
  expect(await textsOf(log, run)).toEqual(['1: one', '2: two']);
});

it('rejects writes after the database has been unavailable for too long, and continues afterwards', async () => {
  let isUnavailable = false;
  const withRetry: Availability['withRetry'] = (work) => (isUnavailable ? Promise.reject(LOST) : work(false));
  const log = createDatabaseLog(database.db, () => {}, { withRetry });
  const run = await newRunRow();
  await insertRun(database.db, run);
  const append = (text: string) => log.append({ runId: run.id, attempt: 1, events: [event(text)] });
  await append('one');
  isUnavailable = true;
  await expect(append('lost')).rejects.toBe(LOST);
  await expect(log.read(run.id, 0)).rejects.toBe(LOST);
  isUnavailable = false;
  await append('two');
  expect(await textsOf(log, run)).toEqual(['1: one', '2: two']);
});
