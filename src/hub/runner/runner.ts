import { setMaxListeners } from 'node:events';
import { RUN_HAS_ENDED } from '../../protocol/api-error.ts';
import { isActive, isPaused } from '../../protocol/run.ts';
import type { AccountEvents } from '../accounts/account-events.ts';
import { RefusedError } from '../errors/refused-error.ts';
import { deleteThread } from '../db/hidden-threads.ts';
import { isDiskFull } from '../db/disk-space.ts';
import { allActiveRuns, findRun, type RunOnThread, type RunRow } from '../db/runs.ts';
import type { ThreadReference, ThreadRow } from '../db/threads.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';
import { requestedAssistant } from './requested-assistant.ts';
import { createAgentRequests, type AgentRequests } from './requests/agent-requests.ts';
import { createAnswers, type Answers } from './requests/answers.ts';
import { createActiveRuns, endActiveRun, RunLeft, type ActiveRun } from './active-run.ts';
import { createDrivenRuns, type DrivenRuns } from './driven-runs.ts';
import { executeRun, type ExecuteRunDependencies } from './execution/execute-run.ts';
import { keepLeases } from './leases.ts';
import { newRun, writeNewRun, type RunRequest } from './new-run.ts';
import { DISK_IS_FULL, hubCrashed, hubStopped, NOT_WRITTEN } from './hub-outcomes.ts';
import { createRunConversation } from './execution/run-conversation.ts';
import { createAddUserMessage, type AddUserMessage } from './next-turn.ts';
import { createRunDeadline } from './run-deadline.ts';
import { RunEnding, type RunOutcome } from './recording/run-outcome.ts';
import type { RunObserver } from './run-observer.ts';
import { createRunMcpServers, type RunMcpServers } from './execution/run-mcp-servers.ts';
import { createRunProgress } from './run-progress.ts';
import { createRunRequests } from './requests/run-requests.ts';
import { readHistory, type RunHistory } from './recording/run-history.ts';
import { createRunRecorder } from './recording/create-run-recorder.ts';
import { createToolPauses, type ToolPauses } from './tool-pauses.ts';
import { createIdempotentRuns } from './idempotent-runs.ts';
import { waitingSteps } from './recording/list-steps.ts';
import { isResumed, nextAttempt } from './resumed-runs.ts';
import { createRunSlots } from './run-slots.ts';

/** Runs agents. Every change to a run goes through the runner. */
export interface Runner extends DrivenRuns, ToolPauses, Answers, AgentRequests, RunMcpServers {
  /** Starts an agent on a thread. A repeated request returns the run of the first. */
  start(request: RunRequest): Promise<RunRow>;
  addUserMessage: AddUserMessage;
  /** Records that the agent of a run has started another run. */
  childBegan(runId: string, child: RunRow): void;
  /**
   * Stops a run.
   * @throws RefusedError (`invalid`) if it has ended
   */
  cancel(thread: ThreadRow, run: RunRow): Promise<RunRow>;
  /**
   * Stops all runs of the threads and their children, deletes the threads, and sends an event for each to the
   * account.
   * @returns the number of threads that existed and were deleted
   */
  deleteThreads(threads: readonly ThreadReference[]): Promise<number>;
  /**
   * Ends the active runs that an earlier hub left, except those that continue in this one, and starts to watch all
   * runs. A run that cannot be ended is reported, and tried again after its lease has expired.
   */
  recover(): Promise<void>;
  /** Ends all runs as failed because the disk is full: their text can no longer be written. */
  stopForFullDisk(): void;
  /** Ends all runs except those that continue in the next hub, and waits for that. */
  close(): Promise<void>;
}

/** Dependencies of a runner. */
export interface RunnerDependencies extends ExecuteRunDependencies {
  log: DeltaLog;
  accountEvents: AccountEvents;
  /** Maximum duration of a run, in milliseconds. */
  runTimeout: number;
  /** Maximum time that a run waits for answers of the person, in milliseconds. */
  answerTimeout: number;
  /** Maximum time for which a request of an agent to the person is held open, in milliseconds; by default 20 s. */
  heldTime?: number | undefined;
  /** Maximum number of active runs of an account. */
  maxRuns: number;
  /** Called when runs begin and end. */
  observers?: readonly Partial<RunObserver>[];
}

