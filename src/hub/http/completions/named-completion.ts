import type { Context } from 'hono';
import { ApiProblem } from '../api-problem.ts';
import { notFound } from '../../errors/refused-error.ts';
import type { Availability } from '../../db/availability.ts';
import type { Database } from '../../db/database.ts';
import { findRun } from '../../db/runs.ts';
import { findThread } from '../../db/threads.ts';
import type { HubEnv } from '../hub-env.ts';
import type { CompletionRun } from '../../runner/recording/completion-sink.ts';
import type { Runner } from '../../runner/runner.ts';

/** The form of message ids. An id that is long enough cannot be guessed. */
const MESSAGE_ID = /^msg_[\w-]{22,64}$/;

/**
 * Returns a function that finds the run in the headers `thread_id` and `run_id` of a completion request; null if
 * the request names no run. The draft gets the id in `message_id`, if there is one. While the database is
 * unavailable, it waits, so that the run continues.
 */
export function namedCompletion(db: Database, { withRetry }: Availability, runner: Runner) {
  return async (context: Context<HubEnv>): Promise<CompletionRun | null> => {
    const { account, grant } = context.var;
    const threadId = context.req.header('thread_id');
    const runId = context.req.header('run_id');
    const messageId = context.req.header('message_id') ?? null;
    if (!threadId && !runId) {
      if (!grant) return null;
      throw new ApiProblem(
        400,
        "A run's token works only for its run. Send the headers thread_id and run_id.",
      );
    }
    if (!threadId || !runId) {
      throw new ApiProblem(400, 'Send both headers, thread_id and run_id, to name a run.');
    }
    if (messageId !== null && !MESSAGE_ID.test(messageId)) {
      throw new ApiProblem(
        400,
        'The header message_id must be "msg_" followed by 22 to 64 letters, digits, "-" or "_".',
        {
          param: 'message_id',
        },
      );
    }
    const thread = await withRetry(() => findThread(db, account.id, threadId));
    if (!thread) throw notFound('thread', threadId);
    const run = await withRetry(() => findRun(db, thread.id, runId));
    if (!run || (grant && grant.runId !== run.id)) throw notFound('run', runId);
    return runner.completionOf(run.id, messageId);
  };
}
