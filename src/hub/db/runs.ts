import { and, asc, desc, eq, gt, inArray, lt, lte, sql, type SQL } from 'drizzle-orm';
import type { Page } from '../../protocol/page.ts';
import type { PageQuery } from '../../protocol/page-query.ts';
import { answersRequired, type PersonRequest } from '../../protocol/person-request.ts';
import { toolOutputsRequired } from '../../protocol/required-action.ts';
import { ACTIVE_RUN_STATUSES, apiStatus, type Run } from '../../protocol/run.ts';
import { NO_SETTINGS, type RunSettings } from '../../protocol/run-settings.ts';
import type { Database } from './database.ts';
import { selectPageBySize, toPage } from './pages.ts';
import { runs, threads } from './schema.ts';
import type { ThreadRow } from './threads.ts';
import { toSeconds, toSecondsOrNull } from './time.ts';

/**
 * Duration of a lease, in seconds of the database's clock. A writer loses a run if it does not renew the lease in
 * time.
 */
export const LEASE_SECONDS = 30;
const LEASE_FROM_NOW = sql`now() + ${LEASE_SECONDS} * interval '1 second'`;

/** A run in the database. The database assigns its position in lists. */
export type RunRow = Omit<typeof runs.$inferSelect, 'position' | 'leaseUntil'>;
/** Changes to a run. */
export type RunChange = Partial<Omit<RunRow, 'id' | 'threadId'>>;

/** Returns a run in the form of the API. */
export function toRun(row: RunRow): Run {
  const endedAt = toSecondsOrNull(row.endedAt);
  const settings = settingsOf(row);
  const endedAs = (...statuses: Run['status'][]) => (statuses.includes(row.status) ? endedAt : null);
  return {
    id: row.id,
    object: 'thread.run',
    created_at: toSeconds(row.createdAt),
    thread_id: row.threadId,
    assistant_id: row.assistantId,
    status: apiStatus(row.status),
    required_action: requiredAction(row),
    last_error: row.lastError,
    incomplete_details: row.incompleteReason === null ? null : { reason: row.incompleteReason },
    started_at: toSecondsOrNull(row.startedAt),
    completed_at: endedAs('completed', 'requires_action', 'incomplete'),
    cancelled_at: endedAs('cancelled'),
    failed_at: endedAs('failed'),
    expires_at: endedAt === null || row.status === 'expired' ? toSeconds(row.expiresAt) : null,
    model: row.model ?? '',
    instructions: row.instructions ?? '',
    tools: settings.tools,
    tool_choice: settings.tool_choice ?? 'auto',
    parallel_tool_calls: settings.parallel_tool_calls,
    response_format: settings.response_format ?? 'auto',
    truncation_strategy: row.truncation ?? { type: 'auto', last_messages: null },
    max_completion_tokens: settings.max_completion_tokens,
    max_prompt_tokens: settings.max_prompt_tokens,
    temperature: settings.temperature,
    top_p: settings.top_p,
    reasoning_effort: settings.reasoning_effort,
    tool_resources: {},
    usage: endedAt === null ? null : row.usage,
    notices: [...row.notices],
    metadata: row.metadata,
  };
}

/** Returns the settings of a run's requests to models. */
export function settingsOf({ settings }: Pick<RunRow, 'settings'>): RunSettings {
  return { ...NO_SETTINGS, ...settings };
}

function requiredAction({ status, requiredCalls, requests }: RunRow): Run['required_action'] {
  if (status === 'awaiting_tools') return toolOutputsRequired(requiredCalls ?? []);
  if (status === 'awaiting_answers') return answersRequired(openRequestsOf(requests));
  return status === 'requires_action' ? { type: 'user_input' } : null;
}

/** Returns the requests that have no answer. */
function openRequestsOf(requests: RunRow['requests']): PersonRequest[] {
  return (requests ?? []).flatMap(({ request, answer }) => (answer ? [] : [request]));
}

