import { sql } from 'drizzle-orm';
import type { Database } from '../../src/hub/db/database.ts';

/** Counts the rows that the database reads from its tables during some work. Rows of indexes do not count. */
export async function countRowsRead(db: Database, work: () => Promise<unknown>): Promise<number> {
  const before = await rowsRead(db);
  await work();
  return (await rowsRead(db)) - before;
}

async function rowsRead(db: Database): Promise<number> {
  await db.execute(sql`select pg_stat_force_next_flush()`);
  await db.execute(sql`select 1`); // the counts are written at the end of a statement
  const { rows } = (await db.execute(
    sql`select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as count from pg_stat_user_tables`,
  )) as { rows: { count: number }[] };
  return rows[0]!.count;
}

interface Client {
  execProtocolStream(...args: unknown[]): Promise<{ length: number }[]>;
}

/** Counts the bytes that the database sends to the hub during some work. They include everything that the hub reads. */
export async function countBytesRead(db: Database, work: () => Promise<unknown>): Promise<number> {
  const { $client: client } = db as Database & { $client: Client };
  const ask = client.execProtocolStream;
  let bytes = 0;
  client.execProtocolStream = async (...args) => {
    const answers = await ask.apply(client, args);
    for (const { length } of answers) bytes += length;
    return answers;
  };
  try {
    await work();
  } finally {
    client.execProtocolStream = ask;
  }
  return bytes;
}
