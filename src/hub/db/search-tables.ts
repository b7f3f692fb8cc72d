import { bigint, bigserial, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { threads } from './schema.ts';

/**
 * Texts that wait to be added to the search index. `position` is the position of a message, or 0 for the title of a
 * thread. Database triggers fill the table, so that no write can forget it. It has no foreign keys; entries of
 * deleted texts are skipped.
 */
export const searchQueue = pgTable(
  'search_queue',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    threadId: text('thread_id').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
  },
  (table) => [index('search_queue_by_thread').on(table.threadId)],
);

/**
 * An entry of the search index: the grams of a thread's messages from position `first` to `last`, or of its title
 * (position 0). New rows wait in the GIN index's pending list. The list's limit is 64 kB, so that a search scans few
 * rows in it, and a write merges few rows at once.
 */
export const searchEntries = pgTable(
  'search_entries',
  {
    threadId: text('thread_id')
      .notNull()
      .references(() => threads.id, { onDelete: 'cascade' }),
    first: bigint('first', { mode: 'number' }).notNull(),
    last: bigint('last', { mode: 'number' }).notNull(),
    grams: integer('grams').array().notNull(),
  },
  (table) => [
    index('search_entries_by_thread').on(table.threadId),
    index('search_entries_by_gram').using('gin', table.grams).with({ gin_pending_list_limit: 64 }),
  ],
);
