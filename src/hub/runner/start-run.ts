import type { RunInput } from '../../protocol/run-input.ts';
import { notFound } from '../http/api-problem.ts';
import type { Database } from '../db/database.ts';
import { claimKey, type Repeatable } from '../db/idempotency-keys.ts';
import { insertMessages, newMessage } from '../db/messages.ts';
import { findActiveRun, insertRun, type RunRow } from '../db/runs.ts';
import { insertThread, updateThread, type ThreadRow } from '../db/threads.ts';
import { addMessages, withRuleTitle } from '../titles/rule-title.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import { withAgentId } from './agent-ids.ts';
import { runCreatedEvents } from '../delta-log/run-events.ts';
import { threadIsBusy } from './run-places.ts';

/** A run that is asked for. */
export interface RunRequest {
  thread: ThreadRow;
  /** Whether the thread is made with the run. */
  isNewThread: boolean;
  input: RunInput;
  repeatable: Repeatable;
}

/** A run that is to be written: what has asked for it is null where that is no request for a run. */
type NewRun = Omit<RunRequest, 'repeatable'> & { repeatable: Repeatable | null };

/**
 * Writes a new run: its thread and messages, as far as they come with it, its row and its first events, in
 * one transaction. Others write in the same one, so what can be refused is refused before: see `RunPlaces` and `MadeRuns`.
 * @throws ApiProblem where the thread is gone meanwhile (404), or has a run that this hub does not write (409)
 */
export async function writeNewRun(
  log: DeltaLog,
  row: RunRow,
  { thread, isNewThread, input, repeatable }: NewRun,
): Promise<void> {
  const messages = (input.additional_messages ?? []).map(
    (message) => newMessage(thread.id, message, row.createdAt), // not later: the run would belong to the turn before
  );
  const titled = isNewThread ? withRuleTitle(thread, messages) : null;
  const newThread = titled && { ...titled, metadata: withAgentId(titled.metadata, row.assistantId) };

  async function records(transaction: Database): Promise<void> {
    if (repeatable) await claimKey(transaction, repeatable, row.id);
    if (newThread) {
      await insertThread(transaction, newThread);
      await insertMessages(transaction, messages);
    } else {
      const kept = await addMessages(transaction, thread.id, messages);
      if (!kept) throw notFound('thread', thread.id);
      const metadata = withAgentId(kept.metadata, row.assistantId);
      if (metadata !== kept.metadata) await updateThread(transaction, thread.id, metadata);
    }
    if (await findActiveRun(transaction, thread.id)) throw threadIsBusy();
    await insertRun(transaction, row);
  }

  const events = runCreatedEvents(row, newThread);
  await log.append({ runId: row.id, attempt: row.attempt, events, records });
}
