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
import { withRuleTitle } from '../titles/rule-title.ts';
import type { RequestedAssistant } from './requested-assistant.ts';
import { threadIsBusy } from './run-slots.ts';

/**
 * A run that waits for its agent to begin.
 * @param timeout how long it may last, in milliseconds
 * @param fingerprint the request that makes it, hashed
 * @param asked who is to run; without it, whoever the request names
 */
export function newRun(
  threadId: string,
  input: RunInput,
  timeout: number,
  fingerprint: string | null = null,
  asked: RequestedAssistant | null = null,
): RunRow {
  const { metadata, parent_run_id: parent } = input;
  const ownInstructions = input.instructions ?? asked?.instructions;
  const instructions = [ownInstructions, input.additional_instructions].filter(Boolean).join('\n\n');
  const createdAt = new Date();
  return {
    id: createId('run'),
    threadId,
    assistantId: asked?.id ?? input.assistant_id,
    status: 'queued',
    model: input.model ?? asked?.model ?? null,
    instructions: instructions || null,
    metadata: { ...(parent && { parent_run_id: parent }), ...metadata },
    attempt: 1,
    delegated: input.delegate_execution ?? false,
    fingerprint,
    lastError: null,
    truncation: input.truncation_strategy?.type === 'last_messages' ? input.truncation_strategy : null,
    settings: asked?.settings ?? NO_SETTINGS,
    requiredCalls: null,
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
 * one transaction. Others write in the same one, so what can be refused is refused before: see `RunSlots` and `IdempotentRuns`.
 * @throws RefusedError if the thread was deleted meanwhile (`not_found`), or has a run that this hub does not write (`conflict`)
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

/**
 * A thread's metadata with this agent among those that were run on it. NEAR AI's clients read in `agent_ids`, as one
 * text, which agent a thread belongs to: the first. Where the metadata have no room, it is left out.
 */
function withAgentId(metadata: Metadata, agentId: string): Metadata {
  const known = metadata['agent_ids']?.split(',') ?? [];
  if (known.includes(agentId)) return metadata;
  const named = metadataSchema.safeParse({ ...metadata, agent_ids: [...known, agentId].join(',') });
  return named.success ? named.data : metadata;
}
