import { sql } from 'drizzle-orm';
import type { Database } from './database.ts';

/** Makes room where files and data were replaced or deleted. PGlite does not do it by itself, and would only ever grow. */
export async function vacuumAgentTables(db: Database): Promise<void> {
  const { rows } = (await db.execute(sql`
    select quote_ident(relname) as name from pg_stat_user_tables
    where relid in (${sql.raw(`'files'::regclass, 'thread_files'::regclass, 'agent_data'::regclass`)})
    and n_dead_tup > 0`)) as { rows: { name: string }[] };
  for (const { name } of rows) await db.execute(sql.raw(`vacuum ${name}`));
}
