import { threadPath } from '../../client/thread-path.ts';
import { runSchema, type Run } from '../../protocol/run.ts';
import { requestJson } from './http.ts';
import { threadKey } from './threads.ts';

/** The key of the mutation that starts a run on a thread. */
export function startRunKey(threadId: string) {
  return [...threadKey(threadId), 'start-run'] as const;
}

/** What a run starts with, named by a key of its own: the hub starts it once. */
export interface KeyedText {
  key: string;
  /** What the person says; null: nothing, the agent answers what the thread has. */
  text: string | null;
}

/** Starts a run of an agent, with the person's message if there is one: the hub adds both in one step. */
export function createRun(threadId: string, assistantId: string, start: KeyedText | null): Promise<Run> {
  const text = start?.text ?? null;
  return requestJson(runSchema, `${threadPath(threadId)}/runs`, {
    body: {
      assistant_id: assistantId,
      additional_messages: text === null ? [] : [{ role: 'user', content: text }],
    },
    ...(start && { idempotencyKey: `${start.key}.run` }),
  });
}
