import { threadPath } from '../client/paths.ts';
import { messageSchema, type Message } from '../protocol/message.ts';
import { pageSchema } from '../protocol/page.ts';
import type { Run } from '../protocol/run.ts';
import type { Hub } from './hub.ts';

/** Loads the messages of a thread after the message `after`, oldest first; all messages if `after` is null. */
export function messagesAfter(hub: Hub, threadId: string, after: string | null): Promise<Message[]> {
  const { signal } = new AbortController();
  return hub.requestAllPages(messageSchema, `${threadPath(threadId)}/messages?include_child_runs=false`, {
    after,
    signal,
  });
}

/** Loads the last messages of a thread, oldest first. `count` is at most 100. */
export async function lastMessages(hub: Hub, threadId: string, count: number): Promise<Message[]> {
  const path = `${threadPath(threadId)}/messages?include_child_runs=false&order=desc&limit=${count}`;
  const { data } = await hub.requestJson(pageSchema(messageSchema), path);
  return data.toReversed();
}

/** Loads the replies of a run. */
export async function messagesOf(hub: Hub, run: Run): Promise<Message[]> {
  const messages = await messagesAfter(hub, run.thread_id, null);
  return messages.filter(({ run_id, role }) => role === 'assistant' && run_id === run.id);
}
