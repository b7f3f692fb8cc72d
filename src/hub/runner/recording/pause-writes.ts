import type { Usage } from '../../../protocol/usage.ts';
import type { Database } from '../../db/database.ts';
import { storeRunSteps, type RunStepRow } from '../../db/run-steps.ts';
import { updateRun, type RunRow } from '../../db/runs.ts';
import type { LogWrite, NewEvent } from '../../delta-log/delta-log.ts';
import { runEvent } from '../../delta-log/run-events.ts';
import type { ChangedToolStep, ToolSteps } from './tool-steps.ts';

/** A changed run, and the events and records to write for the change. */
export interface RunWrite {
  run: RunRow;
  events: NewEvent[];
  records: NonNullable<LogWrite['records']>;
}

/** Returns the write with which a run begins to wait for tool outputs. */
export function pauseWrite(
  before: RunRow,
  { rows, calls }: ReturnType<ToolSteps['waiting']>,
  usage: Usage | null,
): RunWrite {
  const change = { status: 'awaiting_tools', requiredCalls: calls, usage } as const;
  const run = { ...before, ...change };
  return {
    run,
    events: [runEvent(run)],
    async records(db) {
      await updateRun(db, run.id, change);
      await storeRunSteps(db, rows);
    },
  };
}

/** The fields of a run that waits for nothing any more. */
export const NOTHING_AWAITED = { requiredCalls: null, requests: null, resumable: false } as const;

/** A change to the requests of a run to the person, and its status: it waits while a request has no answer. */
export type RequestsChange = Pick<RunRow, 'requests' | 'resumable' | 'status' | 'expiresAt'>;

/**
 * Returns the write with which a run asks the person, or gets answers.
 * @param steps the steps that call tools and have not ended, and those of questions that are answered with this write
 * @param keep writes further records in the same transaction
 */
export function requestsWrite(
  before: RunRow,
  requests: RequestsChange,
  { waiting, answered }: { waiting: readonly RunStepRow[]; answered: readonly ChangedToolStep[] },
  usage: Usage | null,
  keep: (transaction: Database) => Promise<void>,
): RunWrite {
  const change = { ...requests, usage };
  const run = { ...before, ...change };
  return {
    run,
    events: [...answered.flatMap(({ events }) => events), runEvent(run)],
    async records(db) {
      await updateRun(db, run.id, change);
      await storeRunSteps(db, [...waiting, ...answered.map(({ row }) => row)]);
      await keep(db);
    },
  };
}

/** Returns the write after which the next hub cannot continue a run. Its clients need not know. */
export function notResumableWrite(before: RunRow): RunWrite {
  const change = { resumable: false };
  return { run: { ...before, ...change }, events: [], records: (db) => updateRun(db, before.id, change) };
}

/**
 * Returns the write with which a run continues with tool outputs.
 * @param steps the steps that called the tools, ended
 * @param keep writes further records in the same transaction
 */
export function resumeWrite(
  before: RunRow,
  steps: readonly ChangedToolStep[],
  keep: (transaction: Database) => Promise<void>,
): RunWrite {
  const change = { status: 'in_progress', requiredCalls: null } as const;
  const run = { ...before, ...change };
  const queued = runEvent({ ...run, status: 'queued' });
  const rows = steps.map((step) => step.row);
  return {
    run,
    events: [...steps.flatMap((step) => step.events), queued, runEvent(run)],
    async records(db) {
      await updateRun(db, run.id, change);
      await storeRunSteps(db, rows);
      await keep(db);
    },
  };
}
