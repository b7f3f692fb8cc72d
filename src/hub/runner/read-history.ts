import type { RunStep } from '../../protocol/run-step.ts';
import type { RunRow } from '../db/runs.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import { readLog, replayLog } from '../delta-log/replay-log.ts';
import type { RunHistory } from './run-recorder.ts';

/**
 * What a run told before its writer was lost. Nobody knows which of its drafts still streamed: the newest
 * is taken to have, since a completion that an agent asks for next begins when the last has ended. What was
 * lost with the writer streams no more.
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
      completion: at === drafts.length - 1 ? 'failed' : 'ended',
    })),
    toolSteps: await openToolSteps(log, run.id),
  };
}

const STEP = 'thread.run.step.';

async function openToolSteps(log: DeltaLog, runId: string): Promise<RunStep[]> {
  const open = new Map<string, RunStep>();
  for await (const entries of readLog(log, runId)) {
    for (const { event, data } of entries) {
      if (!event.startsWith(STEP) || event === `${STEP}delta`) continue;
      const step = JSON.parse(data) as RunStep; // as this hub has written it
      if (step.type !== 'tool_calls') continue;
      if (step.status === 'in_progress') open.set(step.id, step);
      else open.delete(step.id);
    }
  }
  return [...open.values()];
}
