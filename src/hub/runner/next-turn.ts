import type { RunStatus } from '../../protocol/run.ts';
import type { RunRow } from '../db/runs.ts';
import type { ThreadRow } from '../db/threads.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import type { ActiveRun, ActiveRuns } from './active-run.ts';
import { newRun } from './new-run.ts';
import { runIsOver } from './active-run.ts';
import type { RunSlots } from './run-slots.ts';
import { writeNewRun } from './new-run.ts';

/**
 * Adds what a person says to a delegated run. One that is done goes on with that: as another run of the same agent.
 * NEAR AI's runner drives one run through a whole conversation, and says each time that it has completed; but a run ends once.
 * @param say adds the message
 * @throws RefusedError (`conflict`) if the run has failed or was stopped, or the thread has another one
 */
export type AddUserMessage = <Added>(
  thread: ThreadRow,
  run: RunRow,
  say: () => Promise<Added>,
) => Promise<Added>;

interface AddUserMessageDependencies {
  runs: ActiveRuns;
  places: RunSlots;
  log: DeltaLog;
  runTimeout: number;
  execute: (thread: ThreadRow, row: RunRow, releaseSlot: () => void) => unknown;
}

/** How a run ends whose agent has done what it was to do. */
const DONE: readonly RunStatus[] = ['completed', 'requires_action', 'incomplete'];

/** Gives what adds questions to the runs of a runner. */
export function createAddUserMessage({
  runs,
  places,
  log,
  runTimeout,
  execute,
}: AddUserMessageDependencies): AddUserMessage {
  return async (thread, run, say) => {
    if (drivenRun(runs, run.id)) return say();
    if (!DONE.includes(run.status)) throw runIsOver(run.id);
    const releaseSlot = places.reserve(thread);
    try {
      const said = await say(); // before the run, which would belong to the turn before
      const { assistantId: assistant_id, model, instructions, metadata } = run;
      const input = { assistant_id, model, instructions, metadata, delegate_execution: true };
      const row = newRun(thread.id, input, runTimeout, turnAfter(run.id));
      await writeNewRun(log, row, { thread, isNewThread: false, input, repeatable: null });
      execute(thread, row, releaseSlot);
      return said;
    } catch (error) {
      releaseSlot();
      throw error;
    }
  };
}

/** The run that this hub writes under this id, or the one that is the next turn of it. */
export function drivenRun(runs: ActiveRuns, runId: string): ActiveRun | undefined {
  return runs.get(runId) ?? runs.all().find(({ recorder: { run } }) => run.fingerprint === turnAfter(runId));
}

/** What a run is known by that is the next turn of another: others are known by the request that has made them. */
function turnAfter(runId: string): string {
  return `turn after ${runId}`;
}
