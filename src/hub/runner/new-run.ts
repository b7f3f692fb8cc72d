import { createId } from '../../protocol/ids.ts';
import type { RunInput } from '../../protocol/run.ts';
import type { RunRow } from '../db/runs.ts';

/**
 * A run that waits for its agent to begin.
 * @param timeout how long it may last, in milliseconds
 */
export function newRun(
  threadId: string,
  { assistant_id: assistantId, model, instructions, metadata }: RunInput,
  timeout: number,
): RunRow {
  const createdAt = new Date();
  return {
    id: createId('run'),
    threadId,
    assistantId,
    status: 'queued',
    model: model ?? null,
    instructions: instructions ?? null,
    metadata: metadata ?? {},
    attempt: 1,
    lastError: null,
    deltas: null,
    lastEventId: null,
    createdAt,
    startedAt: null,
    endedAt: null,
    expiresAt: new Date(createdAt.getTime() + timeout),
  };
}
