import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Availability } from './availability.ts';
import type * as schema from './schema.ts';

/** The database, or a transaction on it: PGlite and Postgres alike. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;

/** Runs work in one transaction; what it throws rolls everything back. */
export type RunTransaction = <T>(work: (transaction: Database) => Promise<T>) => Promise<T>;

/** A connection to the database that holds the hub's data. */
export interface OpenDatabase {
  readonly kind: 'pglite' | 'postgres';
  readonly db: Database;
  readonly availability: Availability;
  close(): Promise<void>;
}
