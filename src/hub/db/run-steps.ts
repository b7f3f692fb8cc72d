import { and, asc, eq, inArray, like, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { firstThatFit } from './pages.ts';
import { runs, runSteps } from './schema.ts';

/**
 * A step that calls tools, runs another agent, or has asked a question. A step that runs another agent has the id of the
 * other run, and one that has asked a question the id of the request.
 */
export type RunStepRow = typeof runSteps.$inferSelect;

/** Stores steps, and replaces their earlier states. A step can be given several times: its last state is stored. */
export async function storeRunSteps(db: Database, changes: readonly RunStepRow[]): Promise<void> {
  const rows = [...new Map(changes.map((row) => [row.id, row])).values()];
  if (rows.length > 0)
    await db
      .insert(runSteps)
      .values(rows)
      .onConflictDoUpdate({
        target: runSteps.id,
        set: { createdAt: sql`excluded.created_at`, step: sql`excluded.step` },
      });
}

/** The condition for steps that call tools. */
const CALLS_TOOLS = like(runSteps.id, 'step\\_%');

/** A step without its content. */
export type RunStepPlace = Pick<RunStepRow, 'id' | 'createdAt'> & {
  /** The size of its content, in bytes. */
  size: number;
};

const PLACE = {
  id: runSteps.id,
  createdAt: runSteps.createdAt,
  size: sql<number>`octet_length(${runSteps.step})`,
};

/** Returns the tool steps of runs, without content, in the order in which they began. */
export async function toolStepPlaces(db: Database, runIds: readonly string[]): Promise<RunStepPlace[]> {
  return db
    .select(PLACE)
    .from(runSteps)
    .where(and(inArray(runSteps.runId, [...runIds]), CALLS_TOOLS))
    .orderBy(asc(runSteps.createdAt));
}

/**
 * Returns the steps of all runs of a thread that call tools, run other agents or have asked questions, without content,
 * in the order in which they began.
 */
export async function stepPlacesOfThread(db: Database, threadId: string): Promise<RunStepPlace[]> {
  return db
    .select(PLACE)
    .from(runSteps)
    .innerJoin(runs, eq(runs.id, runSteps.runId))
    .where(eq(runs.threadId, threadId))
    .orderBy(asc(runSteps.createdAt));
}

/** Returns steps by id, in the order in which they began. */
export async function readSteps(db: Database, ids: readonly string[]): Promise<RunStepRow[]> {
  return db
    .select()
    .from(runSteps)
    .where(inArray(runSteps.id, [...ids]))
    .orderBy(asc(runSteps.createdAt));
}

/**
 * Returns the newest tool steps of runs, in the order in which they began. The size is limited, because a model may
 * call tools any number of times, with long outputs.
 * @param most maximum total size of the steps, in bytes. The newest step is always included.
 */
export async function newestToolSteps(
  db: Database,
  runIds: readonly string[],
  most: number,
): Promise<RunStepRow[]> {
  const places = await toolStepPlaces(db, runIds);
  return readSteps(
    db,
    firstThatFit(places.toReversed(), most).map(({ id }) => id),
  );
}
