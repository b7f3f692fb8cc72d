import { RefusedError } from '../errors/refused-error.ts';
import type { ThreadRow } from '../db/threads.ts';
import type { RunServers } from '../mcp/run-servers.ts';
import type { RunConversation } from './execution/run-conversation.ts';
import type { RunDeadline } from './run-deadline.ts';
import { RunEnding, type RunOutcome } from './recording/run-outcome.ts';
import type { RunRecorder } from './recording/run-recorder.ts';
import type { RunRequests } from './requests/run-requests.ts';

/** A run that this hub writes, from its start to its end. */
export interface ActiveRun {
  readonly thread: ThreadRow;
  readonly recorder: RunRecorder;
  readonly conversation: RunConversation;
  /** Aborted with a `RunEnding` to end the run, or with a `RunLeft` to leave it to the next hub. */
  readonly controller: AbortController;
  /** Releases the run's slot: its thread and its account may have another run. Call it after the end is written. */
  readonly releaseSlot: () => void;
  /** The outcome that an agent's process has requested for its run. It applies after the process has exited. */
  requestedOutcome: RunOutcome | null;
  /** Resolves when the agent's process and its MCP servers have exited. Null if it has none. */
  process: Promise<void> | null;
  /** Ends the run when its time is over. */
  readonly deadline: RunDeadline;
  /** What the agent asks the person. */
  readonly requests: RunRequests;
  /** Whether an earlier hub has begun the run. */
  readonly isResumed: boolean;
  /** The MCP servers of the run's agent. Null if no agent of this hub executes the run. */
  servers: RunServers | null;
  /** Called with the arrival of the tool outputs that the run waits for. Null while it waits for none. */
  onToolOutputs: (() => void) | null;
  /** Message ids that were requested for its messages. No other message may use them. */
  readonly messageIds: Set<string>;
}

/** The abort reason of a run that continues without this hub. */
export class RunLeft extends Error {
  override readonly name = 'RunLeft';
}

/** Ends a run, unless it is ending already. */
export function endActiveRun({ controller }: ActiveRun, outcome: RunOutcome): void {
  controller.abort(new RunEnding(outcome));
}

/** The runs that this hub writes. */
export interface ActiveRuns {
  get(runId: string): ActiveRun | undefined;
  all(): ActiveRun[];
  /** Adds a run, and removes it when the promise settles. */
  add(run: ActiveRun, ended: Promise<void>): void;
  /** Resolves when the run has ended. */
  untilEnded(run: ActiveRun): Promise<void>;
}

/** Creates an empty registry of runs. */
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

/** Returns the error for an addition to a run that has ended. */
export function runIsOver(runId: string): RefusedError {
  return new RefusedError('conflict', `Run ${runId} has ended: nothing can be added to it.`, {
    code: 'run_is_over',
    retryAfter: 'never',
  });
}
