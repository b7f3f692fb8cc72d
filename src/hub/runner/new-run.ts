import { createId } from '../../protocol/ids.ts';
import type { RunInput } from '../../protocol/run-input.ts';
import type { RunRow } from '../db/runs.ts';

/**
 * A run that waits for its agent to begin.
 * @param timeout how long it may last, in milliseconds
 * @param fingerprint the request that makes it, hashed
 */
export function newRun(
  threadId: string,
  input: RunInput,
  timeout: number,
  fingerprint: string | null = null,
): RunRow {
  const { assistant_id: assistantId, model, metadata } = input;
  const instructions = [input.instructions, input.additional_instructions].filter(Boolean).join('\n\n');
  const createdAt = new Date();
  return {
    id: createId('run'),
    threadId,
    assistantId,
    status: 'queued',
    model: model ?? null,
    instructions: instructions || null,
    metadata: metadata ?? {},
    attempt: 1,
    delegated: input.delegate_execution ?? false,
    fingerprint,
    lastError: null,
    truncation: input.truncation_strategy?.type === 'last_messages' ? input.truncation_strategy : null,
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
