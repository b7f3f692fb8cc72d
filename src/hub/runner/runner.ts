import { isActive, type Run, type RunInput } from '../../protocol/run.ts';
import type { AgentCatalog } from '../agents/agent-catalog.ts';
import { ApiProblem, notFound } from '../api-problem.ts';
import type { Database } from '../db/database.ts';
import { insertMessage } from '../db/messages.ts';
import { allActiveRuns, findActiveRun, findRun, insertRun, toRun, type RunRow } from '../db/runs.ts';
import { deleteThread, holdThread } from '../db/threads.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import type { Provider } from '../providers/provider.ts';
import { executeRun } from './execute-run.ts';
import { newRun } from './new-run.ts';
import { readHistory } from './read-history.ts';
import { runCreatedEvents } from './run-events.ts';
import { RunEnding, type RunOutcome } from './run-outcome.ts';
import { createRunRecorder, type RunRecorder } from './run-recorder.ts';

/** Runs agents. Every change to a run goes through here. */
export interface Runner {
  /** Adds the messages that come with it to the thread, and starts an agent on it. */
  start(threadId: string, input: RunInput): Promise<Run>;
  /** Stops a run; one that has ended stays as it is. Null where there is no such run. */
  cancel(threadId: string, runId: string): Promise<Run | null>;
  /** Deletes a thread, its run stopped first if it has one; false where there is no such thread. */
  deleteThread(threadId: string): Promise<boolean>;
  /** Ends the runs that an earlier hub left in flight. */
  recover(): Promise<void>;
  /** Ends all runs, and settles once they have. */
  close(): Promise<void>;
}

/** What a runner stands on. */
export interface RunnerDependencies {
  db: Database;
  log: DeltaLog;
  agents: AgentCatalog;
  provider: Provider;
  /** How long a run may last, in milliseconds. */
  runTimeout: number;
  /** Told what goes wrong and has no client to be told. */
  report: (problem: string, error: unknown) => void;
}

interface RunInFlight {
  threadId: string;
  recorder: RunRecorder;
  controller: AbortController;
  ended: Promise<void>;
}

const HUB_WAS_LOST: RunOutcome = {
  status: 'failed',
  message: 'The hub stopped while this run was in flight. What had come by then is kept; try again.',
};

const HUB_STOPS: RunOutcome = {
  status: 'failed',
  message: 'The hub was shut down while this run was in flight. What had come by then is kept; try again.',
};

/** A runner. It does nothing until it is asked. */
export function createRunner(dependencies: RunnerDependencies): Runner {
  const { db, log, agents, runTimeout, report } = dependencies;
  const inFlight = new Map<string, RunInFlight>();
  const closing = new AbortController();

  function execute(row: RunRow): void {
    const controller = new AbortController();
    const recorder = createRunRecorder(log, row, (error) => {
      report(`Run ${row.id} could not be written`, error);
      controller.abort(
        new RunEnding({ status: 'failed', message: 'The hub could not write to its database.' }),
      );
    });
    const ended = executeRun(dependencies, row, recorder, controller, closing.signal).finally(() =>
      inFlight.delete(row.id),
    );
    inFlight.set(row.id, { threadId: row.threadId, recorder, controller, ended });
  }

  /** Ends a run whose writer is gone, as the next attempt at it. */
  async function takeOver(row: RunRow, outcome: RunOutcome): Promise<void> {
    const history = await readHistory(log, row);
    const next = { ...row, attempt: row.attempt + 1 };
    const recorder = createRunRecorder(
      log,
      next,
      (error) => report(`Run ${row.id} could not be ended`, error),
      history,
    );
    await recorder.settle(outcome);
  }

  async function stop(runId: string, outcome: RunOutcome): Promise<void> {
    const run = inFlight.get(runId);
    if (!run) return;
    run.controller.abort(new RunEnding(outcome));
    await run.ended;
  }

  return {
    async start(threadId, input) {
      const agent = agents.find(input.assistant_id);
      if (!agent) {
        throw new ApiProblem(404, `No assistant found with id '${input.assistant_id}'.`, {
          param: 'assistant_id',
        });
      }
      const row = newRun(threadId, { ...input, assistant_id: agent.id }, runTimeout);
      await log.append({
        runId: row.id,
        attempt: row.attempt,
        events: runCreatedEvents(row),
        async records(transaction) {
          if (!(await holdThread(transaction, threadId))) throw notFound('thread', threadId);
          if (await findActiveRun(transaction, threadId)) throw threadIsBusy();
          for (const message of input.additional_messages ?? []) {
            await insertMessage(transaction, threadId, message);
          }
          await insertRun(transaction, row);
        },
      });
      execute(row);
      return toRun(row);
    },

    async cancel(threadId, runId) {
      const row = await findRun(db, threadId, runId);
      if (!row || !isActive(row.status)) return row && toRun(row);
      const run = inFlight.get(runId);
      if (!run) {
        await takeOver(row, { status: 'cancelled' });
      } else if (!run.controller.signal.aborted) {
        // The abort is first: the request to the model ends now, whatever the database is busy with.
        const cancelling = run.recorder.changeStatus('cancelling');
        run.controller.abort(new RunEnding({ status: 'cancelled' }));
        await cancelling;
        return toRun({ ...row, status: 'cancelling' });
      }
      const now = await findRun(db, threadId, runId);
      return now && toRun(now);
    },

    async deleteThread(threadId) {
      const running = [...inFlight].filter(([, run]) => run.threadId === threadId).map(([runId]) => runId);
      await Promise.all(running.map((runId) => stop(runId, { status: 'cancelled' })));
      const deleted = await deleteThread(db, threadId);
      for (const runId of running) log.end(runId); // who still reads it learns that it is gone
      return deleted;
    },

    async recover() {
      for (const row of await allActiveRuns(db)) await takeOver(row, HUB_WAS_LOST);
    },

    async close() {
      closing.abort();
      await Promise.all([...inFlight.keys()].map((runId) => stop(runId, HUB_STOPS)));
    },
  };
}

function threadIsBusy(): ApiProblem {
  return new ApiProblem(
    409,
    'This thread already has an active run: wait until it has ended, or cancel it.',
    {
      code: 'active_run',
      headers: { 'x-should-retry': 'false' },
    },
  );
}
