import { createId } from '../../protocol/ids.ts';
import type { ChildRun, ChildRunInput } from '../../protocol/child-run.ts';
import type { RunStatus } from '../../protocol/run.ts';
import type { RunGrant, RunTokens } from '../accounts/run-tokens.ts';
import type { AgentCatalog } from '../agents/agent-catalog.ts';
import { ApiProblem, notFound } from '../api-problem.ts';
import type { Database } from '../db/database.ts';
import type { RunOnThread, RunRow } from '../db/runs.ts';
import { insertThread, type ThreadRow } from '../db/threads.ts';
import { forkOf, newChildOf, type ThreadCopier } from '../versions/thread-copier.ts';
import type { RunObserver, Runner } from './runner.ts';

/** How many runs follow from one that nobody's agent has begun, and how many of them one from the other. */
export const MOST_CHILDREN = 16;
export const DEEPEST_CHILD = 4;

/** The runs that agents begin, by which one another. */
export interface ChildRuns {
  /**
   * Runs another agent for the agent of a run.
   * @throws ApiProblem where there is no such agent (404), or there are too many runs (400, 429)
   */
  start(thread: ThreadRow, grant: RunGrant, input: ChildRunInput, signal: AbortSignal): Promise<ChildRun>;
  /** Has to be told of every run: what waits for its end begins then. */
  observer: RunObserver;
  /** From now on, nothing begins. */
  close(): void;
}

interface ChildRunsDependencies {
  db: Database;
  agents: AgentCatalog;
  /** The runner, which tells of its runs; asked for once they begin. */
  runner: () => Runner;
  runTokens: RunTokens;
  threadCopier: ThreadCopier;
  report: (problem: string, error: unknown) => void;
}

/** What is known of a run until it ends. */
interface Kin {
  /** How many runs one has begun the other, up to this one. */
  depth: number;
  /** How many more may begin. Shared by all that follow from the same run. */
  family: { left: number };
  /** What it has begun, and has not ended. */
  children: RunOnThread[];
  /** What begins once it has ended. */
  next: (() => Promise<unknown>)[];
  /** Whether it was stopped: nothing more follows from it. */
  isStopped: boolean;
}

/** How a run ends after which nothing follows that waits for it. */
const NOTHING_AFTER: readonly RunStatus[] = ['cancelled', 'expired'];

/** No runs, to begin with. What waits for the end of a run is forgotten with the hub, as is the run. */
export function createChildRuns(dependencies: ChildRunsDependencies): ChildRuns {
  const { db, agents, runner, runTokens, threadCopier, report } = dependencies;
  const kin = new Map<string, Kin>();
  let isClosed = false;

  /** Takes one place of the family. Returns what gives it back. */
  function takePlace({ depth, family }: Kin): () => void {
    if (depth >= DEEPEST_CHILD) throw tooDeep();
    if (family.left === 0) throw tooMany();
    family.left -= 1;
    return () => void (family.left += 1);
  }

  async function begin(
    thread: ThreadRow,
    agentId: string,
    query: string | null,
    parent: Kin,
  ): Promise<{ run: RunRow; own: Kin }> {
    const run = await runner().start({
      thread,
      isNewThread: false,
      input: {
        assistant_id: agentId,
        ...(query !== null && { additional_messages: [{ role: 'user', content: query, metadata: {} }] }),
      },
      repeatable: { accountId: thread.accountId, fingerprint: createId('run'), key: null, isRetry: false },
    });
    const own = kin.get(run.id)!; // it has only just begun
    own.depth = parent.depth + 1;
    own.family = parent.family;
    return { run, own };
  }

  /** Begins something whose failure nobody waits for. */
  function later(what: () => Promise<unknown>): void {
    if (isClosed) return;
    what().catch((error: unknown) => report('A run that an agent asked for could not begin', error));
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
      const called = agents.find(input.assistant_id)?.id;
      if (called === undefined) throw notFound('assistant', input.assistant_id);
      if (mode === 'same' && query !== null) throw notAsThePerson();
      const parent = kin.get(runId);
      if (!parent) throw runIsOver(runId);
      const leave = takePlace(parent);

      function callBack(child: ThreadRow, own: Kin): void {
        if (!callback) return;
        own.next.push(async () => {
          takePlace(own);
          const again = await begin(child, agentId, null, own);
          if (child.id !== threadId) runTokens.allow(again.run.id, threadId);
        });
      }

      if (mode === 'same') {
        parent.next.push(async () => callBack(thread, (await begin(thread, called, null, parent)).own));
        return { object: 'thread.run.child', thread_id: thread.id, run_id: null };
      }
      try {
        const child = await makeThread(thread, mode, signal);
        try {
          if (parent.isStopped) throw runIsOver(runId);
          const { run, own } = await begin(child, called, query, parent);
          if (parent.isStopped) throw runIsOver(runId); // its thread is deleted, and its run is stopped before
          parent.children.push({ run, thread: child });
          callBack(child, own);
          if (kin.has(runId)) runTokens.allow(runId, child.id);
          return { object: 'thread.run.child', thread_id: child.id, run_id: run.id };
        } catch (error) {
          await runner().deleteThreads([child]);
          throw error;
        }
      } catch (error) {
        leave();
        throw error;
      }
    },
    observer: {
      runBegan: ({ id }) => void kin.set(id, firstOfFamily()),
      runEnded({ id, status }) {
        runTokens.forget(id);
        const ended = kin.get(id);
        if (!ended) return;
        kin.delete(id);
        ended.isStopped = NOTHING_AFTER.includes(status);
        if (status === 'cancelled')
          for (const { run, thread } of ended.children) later(() => runner().cancel(thread, run));
        if (!ended.isStopped) for (const next of ended.next) later(next);
      },
    },
    close() {
      isClosed = true;
    },
  };
}

function firstOfFamily(): Kin {
  return { depth: 0, family: { left: MOST_CHILDREN }, children: [], next: [], isStopped: false };
}

function runIsOver(runId: string): ApiProblem {
  return new ApiProblem(409, `Run ${runId} has ended: it runs no agent any more.`, { code: 'run_is_over' });
}

/** A query is shown in the conversation as what a person said: that is for threads of the agents' own. */
function notAsThePerson(): ApiProblem {
  return new ApiProblem(
    400,
    "A query would be shown as the person's words: run the agent on a fork or a child of the thread, or without a query.",
    { param: 'query' },
  );
}

function tooDeep(): ApiProblem {
  return new ApiProblem(
    400,
    `An agent that was run by an agent, and so on, runs no other one after ${DEEPEST_CHILD} of them: answer instead.`,
    { code: 'too_deep' },
  );
}

function tooMany(): ApiProblem {
  return new ApiProblem(
    400,
    `The agents of one request run at most ${MOST_CHILDREN} others, and have done so: answer instead.`,
    { code: 'too_many_children' },
  );
}
