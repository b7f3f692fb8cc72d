import type { RunInput } from '../../protocol/run-input.ts';
import { ApiProblem, notFound } from '../api-problem.ts';
import type { Database } from '../db/database.ts';
import { AlreadyMadeError, claimKey, type Repeatable } from '../db/idempotency-keys.ts';
import { insertMessages, newMessage } from '../db/messages.ts';
import { countActiveRuns, findActiveRun, findRepeatedRun, insertRun, type RunRow } from '../db/runs.ts';
import { insertThread, type ThreadRow } from '../db/threads.ts';
import { addMessages, withRuleTitle } from '../titles/rule-title.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import { runCreatedEvents } from './run-events.ts';

/** For how long a client's repeated request means the run that it has made, in milliseconds. */
const REPETITION = 60_000;

/** A run that is asked for. */
export interface RunRequest {
  thread: ThreadRow;
  /** Whether the thread is made with the run. */
  isNewThread: boolean;
  input: RunInput;
  repeatable: Repeatable;
}

/**
 * Writes a new run: its thread and messages, as far as they come with it, its row and its first events, in
 * one transaction.
 * @param maxRuns how many runs an account may have under way
 * @throws AlreadyMadeError where an earlier request has made it
 * @throws ApiProblem where the thread is gone (404) or busy (409), or the account has too many runs (429)
 */
export async function writeNewRun(
  log: DeltaLog,
  row: RunRow,
  { thread, isNewThread, input, repeatable }: RunRequest,
  maxRuns: number,
): Promise<void> {
  const messages = (input.additional_messages ?? []).map(
    (message) => newMessage(thread.id, message, row.createdAt), // not later: the run would belong to the turn before
  );
  const newThread = isNewThread ? withRuleTitle(thread, messages) : null;

  async function records(transaction: Database): Promise<void> {
    await claimKey(transaction, repeatable, row.id);
    if (repeatable.isRetry) await attachToEarlier(transaction, repeatable);
    if (newThread) {
      await insertThread(transaction, newThread);
      await insertMessages(transaction, messages);
    } else if (!(await addMessages(transaction, thread.id, messages))) throw notFound('thread', thread.id);
    if (await findActiveRun(transaction, thread.id)) throw threadIsBusy();
    if ((await countActiveRuns(transaction, thread.accountId)) >= maxRuns) throw tooManyRuns(maxRuns);
    await insertRun(transaction, row);
  }

  const events = runCreatedEvents(row, newThread);
  await log.append({ runId: row.id, attempt: row.attempt, events, records });
}

async function attachToEarlier(transaction: Database, { accountId, fingerprint }: Repeatable): Promise<void> {
  const madeAfter = new Date(Date.now() - REPETITION);
  const earlier = await findRepeatedRun(transaction, accountId, fingerprint, madeAfter);
  if (earlier) throw new AlreadyMadeError(earlier.run.id);
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

function tooManyRuns(most: number): ApiProblem {
  return new ApiProblem(
    429,
    `This account has ${most} runs under way, and may have no more at once: wait until one has ended, or cancel it.`,
    { code: 'too_many_runs', headers: { 'retry-after': '5' } },
  );
}
