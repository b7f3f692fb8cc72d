import { replayLog } from '../delta-log/replay-log.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import type { RunRow } from '../db/runs.ts';
import type { RunHistory } from './run-recorder.ts';

/**
 * What a run told before its writer was lost. Nobody knows which of its drafts still streamed: the newest
 * is taken to have, since a completion that an agent asks for next begins when the last has ended.
 */
export async function readHistory(log: DeltaLog, run: RunRow): Promise<RunHistory> {
  const { deltas, drafts } = await replayLog(log, run.id);
  const openedAt = run.startedAt ?? run.createdAt;
  return {
    deltas,
    drafts: drafts.map(({ id, text }, at) => ({
      id,
      openedAt,
      text,
      completion: at === drafts.length - 1 ? 'streaming' : 'ended',
    })),
  };
}
