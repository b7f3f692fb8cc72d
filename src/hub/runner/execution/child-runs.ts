import { createId } from '../../../protocol/ids.ts';
import type { RunStatus } from '../../../protocol/run.ts';
import type { RunTokens } from '../../accounts/run-tokens.ts';
import type { AgentCatalog } from '../../agents/agent-catalog.ts';
import { notFound, RefusedError } from '../../errors/refused-error.ts';
import type { Database } from '../../db/database.ts';
import type { RunOnThread, RunRow } from '../../db/runs.ts';
import { insertThread, type ThreadRow } from '../../db/threads.ts';
import { forkOf, newChildOf, type ThreadCopier } from '../../versions/thread-copier.ts';
import { repliesOfRun } from './replies-of-run.ts';
import type { AgentCalls } from './other-runs.ts';
import type { RunObserver } from '../run-observer.ts';
import type { Runner } from '../runner.ts';

/** Maximum number of runs that agents may start from one run, directly and indirectly. */
export const MAX_CHILD_RUNS = 16;
/** Maximum depth of the runs that agents start. */
export const MAX_CHILD_DEPTH = 4;

/** The runs that agents start. */
export interface ChildRuns extends AgentCalls {
  /** Must observe every run. When a run ends, the runs that wait for its end start. */
  observer: RunObserver;
  /** After this, no waiting run starts. */
  close(): void;
}

interface ChildRunsDependencies {
  db: Database;
  agents: AgentCatalog;
  /** A function, because the runner is created after its observers. */
  runner: () => Runner;
  runTokens: RunTokens;
  threadCopier: ThreadCopier;
  report: (problem: string, error: unknown) => void;
}

/** State of a run until it ends. */
interface RunFamily {
  /** The number of ancestors: the run that started this one, the run that started that one, and so on. */
  depth: number;
  /** Number of runs that may still start. All runs that come from the same run share it. */
  family: { left: number };
  /** The runs that it has started. They are cancelled with it. */
  children: RunOnThread[];
  /** Called when the run has ended, unless it was stopped. */
  followUps: (() => Promise<unknown>)[];
  /** Called when the run has ended. */
  onEnd: (() => void)[];
  /** Whether it was cancelled or has expired. Then no further run may start from it. */
  isStopped: boolean;
}

/** If a run ends with one of these, no waiting run starts. */
const STOPPED: readonly RunStatus[] = ['cancelled', 'expired'];

const NOT_STARTED = 'A run that waited for the end of another run could not start';
const NOT_CANCELLED = 'A run that an agent has started could not be cancelled';

/**
 * Creates an empty registry. It is in memory only: runs that wait for the end of another run are lost when the hub
 * exits.
 */
