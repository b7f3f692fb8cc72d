import type { Usage } from '../../../protocol/usage.ts';
import type { RunRow } from '../../db/runs.ts';
import { questionSteps } from './question-steps.ts';
import { notResumableWrite, pauseWrite, requestsWrite, resumeWrite, type RunWrite } from './pause-writes.ts';
import type { RunRecorder } from './run-recorder.ts';
import type { ToolSteps } from './tool-steps.ts';

interface RunPausesOptions {
  toolSteps: ToolSteps;
  /** Returns the time for a step. */
  openingTime: () => Date;
  /** The tokens that the run has used so far. */
  usage: () => Usage | null;
  /** Returns the run. Throws if it is ending. */
  openRun: () => RunRow;
  write: (changed: RunWrite) => Promise<void>;
}

/** The part of a recorder that lets its run wait and continue. */
export function createRunPauses({
  toolSteps,
  openingTime,
  usage,
  openRun,
  write,
}: RunPausesOptions): Pick<RunRecorder, 'pause' | 'changeRequests' | 'notResumable' | 'resume'> {
  return {
    pause: async () => write(pauseWrite(openRun(), toolSteps.waiting(), usage())),

    async changeRequests(change, keep) {
      const run = openRun();
      const answered = questionSteps(run, change.requests ?? [], openingTime);
      await write(requestsWrite(run, change, { waiting: toolSteps.waiting().rows, answered }, usage(), keep));
    },

    notResumable: async () => write(notResumableWrite(openRun())),

    async resume(outputs, keep) {
      const resumed = resumeWrite(openRun(), toolSteps.answer(outputs), keep);
      let before = 0;
      await write({
        ...resumed,
        async records(db, entries) {
          before = entries[0]!.id.seq - 1;
          await resumed.records(db, entries);
        },
      });
      return before;
    },
  };
}
