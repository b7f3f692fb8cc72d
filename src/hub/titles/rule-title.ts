import { metadataSchema, type Metadata } from '../../protocol/metadata.ts';
import { threadTopic } from '../../protocol/thread-topic.ts';
import type { MessageRow } from '../db/messages.ts';
import type { ThreadRow } from '../db/threads.ts';

/**
 * A thread with these as its first messages: where it has no title, it has one by rule, made from what the
 * person says first. Child threads have none, for no list shows them.
 */
export function withRuleTitle(thread: ThreadRow, messages: readonly MessageRow[]): ThreadRow {
  const said = messages.find(({ role }) => role === 'user');
  if (!said || thread.parentId !== null || thread.metadata['topic']) return thread;
  const metadata = { ...thread.metadata, topic: threadTopic(said.text), topic_by: 'rule' };
  // A client that has filled all of its metadata goes without.
  return metadataSchema.safeParse(metadata).success ? { ...thread, metadata } : thread;
}

/**
 * What a client replaces a thread's metadata with. One that knows nothing of `topic_by` writes it back as it was:
 * where the title is another, a person has given it.
 */
export function withGivenTitle(before: Metadata, metadata: Metadata): Metadata {
  const isGiven = metadata['topic'] !== before['topic'] && metadata['topic_by'] === before['topic_by'];
  return isGiven && metadata['topic_by'] !== undefined ? { ...metadata, topic_by: 'person' } : metadata;
}
