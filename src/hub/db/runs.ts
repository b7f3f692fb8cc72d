import { and, asc, desc, eq, gt, inArray, lt, lte, sql, type SQL } from 'drizzle-orm';
import type { Page, PageQuery } from '../../protocol/page.ts';
import { toolOutputsRequired } from '../../protocol/required-action.ts';
import { ACTIVE_RUN_STATUSES, type Run } from '../../protocol/run.ts';
import { NO_SETTINGS, type RunSettings } from '../../protocol/run-settings.ts';
import type { Database } from './database.ts';
import { selectPageBySize, toPage } from './pages.ts';
import { runs, threads } from './schema.ts';
import type { ThreadRow } from './threads.ts';
import { toSeconds, toSecondsOrNull } from './time.ts';

/** How long a run is its writer's alone without a word from it, in seconds of the database's clock. */
export const LEASE_SECONDS = 30;
const LEASE_FROM_NOW = sql`now() + ${LEASE_SECONDS} * interval '1 second'`;

/** A run as it is kept; its position in lists is the database's affair. */
export type RunRow = Omit<typeof runs.$inferSelect, 'position' | 'leaseUntil'>;
/** What may change of a run. */
export type RunChange = Partial<Omit<RunRow, 'id' | 'threadId'>>;

/** A run as the API gives it. */
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
    status: row.status === 'awaiting_tools' ? 'requires_action' : row.status,
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

/** What the models of a run are asked with. */
export function settingsOf({ settings }: Pick<RunRow, 'settings'>): RunSettings {
  return { ...NO_SETTINGS, ...settings };
}

function requiredAction({ status, requiredCalls }: RunRow): Run['required_action'] {
  if (status === 'awaiting_tools') return toolOutputsRequired(requiredCalls ?? []);
  return status === 'requires_action' ? { type: 'user_input' } : null;
}

const ACTIVE = inArray(runs.status, [...ACTIVE_RUN_STATUSES]);

const RUN_SIZE = sql<number>`coalesce(octet_length(${runs.instructions}), 0) + coalesce(octet_length(${runs.model}), 0)
  + coalesce(octet_length(${runs.lastError}), 0) + octet_length(${runs.metadata}) + octet_length(${runs.notices})
  + octet_length(${runs.settings}) + coalesce(octet_length(${runs.requiredCalls}), 0)`;

/** Adds a run that has been made. Its lease begins now. */
export async function insertRun(db: Database, row: RunRow): Promise<void> {
  await db.insert(runs).values({ ...row, leaseUntil: LEASE_FROM_NOW });
}

/** Changes a run, whoever writes it. What its clients are told of goes through the log instead. */
export async function updateRun(db: Database, id: string, change: RunChange): Promise<void> {
  await db.update(runs).set(change).where(eq(runs.id, id));
}

/** A run that was to be ended has ended before, or is gone with its thread. */
export class RunIsOverError extends Error {
  override readonly name = 'RunIsOverError';
}

/**
 * Makes a run the next attempt's to write.
 * @throws RunIsOverError where it is over, or another attempt's already
 */
export async function claimRun(db: Database, id: string, attempt: number): Promise<void> {
  const claimed = await db
    .update(runs)
    .set({ attempt, leaseUntil: LEASE_FROM_NOW })
    .where(and(eq(runs.id, id), lt(runs.attempt, attempt), ACTIVE))
    .returning({ id: runs.id });
  if (claimed.length === 0) throw new RunIsOverError(`Run ${id} is over, or another's.`);
}

/**
 * Changes a run's status to one that ends it. To be called before anything else of the run is stored, for it tells where the
 * run is gone with its thread, and then nothing else can be stored.
 * @throws RunIsOverError where it is not active any more, or another attempt's
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
  const list = { table: runs, by: 'position', where: eq(runs.threadId, threadId) } as const;
  const read = (ids: string[]) => db.select().from(runs).where(inArray(runs.id, ids));
  return toPage(await selectPageBySize(db, list, query, RUN_SIZE, read), toRun);
}

/** The run of a thread that has not ended, if there is one. */
export async function findActiveRun(db: Database, threadId: string): Promise<RunRow | null> {
  const [row] = await db
    .select()
    .from(runs)
    .where(and(eq(runs.threadId, threadId), ACTIVE));
  return row ?? null;
}

/** A run, and the thread that it is of. */
export interface RunOnThread {
  run: RunRow;
  thread: ThreadRow;
}

/** A run of an account's, with its thread; null where the account has none of that id. */
export async function findRunOfAccount(
  db: Database,
  accountId: string,
  id: string,
): Promise<RunOnThread | null> {
  const where = and(eq(threads.accountId, accountId), eq(runs.id, id));
  const [row] = await onThreads(db).where(where);
  return row ?? null;
}

/** The newest run that this request has made of late, if it has. */
export async function findRepeatedRun(
  db: Database,
  accountId: string,
  fingerprint: string,
  madeAfter: Date,
): Promise<RunOnThread | null> {
  const [row] = await onThreads(db)
    .where(
      and(eq(threads.accountId, accountId), eq(runs.fingerprint, fingerprint), gt(runs.createdAt, madeAfter)),
    )
    .orderBy(desc(runs.position))
    .limit(1);
  return row ?? null;
}

/** Every run that has not ended; of those, with `onlyLost`, the ones whose writer has let its lease run out. */
export async function allActiveRuns(db: Database, { onlyLost = false } = {}): Promise<RunOnThread[]> {
  const isLost = onlyLost ? lt(runs.leaseUntil, sql`now()`) : undefined;
  return onThreads(db).where(and(ACTIVE, isLost)).orderBy(asc(runs.position));
}

/**
 * Whether the hub that held the database before may still write runs, if it lives: one of them is active and has a
 * lease. A lease that has run out counts as long as a lease lasts after the server's start: nobody could renew it before.
 */
export async function mayBeWritten(db: Database): Promise<boolean> {
  const hasLeases = sql`exists (select from pg_attribute where attrelid = to_regclass('runs') and attname = 'lease_until')`;
  if (!(await holds(db, hasLeases))) return false; // a database that is new, or of a version without leases
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
 * @returns the ids of those that are still this writer's to write
 */
export async function renewLeases(
  db: Database,
  writers: readonly { runId: string; attempt: number }[],
): Promise<Set<string>> {
  const ids = writers.map(({ runId }) => runId);
  const renewed = await db.transaction(async (transaction) => {
    await holdAttempts(transaction, ids); // in the order in which the log's writer does, or they wait for each other
    return transaction
      .update(runs)
      .set({ leaseUntil: LEASE_FROM_NOW })
      .where(and(inArray(runs.id, ids), ACTIVE))
      .returning({ id: runs.id, attempt: runs.attempt });
  });
  const attempts = new Map(renewed.map(({ id, attempt }) => [id, attempt]));
  return new Set(writers.flatMap(({ runId, attempt }) => (attempts.get(runId) === attempt ? [runId] : [])));
}

/** Which attempt each of these runs is at, none of them to change until the transaction ends. */
export async function holdAttempts(
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
