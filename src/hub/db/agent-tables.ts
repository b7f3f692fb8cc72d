import { customType, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { sql, type SQL } from 'drizzle-orm';
import { json, position, time } from './columns.ts';
import type { Database } from './database.ts';
import { accounts, threads } from './schema.ts';

/**
 * The content of a file. It is written as base64, because this takes PGlite a tenth of the time. Queries read it with
 * `encode`.
 */
const bytes = customType<{ data: Buffer; driverData: SQL }>({
  dataType: () => 'bytea',
  toDriver: (content) => sql`decode(${content.toString('base64')}, 'base64')`,
});

/** Values that agents keep between runs, per agent and account. All versions of an agent share them. */
export const agentData = pgTable(
  'agent_data',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** `namespace/name` */
    agent: text('agent').notNull(),
    key: text('key').notNull(),
    value: json('value').notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
    updatedAt: time('updated_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.agent, table.key] })],
);

/** Files that agents have written to threads. A database trigger deletes a file when no thread has it any more. */
export const files = pgTable(
  'files',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    contentType: text('content_type').notNull(),
    /** In bytes. */
    size: integer('size').notNull(),
    content: bytes('content').notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [index('files_by_account').on(table.accountId)],
);

/** The files of each thread. A fork shares the files of the original thread. */
export const threadFiles = pgTable(
  'thread_files',
  {
    position: position(),
    threadId: text('thread_id')
      .notNull()
      .references(() => threads.id, { onDelete: 'cascade' }),
    fileId: text('file_id')
      .notNull()
      .references(() => files.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.threadId, table.fileId] }),
    index('thread_files_by_file').on(table.fileId),
  ],
);

/**
 * Frees the space of deleted files, and of replaced and deleted agent data. PGlite does not vacuum by itself, so its
 * data would grow forever.
 */
export async function vacuumAgentTables(db: Database): Promise<void> {
  const { rows } = (await db.execute(sql`
    select quote_ident(relname) as name from pg_stat_user_tables
    where relid in (${sql.raw(`'files'::regclass, 'thread_files'::regclass, 'agent_data'::regclass`)})
    and n_dead_tup > 0`)) as { rows: { name: string }[] };
  for (const { name } of rows) await db.execute(sql.raw(`vacuum ${name}`));
}
