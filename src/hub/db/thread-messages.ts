import { and, eq, inArray, notExists, type SQL } from 'drizzle-orm';
import type { Database } from './database.ts';
import { messages, runs, runSteps, threads } from './schema.ts';

/** The child threads whose messages count as those of a thread. */
export interface CountedChildren {
  include_subthreads: boolean;
  /** Whether those count on which agents have run other agents. */
  include_child_runs: boolean;
}

/** All child threads count. */
export const ALL_CHILDREN: CountedChildren = { include_subthreads: true, include_child_runs: true };

/**
 * Returns the condition for the messages of a thread, and of its children on request: of all, or of those on which no
 * agent has run another one. The condition lists ids, because a query over both tables would scan all messages.
 */
export async function ofThread(db: Database, threadId: string, counted: CountedChildren): Promise<SQL> {
  if (!counted.include_subthreads) return eq(messages.threadId, threadId);
  // The step of a child run has the id of that run.
  const childRuns = db
    .select({ id: runs.id })
    .from(runs)
    .innerJoin(runSteps, eq(runSteps.id, runs.id))
    .where(eq(runs.threadId, threads.id));
  const children = await db
    .select({ id: threads.id })
    .from(threads)
    .where(
      and(eq(threads.parentId, threadId), counted.include_child_runs ? undefined : notExists(childRuns)),
    );
  return inArray(messages.threadId, [threadId, ...children.map(({ id }) => id)]);
}
