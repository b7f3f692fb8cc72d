import type { EventId } from '../../protocol/event-id.ts';
import { StaleWriterError, type LogEntry, type LogWrite } from './delta-log.ts';

/**
 * The entries that a write makes, given the last one of the run's log.
 * @throws StaleWriterError
 */
export function nextEntries(write: LogWrite, last: EventId | null): LogEntry[] {
  if (last && write.attempt < last.attempt) throw new StaleWriterError(write);
  const before = last?.seq ?? 0;
  return write.events.map(({ event, data }, at) => ({
    id: { attempt: write.attempt, seq: before + at + 1 },
    event,
    data: JSON.stringify(data),
  }));
}
