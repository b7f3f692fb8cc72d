import type { RunStatus } from '../../protocol/run.ts';
import type { RunRow } from '../db/runs.ts';
import type { ThreadRow } from '../db/threads.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import { runIsOver, type ActiveRun, type ActiveRuns } from './active-run.ts';
import { newRun, writeNewRun } from './new-run.ts';
import type { RunSlots } from './run-slots.ts';

/**
 * Adds a person's message to a delegated run. If that run has finished, the conversation continues in a new run of
 * the same agent. NEAR AI's runner drives one run through a whole conversation and marks it as completed after each
 * turn, but a run can end only once.
 * @param add adds the message
 * @throws RefusedError (`conflict`) if the run has failed or was stopped, or the thread has another run
 */
export type AddUserMessage = <Added>(
  thread: ThreadRow,
  run: RunRow,
  add: () => Promise<Added>,
) => Promise<Added>;

interface AddUserMessageDependencies {
  runs: ActiveRuns;
  slots: RunSlots;
  log: DeltaLog;
  runTimeout: number;
  execute: (thread: ThreadRow, row: RunRow, releaseSlot: () => void) => unknown;
}

/** The statuses of a run whose agent has finished. */
const FINISHED: readonly RunStatus[] = ['completed', 'requires_action', 'incomplete'];

/** Creates the function that adds messages to the delegated runs of a runner. */
export function createAddUserMessage({
  runs,
  slots,
  log,
  runTimeout,
  execute,
}: AddUserMessageDependencies): AddUserMessage {
  return async (thread, run, add) => {
    if (drivenRun(runs, run.id)) return add();
    if (!FINISHED.includes(run.status)) throw runIsOver(run.id);
    const releaseSlot = slots.reserve(thread);
    try {
      const added = await add(); // before the run: otherwise the run would belong to the previous turn
      const { assistantId: assistant_id, model, instructions, metadata } = run;
      const input = { assistant_id, model, instructions, metadata, delegate_execution: true };
      const row = newRun(thread.id, input, runTimeout, turnAfter(run.id));
      await writeNewRun(log, row, { thread, isNewThread: false, input, repeatable: null });
      execute(thread, row, releaseSlot);
      return added;
    } catch (error) {
      releaseSlot();
      throw error;
    }
  };
}

/** Returns the active run of this id, or the active run that is its next turn. */
export function drivenRun(runs: ActiveRuns, runId: string): ActiveRun | undefined {
  return runs.get(runId) ?? runs.all().find(({ recorder: { run } }) => run.fingerprint === turnAfter(runId));
}

/**
 * Returns the fingerprint of a run that is the next turn of another run. Other runs have the fingerprint of their
 * request.
 */
function turnAfter(runId: string): string {
  return `turn after ${runId}`;
}
