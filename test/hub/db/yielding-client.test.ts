import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database, OpenDatabase } from '../../../src/hub/db/database.ts';
import { STATEMENTS_PER_TURN } from '../../../src/hub/db/yielding-client.ts';
import { countTurns } from '../../support/count-turns.ts';
import { openTestDatabase } from '../../support/test-database.ts';

let database: OpenDatabase;
beforeEach(async () => {
  database = await openTestDatabase();
});
afterEach(() => database.close());

/** Counts the maximum number of statements between two turns of the event loop during this work. */
async function mostInATurn(
  work: (ask: (db?: Database) => Promise<void>) => Promise<unknown>,
): Promise<number> {
  let inTurn = 0;
  let most = 0;
  let timer = setImmediate(function next() {
    inTurn = 0;
    timer = setImmediate(next);
  });
  await work(async (db = database.db) => {
    await db.execute(sql`select 1`);
    inTurn += 1;
    most = Math.max(most, inTurn);
  });
  clearImmediate(timer);
  return most;
}

const COUNT = 100;

it.each<[string, (ask: (db?: Database) => Promise<void>) => Promise<unknown>]>([
  [
    'a loop',
    async (ask) => {
      for (let at = 0; at < COUNT; at++) await ask();
    },
  ],
  ['many at once', (ask) => Promise.all(Array.from({ length: COUNT }, () => ask()))],
  [
    'a loop in a transaction',
    (ask) =>
      database.db.transaction(async (transaction) => {
        for (let at = 0; at < COUNT; at++) await ask(transaction);
      }),
  ],
  [
    'many transactions',
    (ask) => Promise.all(Array.from({ length: COUNT }, () => database.db.transaction((inner) => ask(inner)))),
  ],
])('the event loop serves I/O between statements of an embedded database: %s', async (_, work) => {
  expect(await mostInATurn(work)).toBeLessThanOrEqual(STATEMENTS_PER_TURN);
});

it('a statement in a transaction does not wait for those that wait for the transaction', async () => {
  const answered: string[] = [];
  const waiting: Promise<unknown>[] = [];
  await database.db.transaction(async (transaction) => {
    for (let at = 0; at < COUNT; at++) {
      waiting.push(database.db.execute(sql`select 1`).then(() => answered.push('outside')));
    }
    for (let at = 0; at < 5; at++) await transaction.execute(sql`select 1`);
    answered.push('inside');
  });
  await Promise.all(waiting);
  expect(answered[0]).toBe('inside');
});

it('a single writer of deltas does not wait', async () => {
  const turns = countTurns();
  await database.db.transaction(async (transaction) => {
    for (let at = 0; at < 2; at++) await transaction.execute(sql`select 1`);
  });
  turns.stop();
  expect(turns.now()).toBe(0);
});
