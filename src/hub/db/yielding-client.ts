import type { PGlite, Transaction } from '@electric-sql/pglite';
import { createTurns, type Turns } from '../admission/turns.ts';

/** How many statements PGlite runs in one turn of the event loop. A lone stream needs three to write a group of deltas. */
export const STATEMENTS_PER_TURN = 8;

/**
 * PGlite that lets I/O be served between statements. It runs in this thread and answers in microtasks, so a loop over it,
 * or many callers at once, would otherwise block the event loop until all of them are done. Statements of the open
 * transaction, which everyone else waits for, take turns with all others.
 */
export function yieldingClient(client: PGlite): PGlite {
  const turns = createTurns(STATEMENTS_PER_TURN);
  const query: PGlite['query'] = async (...statement) => {
    await turns.take('outside');
    return client.query(...statement);
  };
  const transaction: PGlite['transaction'] = async (work) => {
    await turns.take('outside');
    return client.transaction((inner) => work(yieldingTransaction(inner, turns)));
  };
  return withMethods(client, { query, transaction });
}

function yieldingTransaction(inner: Transaction, turns: Turns): Transaction {
  const query: Transaction['query'] = async (...statement) => {
    await turns.take('inside');
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