const ACTIVE = inArray(runs.status, [...ACTIVE_RUN_STATUSES]);

const RUN_SIZE = sql<number>`coalesce(octet_length(${runs.instructions}), 0) + coalesce(octet_length(${runs.model}), 0)
  + coalesce(octet_length(${runs.lastError}), 0) + octet_length(${runs.metadata}) + octet_length(${runs.notices})
  + octet_length(${runs.settings}) + coalesce(octet_length(${runs.requiredCalls}), 0)
  + coalesce(octet_length(${runs.requests}), 0)`;

/** Adds a run. Its lease begins now. */
export async function insertRun(db: Database, row: RunRow): Promise<void> {
  await db.insert(runs).values({ ...row, leaseUntil: LEASE_FROM_NOW });
}

/**
 * Changes a run without checking its writer. Changes that clients must see are written through the log, together with
 * their events.
 */
export async function updateRun(db: Database, id: string, change: RunChange): Promise<void> {
  await db.update(runs).set(change).where(eq(runs.id, id));
}

/** Thrown if a run has already ended, belongs to another writer, or was deleted with its thread. */
export class RunIsOverError extends Error {
  override readonly name = 'RunIsOverError';
}

/**
 * Takes ownership of a run for its next attempt.
 * @throws RunIsOverError if the run has ended, or already belongs to this attempt or a later one
 */
export async function claimRun(db: Database, id: string, attempt: number): Promise<void> {
  const claimed = await db
    .update(runs)
    .set({ attempt, leaseUntil: LEASE_FROM_NOW })
    .where(and(eq(runs.id, id), lt(runs.attempt, attempt), ACTIVE))
    .returning({ id: runs.id });
  if (claimed.length === 0) throw new RunIsOverError(`Run ${id} has ended, or belongs to another writer.`);
}

/**
 * Ends a run: writes its final status and the other changes. Call this before other records of the run are stored. It
 * fails if the run was deleted with its thread, and then nothing else can be stored.
 * @throws RunIsOverError if the run is no longer active, or belongs to a later attempt
 */
export async function endRun(
  db: Database,
  id: string,
  change: RunChange & { attempt: number },
): Promise<void> {
  const ended = await db
    .update(runs)
    .set(change)
    .where(and(eq(runs.id, id), lte(runs.attempt, change.attempt), ACTIVE))
    .returning({ id: runs.id });
  if (ended.length === 0) throw new RunIsOverError(`Run ${id} has ended.`);
}

/** Returns a run of a thread; null if it does not exist. */
export async function findRun(db: Database, threadId: string, id: string): Promise<RunRow | null> {
  const [row] = await db
    .select()
    .from(runs)
    .where(and(eq(runs.threadId, threadId), eq(runs.id, id)));
  return row ?? null;
}

/** Returns a page of a thread's runs. */
export async function listRuns(db: Database, threadId: string, query: PageQuery): Promise<Page<Run>> {
  const list = { table: runs, by: 'position', where: eq(runs.threadId, threadId) } as const;
  const read = (ids: string[]) => db.select().from(runs).where(inArray(runs.id, ids));
  return toPage(await selectPageBySize(db, list, query, RUN_SIZE, read), toRun);
}

/** Returns runs by id. */
export async function runsById(db: Database, ids: readonly string[]): Promise<Map<string, RunRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select()
    .from(runs)
    .where(inArray(runs.id, [...ids]));
  return new Map(rows.map((row) => [row.id, row]));
}

/** Returns the active run of a thread; null if there is none. */
export async function findActiveRun(db: Database, threadId: string): Promise<RunRow | null> {
  const [row] = await db
    .select()
    .from(runs)
    .where(and(eq(runs.threadId, threadId), ACTIVE));
  return row ?? null;
}

/** A run with its thread. */
export interface RunOnThread {
  run: RunRow;
  thread: ThreadRow;
}

