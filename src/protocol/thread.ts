import { z } from 'zod';
import { metadataSchema } from './metadata.ts';
import { timeSchema } from './time.ts';

/**
 * A conversation, or a version of one. Times are Unix seconds. In its metadata, `topic` is the title, and `topic_by`
 * says where the title comes from: `rule`, `model` or `person`.
 */
export const threadSchema = z.looseObject({
  id: z.string(),
  object: z.literal('thread'),
  created_at: timeSchema,
  /** When the thread last got a message or a run. Other hubs do not send this field. */
  last_active_at: timeSchema.nullish(),
  metadata: metadataSchema,
  /** The id of the parent thread, for a child thread. */
  parent_id: z.string().nullish(),
  /** The same in all versions of a conversation. Other hubs do not send this field. */
  conversation_id: z.string().nullish(),
  /** In lists of the latest versions: the ids of all versions, the most recently active first. */
  versions: z.array(z.string()).nullish(),
  /** In lists: the id of the active run. In lists of the latest versions: the id of the active run of any version. */
  active_run_id: z.string().nullish(),
  /** In search results: an excerpt of the first message that matches, as plain text; null if the title matches. */
  match: z.string().nullish(),
});

export type Thread = z.infer<typeof threadSchema>;

/** Returns the id that all versions of a conversation share. */
export function conversationOf({ id, conversation_id }: Pick<Thread, 'id' | 'conversation_id'>): string {
  return conversation_id ?? id;
}

/** Returns the ids of all versions of a conversation in a list. */
export function versionsOf({ id, versions }: Pick<Thread, 'id' | 'versions'>): readonly string[] {
  return versions ?? [id];
}

/** Whether `threadId` is a version of the conversation that `thread` represents in a list. */
export function isVersionOf(thread: Pick<Thread, 'id' | 'versions'>, threadId: string | null): boolean {
  return threadId !== null && (thread.id === threadId || versionsOf(thread).includes(threadId));
}

/** A message that has several versions, each in a thread of its own. */
export const messageVersionsSchema = z.object({
  /** Number of messages before this one. It is the same in each version. */
  index: z.number(),
  /** Null if the thread has no message at this index yet. */
  message_id: z.string().nullable(),
  /** The threads with the versions, oldest version first; the requested thread is one of them. */
  thread_ids: z.array(z.string()),
});

export type MessageVersions = z.infer<typeof messageVersionsSchema>;

/** The answer to `GET /threads/{id}/versions`, first message first. */
export const versionListSchema = z.object({
  object: z.literal('list'),
  data: z.array(messageVersionsSchema),
});

export type VersionList = z.infer<typeof versionListSchema>;

/** Maximum length of a search, in characters. */
export const MAX_SEARCH_LENGTH = 200;

/** The answer to `DELETE /threads/{id}`. */
export interface ThreadDeleted {
  id: string;
  object: 'thread.deleted';
  deleted: true;
}

/** The answer to `DELETE /threads`. `deleted` is the number of deleted threads, without child threads. */
export interface ThreadsDeleted {
  object: 'thread.list.deleted';
  deleted: number;
}
