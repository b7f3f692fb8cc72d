import { createId } from '../../protocol/ids.ts';
import type { ChildRun, ChildRunInput } from '../../protocol/child-run.ts';
import type { RunStatus } from '../../protocol/run.ts';
import type { RunGrant, RunTokens } from '../accounts/run-tokens.ts';
import type { AgentCatalog } from '../agents/agent-catalog.ts';
import { notFound, RefusedError } from '../errors/refused-error.ts';
import type { Database } from '../db/database.ts';
import type { RunOnThread, RunRow } from '../db/runs.ts';
import { insertThread, type ThreadRow } from '../db/threads.ts';
import { forkOf, newChildOf, type ThreadCopier } from '../versions/thread-copier.ts';
import type { RunObserver } from './run-observer.ts';
import type { Runner } from './runner.ts';

/** How many runs agents may start, in all and one below the other, that go back to one run that no agent started. */
export const MAX_CHILD_RUNS = 16;
export const MAX_CHILD_DEPTH = 4;

/** The runs that agents start. */
export interface ChildRuns {
  /**
   * Runs another agent for the agent of a run.
   * @throws RefusedError if there is no such agent (`not_found`), the agent's own run has ended (`conflict`), or there are too many runs (`invalid`, `too_many`)
   */
  start(thread: ThreadRow, grant: RunGrant, input: ChildRunInput, signal: AbortSignal): Promise<ChildRun>;
  /** Must observe every run: runs that wait for its end start then. */
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

/** What is kept of a run until it ends. */
interface Kin {
  /** How many agents started one another's runs before this one. */
  depth: number;
  /** How many more runs may start. Shared by all runs that go back to the same one. */
  family: { left: number };
  /** The runs that it has started, which are cancelled with it. */
  children: RunOnThread[];
  /** What starts when it has ended. */
  next: (() => Promise<unknown>)[];
  /** Whether it was cancelled or has expired: nothing more may start from it. */
  isStopped: boolean;
}

/** After these ends of a run, nothing that waits for it starts. */
const STOPPED: readonly RunStatus[] = ['cancelled', 'expired'];

/** Creates an empty registry. It is in memory only: what waits for the end of a run is lost with the hub. */
export function createChildRuns(dependencies: ChildRunsDependencies): ChildRuns {
  const { db, agents, runner, runTokens, threadCopier, report } = dependencies;
  const kin = new Map<string, Kin>();
  let isClosed = false;

  /** Takes one of the family's places. Returns a function that releases it. */
  function takePlace({ depth, family }: Kin): () => void {
    if (depth >= MAX_CHILD_DEPTH) throw tooDeep();
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
    const own = kin.get(run.id)!; // the observer has just added it
    own.depth = parent.depth + 1;
    own.family = parent.family;
    return { run, own };
  }

  /** Runs something in the background, where a failure can only be reported. */
  function inBackground(what: () => Promise<unknown>): void {
    if (isClosed) return;
    what().catch((error: unknown) =>
      report('What an agent asked for at the end of a run could not be done', error),
    );
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
      if (mode === 'same' && query !== null) throw queryOnSameThread();
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
          if (parent.isStopped) throw runIsOver(runId); // the catch below deletes the thread, which cancels the run
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
        ended.isStopped = STOPPED.includes(status);
        if (status === 'cancelled')
          for (const { run, thread } of ended.children.filter((child) => kin.has(child.run.id)))
            inBackground(() => runner().cancel(thread, run));
        if (!ended.isStopped) for (const next of ended.next) inBackground(next);
      },
    },
    close() {
      isClosed = true;
    },
  };
}

function firstOfFamily(): Kin {
  return { depth: 0, family: { left: MAX_CHILD_RUNS }, children: [], next: [], isStopped: false };
}

function runIsOver(runId: string): RefusedError {
  return new RefusedError('conflict', `Run ${runId} has ended: it can no longer run an agent.`, {
    code: 'run_is_over',
  });
}

/** The conversation shows a query as the person's words, so that only threads of agents may have one. */
function queryOnSameThread(): RefusedError {
  return new RefusedError(
    'invalid',
    "A query would be shown as the person's words: run the agent on a fork or a child of the thread, or without a query.",
    { param: 'query' },
  );
}

function tooDeep(): RefusedError {
  return new RefusedError(
    'invalid',
    `Agents can run one another at most ${MAX_CHILD_DEPTH} levels deep, and this run is that deep: answer instead.`,
    { code: 'too_deep' },
  );
}

function tooMany(): RefusedError {
  return new RefusedError(
    'invalid',
    `The agents of one request can run at most ${MAX_CHILD_RUNS} others, and have done so: answer instead.`,
    { code: 'too_many_children' },
  );
}
