import type { PGlite, Transaction } from '@electric-sql/pglite';
import { createSliceScheduler, type SliceScheduler } from '../admission/slice-scheduler.ts';

/**
 * Number of statements that PGlite runs in one turn of the event loop. A single stream needs three to write a group
 * of deltas.
 */
export const STATEMENTS_PER_TURN = 8;

/**
 * Wraps PGlite so that the event loop serves I/O between statements. PGlite runs in this thread and answers in
 * microtasks, so a loop of queries, or many callers at once, would block the event loop until all of them are done.
 * Statements of the open transaction, for which everything else waits, take turns with all others.
 */
export function yieldingClient(client: PGlite): PGlite {
  const scheduler = createSliceScheduler(STATEMENTS_PER_TURN);
  const query: PGlite['query'] = async (...statement) => {
    await scheduler.nextSlice('outside');
    return client.query(...statement);
  };
  const transaction: PGlite['transaction'] = async (work) => {
    await scheduler.nextSlice('outside');
    return client.transaction((inner) => work(yieldingTransaction(inner, scheduler)));
  };
  return withMethods(client, { query, transaction });
}

function yieldingTransaction(inner: Transaction, scheduler: SliceScheduler): Transaction {
  const query: Transaction['query'] = async (...statement) => {
    await scheduler.nextSlice('inside');
    return inner.query(...statement);
  };
  return withMethods(inner, { query });
}

function withMethods<Target extends object>(target: Target, methods: Partial<Target>): Target {
  return new Proxy(target, {
    get(_, name) {
      const value: unknown = Reflect.get(name in methods ? methods : target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