export function createChildRuns(dependencies: ChildRunsDependencies): ChildRuns {
  const { db, agents, runner, runTokens, threadCopier, report } = dependencies;
  const families = new Map<string, RunFamily>();
  let isClosed = false;

  /** Takes one of the family's slots. Returns a function that releases it. */
  function takeSlot({ depth, family }: RunFamily): () => void {
    if (depth >= MAX_CHILD_DEPTH) throw tooDeep();
    if (family.left === 0) throw tooMany();
    family.left -= 1;
    return () => void (family.left += 1);
  }

  async function begin(
    thread: ThreadRow,
    agentId: string,
    query: string | null,
    parent: RunFamily,
  ): Promise<{ run: RunRow; own: RunFamily }> {
    const run = await runner().start({
      thread,
      isNewThread: false,
      input: {
        assistant_id: agentId,
        ...(query !== null && { additional_messages: [{ role: 'user', content: query, metadata: {} }] }),
      },
      repeatable: { accountId: thread.accountId, fingerprint: createId('run'), key: null, isRetry: false },
    });
    const own = families.get(run.id)!; // the observer has just added it
    own.depth = parent.depth + 1;
    own.family = parent.family;
    return { run, own };
  }

  /** Runs something in the background, where a failure can only be reported. */
  function inBackground(problem: string, work: () => Promise<unknown>): void {
    if (isClosed) return;
    work().catch((error: unknown) => report(problem, error));
  }

  async function makeThread(
    thread: ThreadRow,
    mode: 'fork' | 'child',
    signal: AbortSignal,
  ): Promise<ThreadRow> {
    if (mode === 'fork') {
      const copy = await forkOf(db, thread, {});
      return threadCopier.make(copy, { signal, once: shownAtOnce });
    }
    const child = newChildOf(thread, null);
    await insertThread(db, child);
    return child;
  }

  async function shownAtOnce(id: string, show: (transaction: Database) => Promise<void>): Promise<string> {
    await db.transaction(show);
    return id;
  }

  return {
    async start(thread, { runId, agentId, threadId }, input, signal) {
      const { query = null, thread_mode: mode, callback } = input;
      const calledId = agents.find(input.assistant_id)?.id;
      if (calledId === undefined) throw notFound('assistant', input.assistant_id);
      if (mode === 'same' && query !== null) throw queryOnSameThread();
      const parent = families.get(runId);
      if (!parent) throw runIsOver(runId);
      const releaseSlot = takeSlot(parent);

      function callBack(child: ThreadRow, own: RunFamily): void {
        if (!callback) return;
        own.followUps.push(async () => {
          takeSlot(own);
          const again = await begin(child, agentId, null, own);
          if (child.id !== threadId) runTokens.allow(again.run.id, threadId);
        });
      }

      if (mode === 'same') {
        parent.followUps.push(async () =>
          callBack(thread, (await begin(thread, calledId, null, parent)).own),
        );
        return { object: 'thread.run.child', thread_id: thread.id, run_id: null };
      }
      try {
        const child = await makeThread(thread, mode, signal);
        try {
          if (parent.isStopped) throw runIsOver(runId);
          const { run, own } = await begin(child, calledId, query, parent);
          if (parent.isStopped) throw runIsOver(runId); // the catch below deletes the thread, which cancels the run
          parent.children.push({ run, thread: child });
          runner().childBegan(runId, run);
          callBack(child, own);
          if (families.has(runId)) runTokens.allow(runId, child.id);
          return { object: 'thread.run.child', thread_id: child.id, run_id: run.id };
        } catch (error) {
          await runner().deleteThreads([child]);
          throw error;
        }
      } catch (error) {
        releaseSlot();
        throw error;
      }
    },
    async repliesOf(runId) {
      await new Promise<void>((resolve) => {
        const active = families.get(runId);
        if (active) active.onEnd.push(resolve);
        else resolve();
      });
      return repliesOfRun(db, runId);
    },
    observer: {
      runBegan: ({ id }) => void families.set(id, firstOfFamily()),
      runEnded({ id, status }) {
        runTokens.forget(id);
        const ended = families.get(id);
        if (!ended) return;
        families.delete(id);
        ended.isStopped = STOPPED.includes(status);
        for (const onEnd of ended.onEnd) onEnd();
        if (status === 'cancelled')
          for (const { run, thread } of ended.children.filter((child) => families.has(child.run.id)))
            inBackground(NOT_CANCELLED, () => runner().cancel(thread, run));
        if (!ended.isStopped) for (const followUp of ended.followUps) inBackground(NOT_STARTED, followUp);
      },
    },
    close() {
      isClosed = true;
    },
  };
}

function firstOfFamily(): RunFamily {
  return {
    depth: 0,
    family: { left: MAX_CHILD_RUNS },
    children: [],
    followUps: [],
    onEnd: [],
    isStopped: false,
  };
}

function runIsOver(runId: string): RefusedError {
  return new RefusedError('conflict', `Run ${runId} has ended, so it can run no more agents.`, {
    code: 'run_is_over',
  });
}

/** The conversation shows a query as a message of the person, so a query is allowed only on threads of agents. */
function queryOnSameThread(): RefusedError {
  return new RefusedError(
    'invalid',
    'On the same thread, a query would look like a message of the person. Run the agent on a fork or a child of the thread, or leave out the query.',
    { param: 'query' },
  );
}

function tooDeep(): RefusedError {
  return new RefusedError(
    'invalid',
    `Agents can run other agents at most ${MAX_CHILD_DEPTH} levels deep, and this run is at that depth. Answer without another agent.`,
    { code: 'too_deep' },
  );
}

function tooMany(): RefusedError {
  return new RefusedError(
    'invalid',
    `The agents of one request can run at most ${MAX_CHILD_RUNS} other agents, and have done so. Answer without another agent.`,
    { code: 'too_many_children' },
  );
}
