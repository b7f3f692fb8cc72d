import { RefusedError } from '../errors/refused-error.ts';
import type { ThreadRow } from '../db/threads.ts';
import type { RunConversation } from './run-conversation.ts';
import { RunEnding, type RunOutcome } from './run-outcome.ts';
import type { RunRecorder } from './run-recorder.ts';

/** A run that this hub is the writer of, from its start to its end. */
export interface ActiveRun {
  readonly thread: ThreadRow;
  readonly recorder: RunRecorder;
  readonly conversation: RunConversation;
  /** Aborted with a `RunEnding` when the run is to end, or with a `RunLeft`. */
  readonly controller: AbortController;
  /** Gives back the run's place: its thread and its account may have another run. To be called once its end is written. */
  readonly releaseSlot: () => void;
  /** How an agent's process says that its run is to end, once the process has. */
  asked: RunOutcome | null;
  /** Settles when the agent's process is gone, if it has one. */
  process: Promise<void> | null;
  /** To be called when the outputs of tools have come that it waits for; null while it waits for none. */
  onToolOutputs: (() => void) | null;
  /** The ids that its messages were asked to have, and that no other may have. */
  readonly messageIds: Set<string>;
}

/** The reason with which a run's signal is aborted that goes on without this hub. */
export class RunLeft extends Error {
  override readonly name = 'RunLeft';
}

/** Has a run end, unless it ends already. */
export function endActiveRun({ controller }: ActiveRun, outcome: RunOutcome): void {
  controller.abort(new RunEnding(outcome));
}

/** The runs that this hub is the writer of. */
export interface ActiveRuns {
  get(runId: string): ActiveRun | undefined;
  all(): ActiveRun[];
  /** Keeps a run until what is to happen with it has happened. */
  add(run: ActiveRun, ended: Promise<void>): void;
  /** Settles once the run has ended. */
  untilEnded(run: ActiveRun): Promise<void>;
}

/** No runs, to begin with. */
export function createActiveRuns(): ActiveRuns {
  const runs = new Map<string, { run: ActiveRun; ended: Promise<void> }>();
  return {
    get: (runId) => runs.get(runId)?.run,
    all: () => [...runs.values()].map(({ run }) => run),
    add(run, ended) {
      const { id } = run.recorder.run;
      runs.set(id, { run, ended: ended.finally(() => runs.delete(id)) });
    },
    async untilEnded({ recorder: { run } }) {
      await runs.get(run.id)?.ended;
    },
  };
}

/** The error for what would be added to a run that has ended. */
export function runIsOver(runId: string): RefusedError {
  return new RefusedError('conflict', `Run ${runId} has ended: nothing can be added to it.`, {
    code: 'run_is_over',
    retryAfter: 'never',
  });
}
