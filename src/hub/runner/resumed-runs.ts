import type { RunRow } from '../db/runs.ts';

/** Whether a run continues in the next hub. */
export function isResumed({ delegated, status, resumable }: RunRow): boolean {
  return delegated || status === 'awaiting_tools' || (isAsking(status) && resumable);
}

/** Whether a run may wait for answers of the person, or have just got them. */
function isAsking(status: RunRow['status']): boolean {
  return status === 'awaiting_answers' || status === 'in_progress';
}

/** Returns a run with its next writer. */
export function nextAttempt(run: RunRow): RunRow {
  return { ...run, attempt: run.attempt + 1 };
}
