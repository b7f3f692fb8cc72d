import { and, asc, desc, eq, gt, lt, lte, max, sql } from 'drizzle-orm';
import type { EventId } from '../../protocol/event-id.ts';
import { ALWAYS_AVAILABLE, type Availability } from '../db/availability.ts';
import type { Database } from '../db/database.ts';
import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';
import { isDatabaseUnavailable } from '../db/database-unavailable.ts';
import { messages, runEvents, runs, threads } from '../db/schema.ts';
import type { DeltaLog, LogEntry, LogWrite } from './delta-log.ts';
import { createGroupWriter } from './group-writer.ts';
import { LogTail } from './log-tail.ts';
import { createListeners } from '../async/listeners.ts';
import { lockRuns, makeGroup, type GroupEntries } from './make-entries.ts';

/** Maximum number of rows per INSERT. Postgres accepts 65,535 parameters, and a row has five. */
const ROWS_PER_INSERT = 5_000;
/**
 * Maximum number of rows per read. A read takes only some milliseconds, because an embedded database runs in this
 * thread.
 */
const ROWS_PER_READ = 1_000;
const ROWS_PER_DELETE = 2_000;

type Entries = GroupEntries['added'];

/**
 * Creates the durable delta log. This process is the sole writer of the runs that it appends to.
 * @param onWritten called for every entry that was written
 * @param availability of the database: while it is unavailable, operations wait
 */
export function createDatabaseLog(
  db: Database,
  onWritten: (entry: LogEntry) => void = () => {},
  { withRetry }: Pick<Availability, 'withRetry'> = ALWAYS_AVAILABLE,
): DeltaLog {
  /** The newest entries of the active runs, by run id. The last entry of a tail is the last entry of the run's log. */
  const tails = new Map<string, LogTail>();
  const listeners = createListeners();

  async function lastId(transaction: Database, runId: string): Promise<EventId | null> {
    const inMemory = tails.get(runId)?.last;
    if (inMemory) return inMemory.id;
    const [row] = await transaction
      .select({ attempt: runEvents.attempt, seq: runEvents.seq })
      .from(runEvents)
      .where(eq(runEvents.runId, runId))
      .orderBy(desc(runEvents.seq))
      .limit(1);
    return row ?? null;
  }

  /**
   * Writes a group, and retries if the connection is lost meanwhile. It is then unknown whether the group was
   * written. A group is written completely or not at all, so the retry checks only whether its first entry is in the
   * log.
   */
  async function write(group: readonly LogWrite[], isolated: boolean): Promise<GroupEntries> {
    /** The group that was being committed when the connection was lost. */
    let unsure: GroupEntries = { added: new Map(), refusals: [] };

    async function writeOnce(transaction: Database): Promise<GroupEntries> {
      const refuseStale = await lockRuns(transaction, group); // after this, no earlier transaction of these runs is open
      if (await isWritten(transaction, unsure.added)) return unsure;
      const made = await makeGroup(transaction, group, (runId) => lastId(transaction, runId), isolated);
      await refuseStale(made.refusals);
      await insertEntries(transaction, made.added);
      return (unsure = made);
    }

    return withRetry(async (isAgain) => {
      try {
        return await db.transaction(writeOnce);
      } catch (error) {
        // A new run has no row to lock: the earlier transaction may have been committed in the meantime.
        if (isAgain && !isDatabaseUnavailable(error) && (await isWritten(db, unsure.added))) return unsure;
        throw error;
      }
    });
  }

  async function commit(group: readonly LogWrite[], isolated: boolean): Promise<GroupEntries['refusals']> {
    let made: GroupEntries;
    try {
      made = await write(group, isolated);
    } catch (error) {
      // The commit may have succeeded although its answer was lost: from now on, the database is read.
      for (const { runId } of group) tails.delete(runId);
      throw error;
    }
    for (const [runId, entries] of made.added) {
      const tail = tails.get(runId) ?? new LogTail();
      tail.add(entries);
      tails.set(runId, tail);
      entries.forEach(onWritten);
      listeners.notify(runId);
    }
    return made.refusals;
  }

  return {
    append: createGroupWriter(commit),
    async read(runId, after) {
      const inMemory = tails.get(runId)?.after(after);
      if (inMemory) return inMemory;
      const rows = await withRetry(() =>
        db
          .select()
          .from(runEvents)
          .where(and(eq(runEvents.runId, runId), gt(runEvents.seq, after)))
          .orderBy(asc(runEvents.seq))
          .limit(ROWS_PER_READ),
      );
      return rows.map(({ attempt, seq, event, data }) => ({ id: { attempt, seq }, event, data }));
    },
    idAt: (runId, seq) => withRetry(() => idAt(db, runId, seq)),
    onAppend: listeners.add,
    end(runId) {
      tails.delete(runId);
      listeners.notify(runId);
    },
    async sweep(endedBefore) {
      const ended = await db
        .selectDistinct({ id: runEvents.runId })
        .from(runEvents)
        .innerJoin(runs, eq(runs.id, runEvents.runId))
        .where(lt(runs.endedAt, endedBefore));
      if (ended.length === 0) return 0;
      const ids = ended.map(({ id }) => id);
      for (const id of ids) await deleteEntries(db, id);
      // PGlite does not vacuum by itself and would grow forever. The other tables change with each message.
      for (const table of [runEvents, threads, messages, runs]) await db.execute(sql`vacuum ${table}`);
      for (const id of ids) listeners.notify(id);
      return ids.length;
    },
  };
}

/**
 * Deletes a run's entries from the first on, so that a reader that misses the first one knows that the log is being
 * deleted.
 */
async function deleteEntries(db: Database, runId: string): Promise<void> {
  const [row] = await db
    .select({ last: max(runEvents.seq) })
    .from(runEvents)
    .where(eq(runEvents.runId, runId));
  for (let seq = 0; seq < (row?.last ?? 0);) {
    seq += ROWS_PER_DELETE;
    await yieldToEventLoop();
    await db.delete(runEvents).where(and(eq(runEvents.runId, runId), lte(runEvents.seq, seq)));
  }
}

async function idAt(db: Database, runId: string, seq: number): Promise<EventId | null> {
  const [row] = await db
    .select({ attempt: runEvents.attempt, seq: runEvents.seq })
    .from(runEvents)
    .where(and(eq(runEvents.runId, runId), eq(runEvents.seq, seq)));
  return row ?? null;
}

/**
 * Returns whether these entries are in the log. Only the first is checked, because a group is written completely or
 * not at all.
 */
async function isWritten(db: Database, entries: Entries): Promise<boolean> {
  for (const [runId, [first]] of entries) {
    if (first) return (await idAt(db, runId, first.id.seq))?.attempt === first.id.attempt;
  }
  return false; // only records, which may be written again
}

async function insertEntries(transaction: Database, added: Entries): Promise<void> {
  const rows = [...added].flatMap(([runId, entries]) =>
    entries.map(({ id, event, data }) => ({ runId, attempt: id.attempt, seq: id.seq, event, data })),
  );
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
    await transaction.insert(runEvents).values(rows.slice(at, at + ROWS_PER_INSERT));
  }
}
