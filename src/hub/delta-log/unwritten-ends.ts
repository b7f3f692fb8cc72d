import { desc, eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import type { DiskSpace } from '../db/disk-space.ts';
import { runEvents } from '../db/schema.ts';
import { createListeners } from '../async/listeners.ts';
import type { DeltaLog, LogEntry, LogWrite } from './delta-log.ts';
import { isTerminalEvent } from './terminal-event.ts';

/**
 * Wraps a log so that runs end on the stream even if their end cannot be written because the disk is full. Otherwise,
 * viewers would wait until there is space. The runner later retries with the same events, which get the same ids, so
 * the written end is the same.
 */
export function withUnwrittenEnds(log: DeltaLog, db: Database, disk: DiskSpace): DeltaLog {
  const ends = new Map<string, readonly LogEntry[]>();
  const listeners = createListeners();

  async function lastSeq(runId: string): Promise<number> {
    const [last] = await db
      .select({ seq: runEvents.seq })
      .from(runEvents)
      .where(eq(runEvents.runId, runId))
      .orderBy(desc(runEvents.seq))
      .limit(1);
    return last?.seq ?? 0;
  }

  async function publishEnd({ runId, attempt, events }: LogWrite): Promise<void> {
    const before = await lastSeq(runId);
    const entries = events.map(({ event, data }, at) => ({
      id: { attempt, seq: before + at + 1 },
      event,
      data: JSON.stringify(data),
    }));
    ends.set(runId, entries);
    listeners.notify(runId);
  }

  return {
    ...log,
    async append(write) {
      try {
        await log.append(write);
        ends.delete(write.runId);
      } catch (error) {
        const isEnd = write.events.some(isTerminalEvent);
        if (disk.notice(error) && isEnd && !ends.has(write.runId)) await publishEnd(write);
        throw error;
      }
    },
    async read(runId, after) {
      const written = await log.read(runId, after);
      return written.length > 0 ? written : (ends.get(runId)?.filter(({ id }) => id.seq > after) ?? []);
    },
    async idAt(runId, seq) {
      return (await log.idAt(runId, seq)) ?? ends.get(runId)?.find(({ id }) => id.seq === seq)?.id ?? null;
    },
    onAppend(runId, listener) {
      const unsubscribers = [log.onAppend(runId, listener), listeners.add(runId, listener)];
      return () => unsubscribers.forEach((unsubscribe) => unsubscribe());
    },
    end(runId) {
      ends.delete(runId);
      log.end(runId);
    },
  };
}
