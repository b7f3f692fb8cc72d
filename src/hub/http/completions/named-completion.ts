import type { Context } from 'hono';
import { ApiProblem } from '../api-problem.ts';
import { notFound } from '../../errors/refused-error.ts';
import type { Availability } from '../../db/availability.ts';
import type { Database } from '../../db/database.ts';
import { findRun } from '../../db/runs.ts';
import { findThread } from '../../db/threads.ts';
import type { HubEnv } from '../hub-env.ts';
import type { CompletionRun } from '../../runner/completion-sink.ts';
import type { Runner } from '../../runner/runner.ts';

/** As ids of messages are made: nobody can guess one that is not theirs. */
const MESSAGE_ID = /^msg_[\w-]{22,64}$/;

/**
 * Finds the run that a request for a completion names by its headers `thread_id` and `run_id`; the draft
 * gets the id of `message_id`, if there is one. Null where no run is named. Where the database is away it waits, so that
 * the run goes on.
 */
export function namedCompletion(db: Database, { outlive }: Availability, runner: Runner) {
  return async (context: Context<HubEnv>): Promise<CompletionRun | null> => {
    const { account, grant } = context.var;
    const threadId = context.req.header('thread_id');
    const runId = context.req.header('run_id');
    const messageId = context.req.header('message_id') ?? null;
    if (!threadId && !runId) {
      if (!grant) return null;
      throw new ApiProblem(
        400,
        "A run's token asks in its run's name: send the headers thread_id and run_id.",
      );
    }
    if (!threadId || !runId) {
      throw new ApiProblem(
        400,
        'A run is named by both headers, thread_id and run_id: send the other one too.',
      );
    }
    if (messageId !== null && !MESSAGE_ID.test(messageId)) {
      throw new ApiProblem(400, 'A message_id is "msg_" and at least 22 letters, digits, - or _.', {
        param: 'message_id',
      });
    }
    const thread = await outlive(() => findThread(db, account.id, threadId));
    if (!thread) throw notFound('thread', threadId);
    const run = await outlive(() => findRun(db, thread.id, runId));
    if (!run || (grant && grant.runId !== run.id)) throw notFound('run', runId);
    return runner.completionOf(run.id, messageId);
  };
}
