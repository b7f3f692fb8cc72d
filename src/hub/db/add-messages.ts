import { withRuleTitle } from '../titles/rule-title.ts';
import type { Database } from './database.ts';
import { firstMessage, insertMessages, type MessageRow } from './messages.ts';
import { touchThread, updateThread, type ThreadRow } from './threads.ts';

/**
 * Adds messages to a thread that is there, which goes to the top of its account's list, and gets a title with the
 * first that a person says in it.
 * @returns the thread as it is now; null where there is none of that id
 */
export async function addMessages(
  transaction: Database,
  threadId: string,
  messages: MessageRow[],
): Promise<ThreadRow | null> {
  const thread = await touchThread(transaction, threadId); // nobody else changes it until this is done
  if (!thread) return null;
  const titled = withRuleTitle(thread, messages);
  const isTitled = titled !== thread && !(await firstMessage(transaction, threadId, 'user'));
  if (isTitled) await updateThread(transaction, threadId, titled.metadata);
  await insertMessages(transaction, messages);
  return isTitled ? titled : thread;
}
