import { threadPath } from '../../client/thread-path.ts';
import { runSchema, type Run } from '../../protocol/run.ts';
import { requestJson } from './http.ts';
import { threadKey } from './threads.ts';

/** The key of the mutation that starts a run on a thread. */
export function startRunKey(threadId: string) {
  return [...threadKey(threadId), 'start-run'] as const;
}

/** What a person says, named by a key of its own: the hub takes it once. */
export interface KeyedText {
  key: string;
  text: string;
  /** The message of another thread whose place it takes there. */
  editedFrom?: string;
}

/** Starts a run of an agent, with the person's message if there is one: the hub adds both in one step. */
export function createRun(threadId: string, assistantId: string, message: KeyedText | null): Promise<Run> {
  return requestJson(runSchema, `${threadPath(threadId)}/runs`, {
    body: { assistant_id: assistantId, additional_messages: message ? [messageInput(message)] : [] },
    ...(message && { idempotencyKey: `${message.key}.run` }),
  });
}

function messageInput({ text, editedFrom }: KeyedText) {
  const metadata = editedFrom === undefined ? null : { edited_from: editedFrom };
  return { role: 'user', content: text, ...(metadata && { metadata }) };
}
