import { createId } from '../../protocol/ids.ts';
import { metadataSchema, type Metadata } from '../../protocol/metadata.ts';
import { NO_SETTINGS } from '../../protocol/run-settings.ts';
import type { RunInput } from '../../protocol/run-input.ts';
import { addMessages } from '../db/add-messages.ts';
import type { Database } from '../db/database.ts';
import { claimKey, type Repeatable } from '../db/idempotency-keys.ts';
import { insertMessages, newMessage } from '../db/messages.ts';
import { findActiveRun, insertRun, type RunRow } from '../db/runs.ts';
import { insertThread, updateThread, type ThreadRow } from '../db/threads.ts';
import { notFound } from '../errors/refused-error.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import { runCreatedEvents } from '../delta-log/run-events.ts';
import { withRuleTitle } from '../titles/title-origin.ts';
import type { RequestedAssistant } from './requested-assistant.ts';
import { threadIsBusy } from './run-slots.ts';

/**
 * Creates the row of a queued run. The row is not written yet.
 * @param timeout maximum duration of the run, in milliseconds
 * @param fingerprint the hash of the request that creates it
 * @param assistant the assistant to run; without it, the one in the request
 */
export function newRun(
  threadId: string,
  input: RunInput,
  timeout: number,
  fingerprint: string | null = null,
  assistant: RequestedAssistant | null = null,
): RunRow {
  const { metadata, parent_run_id: parent } = input;
  const ownInstructions = input.instructions ?? assistant?.instructions;
  const instructions = [ownInstructions, input.additional_instructions].filter(Boolean).join('\n\n');
  const createdAt = new Date();
  return {
    id: createId('run'),
    threadId,
    assistantId: assistant?.id ?? input.assistant_id,
    status: 'queued',
    model: input.model ?? assistant?.model ?? null,
    instructions: instructions || null,
    metadata: { ...(parent && { parent_run_id: parent }), ...metadata },
    attempt: 1,
    delegated: input.delegate_execution ?? false,
    fingerprint,
    lastError: null,
    truncation: input.truncation_strategy?.type === 'last_messages' ? input.truncation_strategy : null,
    settings: assistant?.settings ?? NO_SETTINGS,
    requiredCalls: null,
    requests: null,
    resumable: false,
    usage: null,
    notices: [],
    incompleteReason: null,
    deltas: null,
    lastEventId: null,
    createdAt,
    startedAt: null,
    endedAt: null,
    expiresAt: new Date(createdAt.getTime() + timeout),
  };
}

/** A request for a run. */
export interface RunRequest {
  thread: ThreadRow;
  /** Whether the thread is created with the run. */
  isNewThread: boolean;
  input: RunInput;
  repeatable: Repeatable;
}

/** A run to write. `repeatable` is null if the run does not come from a request for a run. */
type NewRun = Omit<RunRequest, 'repeatable'> & { repeatable: Repeatable | null };

/**
 * Writes a new run in one transaction: its thread and messages if they come with it, its row and its first events.
 * Other runs may be written in the same transaction, so everything that can be refused is refused before: see
 * `RunSlots` and `IdempotentRuns`.
 * @throws RefusedError if the thread was deleted meanwhile (`not_found`), or has a run that this hub does not write
 * (`conflict`)
 */
export async function writeNewRun(
  log: DeltaLog,
  row: RunRow,
  { thread, isNewThread, input, repeatable }: NewRun,
): Promise<void> {
  const messages = (input.additional_messages ?? []).map(
    (message) => newMessage(thread.id, message, row.createdAt), // not later: otherwise the run would belong to the previous turn
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

/**
 * Returns a thread's metadata with this agent added to `agent_ids`. NEAR AI's clients read there which agent a
 * thread belongs to: the first one. If the metadata has no room, the agent is left out.
 */
function withAgentId(metadata: Metadata, agentId: string): Metadata {
  const known = metadata['agent_ids']?.split(',') ?? [];
  if (known.includes(agentId)) return metadata;
  const named = metadataSchema.safeParse({ ...metadata, agent_ids: [...known, agentId].join(',') });
  return named.success ? named.data : metadata;
}
