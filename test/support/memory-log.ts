import type { RunTransaction } from '../../src/hub/db/database.ts';
import type { DeltaLog, LogEntry, LogWrite } from '../../src/hub/delta-log/delta-log.ts';
import { createListeners } from '../../src/hub/async/listeners.ts';
import { lockRuns, makeGroup, type GroupEntries } from '../../src/hub/delta-log/make-entries.ts';
import { createGroupWriter } from '../../src/hub/delta-log/group-writer.ts';

/** A delta log in memory, for tests. Records still go to the database, in one transaction. */
export function createMemoryLog(runTransaction: RunTransaction): DeltaLog {
  const logs = new Map<string, { entries: LogEntry[]; endedAt: Date | null }>();
  const listeners = createListeners();

  async function commit(group: readonly LogWrite[], isolated: boolean): Promise<GroupEntries['refusals']> {
    const lastId = async (runId: string) => logs.get(runId)?.entries.at(-1)?.id ?? null;
    const { added, refusals } = await runTransaction(async (transaction) => {
      const refuseStale = await lockRuns(transaction, group);
      const made = await makeGroup(transaction, group, lastId, isolated);
      await refuseStale(made.refusals);
      return made;
    });
    for (const [runId, entries] of added) {
      logs.set(runId, { entries: [...(logs.get(runId)?.entries ?? []), ...entries], endedAt: null });
      listeners.notify(runId);
    }
    return refusals;
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
