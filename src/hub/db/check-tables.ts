import { getTableName, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { agentData, files, threadFiles } from './agent-tables.ts';
import {
  accounts,
  assistants,
  idempotencyKeys,
  messages,
  runEvents,
  runs,
  runSteps,
  sessions,
  threads,
} from './schema.ts';
import { searchQueue } from './search-tables.ts';

const TABLES = [
  accounts,
  assistants,
  agentData,
  files,
  idempotencyKeys,
  messages,
  runEvents,
  runs,
  runSteps,
  searchQueue,
  sessions,
  threadFiles,
  threads,
];

/**
 * Reads the first and the last row of each table by its primary key and its unique columns. Without this check, a
 * table whose file was truncated would seem empty or shorter, without any error. The indexes say where rows must be.
 * @throws the database's error if a row is missing
 */
export async function checkTables(db: Database): Promise<void> {
  await db.transaction(async (transaction) => {
    await transaction.execute(sql`set local enable_seqscan = off`);
    await transaction.execute(sql`set local enable_indexonlyscan = off`);
    await transaction.execute(sql`set local enable_bitmapscan = off`);
    const { rows } = (await transaction.execute(sql`
      select relname as name, (
        select string_agg(quote_ident(attname), ', ' order by ordinality)
        from unnest(conkey) with ordinality as part (number, ordinality)
        join pg_attribute on attrelid = conrelid and attnum = part.number
      ) as key
      from pg_constraint join pg_class on pg_class.oid = conrelid
      where contype in ('p', 'u') and conrelid in (${sql.join(
        TABLES.map((table) => sql`${getTableName(table)}::regclass`),
        sql`, `,
      )})`)) as { rows: { name: string; key: string }[] };
    for (const { name, key } of rows) {
      for (const direction of ['asc', 'desc']) {
        const order = key.split(', ').map((column) => `${column} ${direction}`);
        await transaction.execute(sql.raw(`select ctid from "${name}" order by ${order.join()} limit 1`));
      }
    }
  });
}
