import { metadataSchema, type Metadata } from '../../protocol/metadata.ts';
import { titleFromMessage } from '../../protocol/title-from-message.ts';
import type { MessageRow } from '../db/messages.ts';
import type { ThreadRow } from '../db/threads.ts';

/**
 * Returns a thread with a title that is derived from the first user message of these messages. An existing title is
 * kept. Child threads get none, because no list shows them.
 */
export function withRuleTitle(thread: ThreadRow, messages: readonly MessageRow[]): ThreadRow {
  const message = messages.find(({ role }) => role === 'user');
  if (!message || thread.parentId !== null || thread.metadata['topic']) return thread;
  const metadata = { ...thread.metadata, topic: titleFromMessage(message.text), topic_by: 'rule' };
  // Without room in the metadata, the thread gets no title.
  return metadataSchema.safeParse(metadata).success ? { ...thread, metadata } : thread;
}

/**
 * Returns the new metadata of a thread when a client replaces it. A client that does not know `topic_by` sends it
 * unchanged. If such a client changes the title, the title counts as given by a person.
 */
export function withGivenTitle(before: Metadata, metadata: Metadata): Metadata {
  const isGiven = metadata['topic'] !== before['topic'] && metadata['topic_by'] === before['topic_by'];
  return isGiven && metadata['topic_by'] !== undefined ? { ...metadata, topic_by: 'person' } : metadata;
}