/** Creates a runner. */
export function createRunner(dependencies: RunnerDependencies): Runner {
  const {
    db,
    availability,
    log,
    agents,
    provider,
    accountEvents,
    runTimeout,
    answerTimeout,
    maxRuns,
    contextCharacters,
    heldTime,
    observers = [],
    report,
  } = dependencies;
  const runs = createActiveRuns();
  const slots = createRunSlots(maxRuns);
  const { createOnce } = createIdempotentRuns(db);
  const closing = new AbortController();
  const leases = keepLeases({
    db,
    availability,
    active: runs,
    onLost: reclaim,
    report,
  });

  function execute(thread: ThreadRow, row: RunRow, releaseSlot: () => void, history?: RunHistory): ActiveRun {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal); // each completion of the run adds a listener
    const progress = createRunProgress(accountEvents, thread, row.id);
    const recorder = createRunRecorder(log, row, {
      ...(history && { history }),
      onDelta: progress.advance,
      onFailure(error) {
        report(`Run ${row.id} could not be written`, error);
        controller.abort(new RunEnding(isDiskFull(error) ? DISK_IS_FULL : NOT_WRITTEN));
      },
    });
    const deadline = createRunDeadline(row.expiresAt, () =>
      controller.abort(new RunEnding({ status: 'expired' })),
    );
    const active: ActiveRun = {
      thread,
      recorder,
      deadline,
      requests: createRunRequests({ recorder, deadline, runTimeout, answerTimeout }),
      isResumed: history !== undefined,
      conversation: createRunConversation(db, availability, recorder, contextCharacters),
      controller,
      releaseSlot,
      requestedOutcome: null,
      process: null,
      servers: null,
      onToolOutputs: null,
      messageIds: new Set(),
    };
    for (const observer of observers) observer.runBegan?.(row, thread);
    accountEvents.runBegan(thread, row.id);
    runs.add(
      active,
      executeRun(dependencies, active, closing.signal).finally(() => {
        releaseSlot();
        for (const observer of observers) observer.runEnded?.(recorder.run, thread);
        progress.end(recorder.run.deltas);
        if (!(controller.signal.reason instanceof RunLeft)) accountEvents.runEnded(thread, row.id);
      }),
    );
    return active;
  }

  /** Ends a run whose writer has stopped, as the run's next attempt. */
  async function endOrphan({ run, thread }: RunOnThread, outcome: RunOutcome): Promise<void> {
    const recorder = createRunRecorder(log, nextAttempt(run), {
      onFailure: (error) => report(`Run ${run.id} could not be ended`, error),
      history: await readHistory(log, run),
    });
    await recorder.settle(outcome);
    createRunProgress(accountEvents, thread, run.id).end(recorder.run.deltas);
    accountEvents.runEnded(thread, run.id);
  }

  /** Continues a run that is driven from outside, or that waits for tool outputs or for answers, or has just got them. */
  async function resume({ run, thread }: RunOnThread): Promise<void> {
    const read = await readHistory(log, run);
    const history =
      isPaused(run.status) || run.resumable ? { ...read, toolSteps: await waitingSteps(db, run.id) } : read;
    const active = execute(thread, nextAttempt(run), slots.take(thread), history);
    try {
      await active.recorder.takeOwnership();
    } catch (error) {
      active.controller.abort(new RunLeft()); // no hub owns it yet: tried again after its lease has expired
      throw error;
    }
  }

  /** Continues or ends a run that no hub writes any more. */
  function reclaim(found: RunOnThread): Promise<void> {
    if (found.run.status === 'cancelling') return endOrphan(found, { status: 'cancelled' });
    if (isResumed(found.run)) return resume(found);
    return endOrphan(found, hubCrashed(found.run));
  }

  async function stop(run: ActiveRun, outcome: RunOutcome): Promise<void> {
    endActiveRun(run, outcome);
    await runs.untilEnded(run);
  }

  async function stopRunsOf(threads: readonly ThreadReference[]): Promise<ActiveRun[]> {
    const ids = new Set<string | null>(threads.map(({ id }) => id));
    const stopped = runs.all().filter(({ thread: { id, parentId } }) => ids.has(id) || ids.has(parentId));
    await Promise.all(stopped.map((run) => stop(run, { status: 'cancelled' })));
    return stopped;
  }

  return {
    ...createToolPauses({ db, log, runs }),
    ...createAnswers({ runs }),
    ...createAgentRequests({ db, availability, runs, heldTime }),
    ...createRunMcpServers(runs),
    ...createDrivenRuns({ db, availability, agents, provider, runs, contextCharacters }),

    async start(request) {
      const { thread, input, repeatable } = request;
      const assistant = await requestedAssistant(db, agents, thread.accountId, input);
      return createOnce(repeatable, async () => {
        const releaseSlot = slots.reserve(thread);
        const row = newRun(thread.id, input, runTimeout, repeatable.fingerprint, assistant);
        try {
          await writeNewRun(log, row, request);
        } catch (error) {
          releaseSlot();
          throw error;
        }
        if (request.isNewThread || input.additional_messages?.length) accountEvents.threadChanged(thread);
        execute(thread, row, releaseSlot);
        return row;
      });
    },

    addUserMessage: createAddUserMessage({ runs, slots, log, runTimeout, execute }),

    childBegan: (runId, child) => runs.get(runId)?.recorder.childBegan(child),

    async cancel(thread, run) {
      if (!isActive(run.status)) throw hasEnded(run);
      const active = runs.get(run.id);
      if (!active) {
        const now = await findRun(db, thread.id, run.id); // it may have ended since it was read
        if (!now || !isActive(now.status)) throw hasEnded(now ?? run);
        await endOrphan({ run: now, thread }, { status: 'cancelled' });
      } else if (!active.controller.signal.aborted) {
        // The abort comes first: the request to the model ends now, even if the database is slow.
        const cancelling = active.recorder.changeStatus('cancelling');
        endActiveRun(active, { status: 'cancelled' });
        await cancelling;
        return { ...run, status: 'cancelling' };
      }
      return (await findRun(db, thread.id, run.id)) ?? run;
    },

    async deleteThreads(threads) {
      const stopped = await stopRunsOf(threads); // all at once; below, again those that have started meanwhile
      let deleted = 0;
      try {
        // One by one: a transaction that locks many threads and one that writes to many of them could deadlock.
        for (const thread of threads) {
          await yieldToEventLoop();
          stopped.push(...(await stopRunsOf([thread])));
          if (!(await deleteThread(db, thread.id))) continue;
          accountEvents.threadDeleted(thread);
          deleted += 1;
        }
      } finally {
        for (const { recorder } of stopped) log.end(recorder.run.id); // clients that still read the log learn that the run is gone
      }
      return deleted;
    },

    async recover() {
      for (const found of await availability.withRetry(() => allActiveRuns(db))) {
        await reclaim(found).catch((error: unknown) =>
          report(`Run ${found.run.id} could not be recovered`, error),
        );
      }
      leases.start();
    },

    stopForFullDisk() {
      for (const run of runs.all()) endActiveRun(run, DISK_IS_FULL);
    },

    async close() {
      leases.stop();
      closing.abort();
      await Promise.all(
        runs.all().map((run) => {
          if (!isResumed(run.recorder.run)) return stop(run, hubStopped(run.recorder.run));
          run.controller.abort(new RunLeft());
          return runs.untilEnded(run);
        }),
      );
    },
  };
}

function hasEnded({ status }: RunRow): RefusedError {
  return new RefusedError('invalid', `Cannot cancel run with status '${status}'.`, { code: RUN_HAS_ENDED });
}
