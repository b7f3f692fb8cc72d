import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Availability } from './availability.ts';
import type * as schema from './schema.ts';

/** The database, or a transaction on it, for PGlite and Postgres. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;

/** Runs work in one transaction. An error rolls everything back. */
export type RunTransaction = <T>(work: (transaction: Database) => Promise<T>) => Promise<T>;

/** An open database. */
export interface OpenDatabase {
  readonly kind: 'pglite' | 'postgres';
  readonly db: Database;
  readonly availability: Availability;
  close(): Promise<void>;
}
