import type { RunTransaction } from '../db/database.ts';
import type { DeltaLog, LogEntry, LogWrite } from './delta-log.ts';
import { createListeners } from './listeners.ts';
import { nextEntries } from './next-entries.ts';
import { createGroupWriter } from './group-writer.ts';

/** A delta log that ends with the process, for tests. Records still go to the database, in one transaction. */
export function createMemoryLog(runTransaction: RunTransaction): DeltaLog {
  const logs = new Map<string, { entries: LogEntry[]; endedAt: Date | null }>();
  const listeners = createListeners();

  async function commit(group: readonly LogWrite[]): Promise<void> {
    const added = new Map<string, LogEntry[]>();
    await runTransaction(async (transaction) => {
      for (const write of group) {
        const kept = added.get(write.runId) ?? [...(logs.get(write.runId)?.entries ?? [])];
        const entries = nextEntries(write, kept.at(-1)?.id ?? null);
        await write.records?.(transaction, entries);
        added.set(write.runId, [...kept, ...entries]);
      }
    });
    for (const [runId, entries] of added) {
      logs.set(runId, { entries, endedAt: null });
      listeners.notify(runId);
    }
  }

  return {
    append: createGroupWriter(commit),
    read: async (runId, after) => logs.get(runId)?.entries.slice(after) ?? [],
    onAppend: listeners.add,
    end(runId) {
      const log = logs.get(runId);
      if (log) log.endedAt = new Date();
    },
    async sweep(endedBefore) {
      let swept = 0;
      for (const [runId, { entries, endedAt }] of logs) {
        if (!endedAt || endedAt >= endedBefore) continue;
        swept += entries.length;
        logs.delete(runId);
      }
      return swept;
    },
  };
}
