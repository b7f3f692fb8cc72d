import { createId } from '../../protocol/ids.ts';
import { NO_SETTINGS } from '../../protocol/run-settings.ts';
import type { RunInput } from '../../protocol/run-input.ts';
import type { RunRow } from '../db/runs.ts';
import type { AskedAssistant } from './asked-assistant.ts';

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
  asked: AskedAssistant | null = null,
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
