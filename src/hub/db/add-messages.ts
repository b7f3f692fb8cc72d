import { withRuleTitle } from '../titles/title-origin.ts';
import type { Database } from './database.ts';
import { firstMessage, insertMessages, type MessageRow } from './messages.ts';
import { touchThread, updateThread, type ThreadRow } from './threads.ts';

/**
 * Adds messages to an existing thread, and moves the thread to the top of its account's list. The first user message
 * gives the thread a title.
 * @returns the updated thread; null if it does not exist
 */
export async function addMessages(
  transaction: Database,
  threadId: string,
  messages: MessageRow[],
): Promise<ThreadRow | null> {
  const thread = await touchThread(transaction, threadId); // this locks the thread until the transaction ends
  if (!thread) return null;
  const titled = withRuleTitle(thread, messages);
  const isTitled = titled !== thread && !(await firstMessage(transaction, threadId, 'user'));
  if (isTitled) await updateThread(transaction, threadId, titled.metadata);
  await insertMessages(transaction, messages);
  return isTitled ? titled : thread;
}
