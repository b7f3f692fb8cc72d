import { asc, eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { runSteps } from './schema.ts';

/** A step that calls tools, as it is stored once it has ended. */
export type RunStepRow = typeof runSteps.$inferSelect;

/** Adds steps that have ended; one that is there already stays as it is. */
export async function insertRunSteps(db: Database, rows: readonly RunStepRow[]): Promise<void> {
  if (rows.length > 0)
    await db
      .insert(runSteps)
      .values([...rows])
      .onConflictDoNothing();
}

/** The steps of a run that have called tools, in the order in which they began. */
export async function toolStepsOf(db: Database, runId: string): Promise<RunStepRow[]> {
  return db.select().from(runSteps).where(eq(runSteps.runId, runId)).orderBy(asc(runSteps.createdAt));
}
