import { asc, inArray, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { nearestThatFit } from './pages.ts';
import { runSteps } from './schema.ts';

/** A step that calls tools. */
export type RunStepRow = typeof runSteps.$inferSelect;

/** Adds steps as they are now, or puts them in the place of how they were. */
export async function keepRunSteps(db: Database, rows: readonly RunStepRow[]): Promise<void> {
  if (rows.length > 0)
    await db
      .insert(runSteps)
      .values([...rows])
      .onConflictDoUpdate({
        target: runSteps.id,
        set: { createdAt: sql`excluded.created_at`, step: sql`excluded.step` },
      });
}

/** A step that calls tools, without what it holds. */
export type RunStepPlace = Pick<RunStepRow, 'id' | 'createdAt'> & {
  /** In bytes. */
  size: number;
};

const PLACE = {
  id: runSteps.id,
  createdAt: runSteps.createdAt,
  size: sql<number>`octet_length(${runSteps.step})`,
};

/** The steps of some runs that have called tools, in the order in which they began. */
export async function toolStepPlaces(db: Database, runIds: readonly string[]): Promise<RunStepPlace[]> {
  return db
    .select(PLACE)
    .from(runSteps)
    .where(inArray(runSteps.runId, [...runIds]))
    .orderBy(asc(runSteps.createdAt));
}

/** Steps by their ids, in the order in which they began. */
export async function readToolSteps(db: Database, ids: readonly string[]): Promise<RunStepRow[]> {
  return db
    .select()
    .from(runSteps)
    .where(inArray(runSteps.id, [...ids]))
    .orderBy(asc(runSteps.createdAt));
}

/**
 * The newest steps of some runs that have called tools, in the order in which they began: a run may call tools as often as
 * its model likes, and be sent long outputs each time.
 * @param most how many bytes they may have together; the newest one is given in any case
 */
export async function newestToolSteps(
  db: Database,
  runIds: readonly string[],
  most: number,
): Promise<RunStepRow[]> {
  const places = await toolStepPlaces(db, runIds);
  return readToolSteps(
    db,
    nearestThatFit(places.toReversed(), most).map(({ id }) => id),
  );
}
