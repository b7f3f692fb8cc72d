import type { EventId } from '../../protocol/event-id.ts';
import type { Database } from '../db/database.ts';
import { StaleWriterError, type LogEntry, type LogWrite } from './delta-log.ts';
import { RefusedWriteError } from './group-writer.ts';

/**
 * The entries that a write makes after the last one of the run's log, its records being written.
 * @throws RefusedWriteError where the writer is stale, or the records cannot be written
 */
export async function makeEntries(
  write: LogWrite,
  last: EventId | null,
  transaction: Database,
): Promise<LogEntry[]> {
  if (last && write.attempt < last.attempt) throw new RefusedWriteError(write, new StaleWriterError(write));
  const before = last?.seq ?? 0;
  const entries = write.events.map(({ event, data }, at) => ({
    id: { attempt: write.attempt, seq: before + at + 1 },
    event,
    data: JSON.stringify(data),
  }));
  try {
    await write.records?.(transaction, entries);
  } catch (error) {
    throw new RefusedWriteError(write, error);
  }
  return entries;
}
