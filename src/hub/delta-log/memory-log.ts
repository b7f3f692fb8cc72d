import type { RunTransaction } from '../db/database.ts';
import type { DeltaLog, LogEntry, LogWrite } from './delta-log.ts';
import { createListeners } from '../listeners.ts';
import { holdRuns, makeEntries } from './make-entries.ts';
import { createGroupWriter } from './group-writer.ts';

/** A delta log that ends with the process, for tests. Records still go to the database, in one transaction. */
export function createMemoryLog(runTransaction: RunTransaction): DeltaLog {
  const logs = new Map<string, { entries: LogEntry[]; endedAt: Date | null }>();
  const listeners = createListeners();

  async function commit(group: readonly LogWrite[]): Promise<void> {
    const added = new Map<string, LogEntry[]>();
    await runTransaction(async (transaction) => {
      const refuseStale = await holdRuns(transaction, group);
      for (const write of group) {
        const kept = added.get(write.runId) ?? [...(logs.get(write.runId)?.entries ?? [])];
        const entries = await makeEntries(write, kept.at(-1)?.id ?? null, transaction);
        added.set(write.runId, [...kept, ...entries]);
      }
      await refuseStale();
    });
    for (const [runId, entries] of added) {
      logs.set(runId, { entries, endedAt: null });
      listeners.notify(runId);
    }
  }

  return {
    append: createGroupWriter(commit),
    read: async (runId, after) => logs.get(runId)?.entries.slice(after) ?? [],
    idAt: async (runId, seq) => logs.get(runId)?.entries[seq - 1]?.id ?? null,
    onAppend: listeners.add,
    end(runId) {
      const log = logs.get(runId);
      if (log) log.endedAt = new Date();
      listeners.notify(runId);
    },
    async sweep(endedBefore) {
      let swept = 0;
      for (const [runId, { endedAt }] of logs) {
        if (!endedAt || endedAt >= endedBefore) continue;
        swept += 1;
        logs.delete(runId);
        listeners.notify(runId);
      }
      return swept;
    },
  };
}
