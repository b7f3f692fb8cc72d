import type { Database, OpenDatabase } from '../../src/hub/db/database.ts';

/** Number of calls to the database since the last `reset`. */
export interface StatementCounts {
  /** Statements outside a transaction. */
  statements: number;
  transactions: number;
  /** Transactions that failed. */
  rollbacks: number;
}

/** Wraps a database to count its statements and transactions. */
export function countStatements(database: OpenDatabase): {
  database: OpenDatabase;
  counts: StatementCounts;
  reset(): void;
} {
  const counts: StatementCounts = { statements: 0, transactions: 0, rollbacks: 0 };
  const { db } = database;
  const counted = new Proxy(db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name !== 'transaction') {
        return (...args: unknown[]) => {
          counts.statements += 1;
          return (value as (...args: unknown[]) => unknown).apply(target, args);
        };
      }
      return async (work: (transaction: Database) => Promise<unknown>) => {
        counts.transactions += 1;
        try {
          return await target.transaction(work);
        } catch (error) {
          counts.rollbacks += 1;
          throw error;
        }
      };
    },
  });
  return {
    database: { ...database, db: counted },
    counts,
    reset: () => void Object.assign(counts, { statements: 0, transactions: 0, rollbacks: 0 }),
  };
}
