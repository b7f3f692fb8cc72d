import type { EventId } from '../../protocol/event-id.ts';
import type { Database } from '../db/database.ts';
import { isAway } from '../db/is-away.ts';
import { holdAttempts } from '../db/runs.ts';
import { StaleWriterError, type LogEntry, type LogWrite } from './delta-log.ts';
import { RefusedWriteError } from './group-writer.ts';

/**
 * The entries that a write makes after the last one of the run's log, its records being written.
 * @throws RefusedWriteError where the records cannot be written, but not where the database is away
 */
export async function makeEntries(
  write: LogWrite,
  last: EventId | null,
  transaction: Database,
): Promise<LogEntry[]> {
  const before = last?.seq ?? 0;
  const entries = write.events.map(({ event, data }, at) => ({
    id: { attempt: write.attempt, seq: before + at + 1 },
    event,
    data: JSON.stringify(data),
  }));
  try {
    await write.records?.(transaction, entries);
  } catch (error) {
    throw isAway(error) ? error : new RefusedWriteError(write, error);
  }
  return entries;
}

/**
 * Holds the runs of a group of writes until the transaction ends; the first thing that is done in it, and in
 * one order for all, so that no two writers wait for each other.
 * @returns the fence: a run can be written by the attempt that the database has for it once the records are
 * written, and by no other; throws a RefusedWriteError for any other write
 */
export async function holdRuns(
  transaction: Database,
  writes: readonly LogWrite[],
): Promise<() => Promise<void>> {
  const ids = [...new Set(writes.map(({ runId }) => runId))];
  const held = await holdAttempts(transaction, ids);
  const mayChange = writes.some(({ records }) => records !== undefined);
  return async () => refuseStaleWrites(writes, mayChange ? await holdAttempts(transaction, ids) : held);
}

function refuseStaleWrites(writes: readonly LogWrite[], attempts: ReadonlyMap<string, number>): void {
  const stale = writes.find(({ runId, attempt }) => attempts.get(runId) !== attempt);
  if (stale) throw new RefusedWriteError(stale, new StaleWriterError(stale));
}
