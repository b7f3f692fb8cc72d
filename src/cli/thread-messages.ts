import { threadPath } from '../client/paths.ts';
import { messageSchema, type Message } from '../protocol/message.ts';
import { pageSchema } from '../protocol/page.ts';
import type { Run } from '../protocol/run.ts';
import type { Hub } from './hub.ts';

/** The messages of a thread after one of them, oldest first; null: all. */
export function messagesAfter(hub: Hub, threadId: string, after: string | null): Promise<Message[]> {
  const { signal } = new AbortController();
  return hub.requestAllPages(messageSchema, `${threadPath(threadId)}/messages`, { after, signal });
}

/** The last messages of a thread, oldest first, at most a hundred. */
export async function lastMessages(hub: Hub, threadId: string, count: number): Promise<Message[]> {
  const path = `${threadPath(threadId)}/messages?order=desc&limit=${count}`;
  const { data } = await hub.requestJson(pageSchema(messageSchema), path);
  return data.toReversed();
}

/** What a run has said. */
export async function messagesOf(hub: Hub, run: Run): Promise<Message[]> {
  const messages = await messagesAfter(hub, run.thread_id, null);
  return messages.filter(({ run_id, role }) => role === 'assistant' && run_id === run.id);
}
