import type { EventId } from '../../protocol/event-id.ts';
import type { Database } from '../db/database.ts';
import { isDatabaseUnavailable } from '../db/database-unavailable.ts';
import { lockAttempts } from '../db/runs.ts';
import { StaleWriterError, type LogEntry, type LogWrite } from './delta-log.ts';
import { RefusedWriteError } from './group-writer.ts';

/** The entries of a group of writes. */
export interface GroupEntries {
  readonly added: ReadonlyMap<string, readonly LogEntry[]>;
  readonly refusals: readonly RefusedWriteError<LogWrite>[];
}

/**
 * Makes the entries of a group of writes, and writes their records.
 * @param lastId returns the id of the last entry of a run's log
 * @param isolated if true, each write has a savepoint, and a write whose records fail is left out
 * @throws RefusedWriteError if records fail and `isolated` is false. If the database is unavailable, its error is
 * thrown.
 */
export async function makeGroup(
  transaction: Database,
  writes: readonly LogWrite[],
  lastId: (runId: string) => Promise<EventId | null>,
  isolated: boolean,
): Promise<GroupEntries> {
  const added = new Map<string, LogEntry[]>();
  const refusals: RefusedWriteError<LogWrite>[] = [];
  for (const write of writes) {
    const before = added.get(write.runId) ?? [];
    const last = before.at(-1)?.id ?? (await lastId(write.runId));
    try {
      for (const entry of await makeEntries(write, last, transaction, isolated)) before.push(entry);
      added.set(write.runId, before);
    } catch (error) {
      if (!isolated || !(error instanceof RefusedWriteError)) throw error;
      refusals.push(error);
    }
  }
  return { added, refusals };
}

async function makeEntries(
  write: LogWrite,
  last: EventId | null,
  transaction: Database,
  isolated: boolean,
): Promise<LogEntry[]> {
  const { attempt, events, records } = write;
  const before = last?.seq ?? 0;
  const entries = events.map(({ event, data }, at) => ({
    id: { attempt, seq: before + at + 1 },
    event,
    data: JSON.stringify(data),
  }));
  try {
    if (isolated && records) await transaction.transaction((savepoint) => records(savepoint, entries));
    else await records?.(transaction, entries);
  } catch (error) {
    throw isDatabaseUnavailable(error) ? error : new RefusedWriteError(write, error);
  }
  return entries;
}

/**
 * Locks the runs of a group of writes until the transaction ends. Call it first in the transaction. It locks in a
 * fixed order, so that two writers cannot deadlock.
 * @returns a function to call after the records are written. It throws a RefusedWriteError if a write comes from an
 * attempt that does not own its run. Writes that were refused already are ignored.
 */
export async function lockRuns(
  transaction: Database,
  writes: readonly LogWrite[],
): Promise<(refusals: GroupEntries['refusals']) => Promise<void>> {
  const ids = [...new Set(writes.map(({ runId }) => runId))];
  const attempts = await lockAttempts(transaction, ids);
  const mayChange = writes.some(({ records }) => records !== undefined);
  return async (refusals) => {
    const refused = new Set(refusals.map(({ write }) => write));
    const kept = writes.filter((write) => !refused.has(write));
    refuseStaleWrites(kept, mayChange ? await lockAttempts(transaction, ids) : attempts);
  };
}

function refuseStaleWrites(writes: readonly LogWrite[], attempts: ReadonlyMap<string, number>): void {
  const stale = writes.find(({ runId, attempt }) => attempts.get(runId) !== attempt);
  if (stale) throw new RefusedWriteError(stale, new StaleWriterError(stale));
}
