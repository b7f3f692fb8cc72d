import type { EventId } from '../../protocol/event-id.ts';
import type { Database } from '../db/database.ts';
import { isAway } from '../db/is-away.ts';
import { holdAttempts } from '../db/runs.ts';
import { StaleWriterError, type LogEntry, type LogWrite } from './delta-log.ts';
import { RefusedWriteError } from './group-writer.ts';

/** What a group of writes adds to the logs of runs. */
export interface MadeEntries {
  readonly added: ReadonlyMap<string, readonly LogEntry[]>;
  readonly refusals: readonly RefusedWriteError<LogWrite>[];
}

/**
 * The entries that a group of writes makes, their records being written.
 * @param lastId the id of the last entry of a run's log
 * @param isolated whether a write whose records cannot be written is left out, by a savepoint
 * @throws RefusedWriteError where that is not so, but never where the database is away
 */
export async function makeGroup(
  transaction: Database,
  writes: readonly LogWrite[],
  lastId: (runId: string) => Promise<EventId | null>,
  isolated: boolean,
): Promise<MadeEntries> {
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
    throw isAway(error) ? error : new RefusedWriteError(write, error);
  }
  return entries;
}

/**
 * Holds the runs of a group of writes until the transaction ends; the first thing that is done in it, and in
 * one order for all, so that no two writers wait for each other.
 * @returns the fence: a run can be written by the attempt that the database has for it once the records are
 * written, and by no other; throws a RefusedWriteError for any other write that has not been refused already
 */
export async function holdRuns(
  transaction: Database,
  writes: readonly LogWrite[],
): Promise<(refusals: MadeEntries['refusals']) => Promise<void>> {
  const ids = [...new Set(writes.map(({ runId }) => runId))];
  const held = await holdAttempts(transaction, ids);
  const mayChange = writes.some(({ records }) => records !== undefined);
  return async (refusals) => {
    const refused = new Set(refusals.map(({ write }) => write));
    const kept = writes.filter((write) => !refused.has(write));
    refuseStaleWrites(kept, mayChange ? await holdAttempts(transaction, ids) : held);
  };
}

function refuseStaleWrites(writes: readonly LogWrite[], attempts: ReadonlyMap<string, number>): void {
  const stale = writes.find(({ runId, attempt }) => attempts.get(runId) !== attempt);
  if (stale) throw new RefusedWriteError(stale, new StaleWriterError(stale));
}