/** Returns a run of an account, with its thread; null if it does not exist. */
export async function findRunOfAccount(
  db: Database,
  accountId: string,
  id: string,
): Promise<RunOnThread | null> {
  const where = and(eq(threads.accountId, accountId), eq(runs.id, id));
  const [row] = await onThreads(db).where(where);
  return row ?? null;
}

/** Returns the newest run that an equal request has created after a time; null if there is none. */
export async function findRepeatedRun(
  db: Database,
  accountId: string,
  fingerprint: string,
  createdAfter: Date,
): Promise<RunOnThread | null> {
  const [row] = await onThreads(db)
    .where(
      and(
        eq(threads.accountId, accountId),
        eq(runs.fingerprint, fingerprint),
        gt(runs.createdAt, createdAfter),
      ),
    )
    .orderBy(desc(runs.position))
    .limit(1);
  return row ?? null;
}

/** Returns all active runs; with `onlyLost`, those whose lease has expired. */
export async function allActiveRuns(db: Database, { onlyLost = false } = {}): Promise<RunOnThread[]> {
  const isLost = onlyLost ? lt(runs.leaseUntil, sql`now()`) : undefined;
  return onThreads(db).where(and(ACTIVE, isLost)).orderBy(asc(runs.position));
}

/**
 * Returns whether the previous hub, if it is still running, may write a run: a run that is active and has a valid
 * lease. After a start of the server, expired leases stay valid for the duration of a lease, because no hub could
 * renew them before.
 */
export async function mayHaveLiveWriter(db: Database): Promise<boolean> {
  const hasLeases = sql`exists (select from pg_attribute where attrelid = to_regclass('runs') and attname = 'lease_until')`;
  if (!(await holds(db, hasLeases))) return false; // the database is new, or from a version without leases
  const started = sql`pg_postmaster_start_time() + ${LEASE_SECONDS} * interval '1 second'`;
  const leased = db
    .select({ id: runs.id })
    .from(runs)
    .where(and(ACTIVE, gt(sql`greatest(${runs.leaseUntil}, ${started})`, sql`now()`)));
  return holds(db, sql`exists ${leased}`);
}

async function holds(db: Database, condition: SQL): Promise<boolean> {
  const { rows } = (await db.execute(sql`select ${condition} as holds`)) as { rows: { holds: boolean }[] };
  return rows[0]?.holds ?? false;
}

function onThreads(db: Database) {
  return db
    .select({ run: runs, thread: threads })
    .from(runs)
    .innerJoin(threads, eq(threads.id, runs.threadId));
}

/**
 * Renews the leases of runs.
 * @returns the ids of the runs that still belong to these writers
 */
export async function renewLeases(
  db: Database,
  writers: readonly { runId: string; attempt: number }[],
): Promise<Set<string>> {
  const ids = writers.map(({ runId }) => runId);
  const renewed = await db.transaction(async (transaction) => {
    await lockAttempts(transaction, ids); // in the same order as the log's writer, to avoid a deadlock
    return transaction
      .update(runs)
      .set({ leaseUntil: LEASE_FROM_NOW })
      .where(and(inArray(runs.id, ids), ACTIVE))
      .returning({ id: runs.id, attempt: runs.attempt });
  });
  const attempts = new Map(renewed.map(({ id, attempt }) => [id, attempt]));
  return new Set(writers.flatMap(({ runId, attempt }) => (attempts.get(runId) === attempt ? [runId] : [])));
}

/** Returns the attempt of each of these runs, and locks them until the transaction ends. */
export async function lockAttempts(
  transaction: Database,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const rows = await transaction
    .select({ id: runs.id, attempt: runs.attempt })
    .from(runs)
    .where(inArray(runs.id, [...ids]))
    .orderBy(asc(runs.id))
    .for('no key update');
  return new Map(rows.map(({ id, attempt }) => [id, attempt]));
}
