import { asc, inArray, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
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

/** The steps of some runs that have called tools, in the order in which they began. */
export async function toolStepsOfRuns(db: Database, runIds: readonly string[]): Promise<RunStepRow[]> {
  return db
    .select()
    .from(runSteps)
    .where(inArray(runSteps.runId, [...runIds]))
    .orderBy(asc(runSteps.createdAt));
}
