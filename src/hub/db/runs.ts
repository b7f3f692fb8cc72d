import { and, eq, inArray } from 'drizzle-orm';
import type { Page, PageQuery } from '../../protocol/page.ts';
import { ACTIVE_RUN_STATUSES, type Run } from '../../protocol/run.ts';
import type { Database } from './database.ts';
import { selectPage, toPage } from './pages.ts';
import { runs } from './schema.ts';
import { toSeconds, toSecondsOrNull } from './time.ts';

/** A run as it is kept; its position in lists is the database's affair. */
export type RunRow = Omit<typeof runs.$inferSelect, 'position'>;
/** What may change of a run. */
export type RunChange = Partial<Omit<RunRow, 'id' | 'threadId'>>;

/** A run as the API gives it. */
export function toRun(row: RunRow): Run {
  const endedAt = toSecondsOrNull(row.endedAt);
  const endedAs = (...statuses: Run['status'][]) => (statuses.includes(row.status) ? endedAt : null);
  return {
    id: row.id,
    object: 'thread.run',
    created_at: toSeconds(row.createdAt),
    thread_id: row.threadId,
    assistant_id: row.assistantId,
    status: row.status,
    required_action: row.status === 'requires_action' ? { type: 'user_input' } : null,
    last_error: row.lastError,
    incomplete_details: null,
    started_at: toSecondsOrNull(row.startedAt),
    completed_at: endedAs('completed', 'requires_action'),
    cancelled_at: endedAs('cancelled'),
    failed_at: endedAs('failed'),
    expires_at: endedAt === null ? toSeconds(row.expiresAt) : null,
    model: row.model ?? '',
    instructions: row.instructions ?? '',
    tools: [],
    usage: null,
    metadata: row.metadata,
  };
}

/** Adds a run that has been made. */
export async function insertRun(db: Database, row: RunRow): Promise<void> {
  await db.insert(runs).values(row);
}

/** Changes a run that is under way. */
export async function updateRun(db: Database, id: string, change: RunChange): Promise<void> {
  await db.update(runs).set(change).where(eq(runs.id, id));
}

/** A run that was to be ended has ended before, or is gone with its thread. */
export class RunIsOverError extends Error {
  override readonly name = 'RunIsOverError';
}

/**
 * Changes a run's status to one that ends it.
 * @throws RunIsOverError where it is not active any more
 */
export async function endRun(db: Database, id: string, change: RunChange): Promise<void> {
  const active = inArray(runs.status, [...ACTIVE_RUN_STATUSES]);
  const ended = await db
    .update(runs)
    .set(change)
    .where(and(eq(runs.id, id), active))
    .returning({ id: runs.id });
  if (ended.length === 0) throw new RunIsOverError(`Run ${id} is over.`);
}

/** A run of a thread; null where the thread has no such run. */
export async function findRun(db: Database, threadId: string, id: string): Promise<RunRow | null> {
  const [row] = await db
    .select()
    .from(runs)
    .where(and(eq(runs.threadId, threadId), eq(runs.id, id)));
  return row ?? null;
}

/** A page of a thread's runs. */
export async function listRuns(db: Database, threadId: string, query: PageQuery): Promise<Page<Run>> {
  return toPage(await selectPage(db, runs, eq(runs.threadId, threadId), query), toRun);
}

/** The run of a thread that has not ended, if there is one. */
export async function findActiveRun(db: Database, threadId: string): Promise<RunRow | null> {
  const active = inArray(runs.status, [...ACTIVE_RUN_STATUSES]);
  const [row] = await db
    .select()
    .from(runs)
    .where(and(eq(runs.threadId, threadId), active));
  return row ?? null;
}

/** Every run that has not ended. */
export async function allActiveRuns(db: Database): Promise<RunRow[]> {
  return db
    .select()
    .from(runs)
    .where(inArray(runs.status, [...ACTIVE_RUN_STATUSES]));
}
