import { sql } from 'drizzle-orm';
import type { Database } from '../../src/hub/db/database.ts';

/** How many rows of its tables the database reads for some work, those of indexes not counted. */
export async function countRowsRead(db: Database, work: () => Promise<unknown>): Promise<number> {
  const before = await rowsRead(db);
  await work();
  return (await rowsRead(db)) - before;
}

async function rowsRead(db: Database): Promise<number> {
  await db.execute(sql`select pg_stat_force_next_flush()`);
  await db.execute(sql`select 1`); // the counts are written when a statement has ended
  const { rows } = (await db.execute(
    sql`select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as count from pg_stat_user_tables`,
  )) as { rows: { count: number }[] };
  return rows[0]!.count;
}

interface Client {
  execProtocolStream(...args: unknown[]): Promise<{ length: number }[]>;
}

/** How many bytes the database sends to the hub for some work: whatever it reads is among them. */
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
