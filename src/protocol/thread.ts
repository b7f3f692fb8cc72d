import { z } from 'zod';
import { idSchema } from './ids.ts';
import { messageInputSchema } from './message.ts';
import { metadataSchema } from './metadata.ts';
import { pageQuerySchema } from './page.ts';
import { searchWords } from './search-words.ts';
import { timeSchema } from './time.ts';
import { noToolResourcesSchema } from './tool-resources.ts';

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
const MAX_WORDS = 16;

/**
 * The query of `GET /threads`: the query of any list, and two more fields. `search` contains words that must all occur.
 * With `versions` set to `latest`, the list has one thread per conversation.
 */
export const threadQuerySchema = pageQuerySchema.extend({
  search: z
    .string()
    .max(MAX_SEARCH_LENGTH, `must be at most ${MAX_SEARCH_LENGTH} characters long`)
    .default('')
    .transform(searchWords)
    .refine((words) => words.length <= MAX_WORDS, `must be at most ${MAX_WORDS} words`),
  versions: z.enum(['all', 'latest']).default('all'),
});

/** The query of `GET /threads`, with the search split into words. */
export type ThreadQuery = z.infer<typeof threadQuerySchema>;

/**
 * The metadata of a thread in a request. NEAR AI's page reads `agent_ids` as text and writes it back as a list: it is
 * stored as text.
 */
const threadMetadataSchema = z.preprocess((metadata) => {
  const ids = (metadata as { agent_ids?: unknown } | null | undefined)?.agent_ids;
  return Array.isArray(ids) ? { ...(metadata as object), agent_ids: ids.join(',') } : metadata;
}, metadataSchema);

/** The body of `POST /threads`. */
export const threadInputSchema = z.strictObject({
  messages: z
    .array(messageInputSchema)
    .max(100)
    .nullish()
    .transform((messages) => messages ?? []),
  metadata: threadMetadataSchema.nullish().transform((metadata) => metadata ?? {}),
  tool_resources: noToolResourcesSchema.nullish(),
});

/** The body of `POST /threads/{id}`. If `metadata` is sent, it replaces the thread's metadata. */
export const threadUpdateSchema = z.strictObject({
  metadata: threadMetadataSchema.nullish(),
  tool_resources: noToolResourcesSchema.nullish(),
});

/** Whether to change or delete only this thread, or all versions of its conversation. */
export const versionsQuerySchema = z.object({ versions: z.enum(['one', 'all']).default('one') });

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

/**
 * The body of `POST /threads/{id}/fork`. `up_to_message_id` is the last message of the copy; `before_message_id` is the
 * message before which the copy ends. Without either, all messages are copied. `metadata` overwrites the copied
 * metadata, key by key. With `as_version`, the copy becomes another version of the same conversation as soon as it gets
 * a message or a run.
 */
export const forkInputSchema = z
  .strictObject({
    up_to_message_id: idSchema.nullish(),
    before_message_id: idSchema.nullish(),
    as_version: z.boolean().nullish(),
    metadata: metadataSchema.nullish(),
  })
  .refine(({ up_to_message_id: last, before_message_id: next }) => !last || !next, {
    message: 'cannot be sent along with up_to_message_id: send one of them',
    path: ['before_message_id'],
  });

/** How to fork a thread. */
export type ForkInput = z.infer<typeof forkInputSchema>;

/** The body of `POST /threads/{id}/subthread`: messages to copy from the parent, and new ones after them. */
export const subthreadInputSchema = z.strictObject({
  messages_to_copy: z.array(idSchema).max(100).nullish(),
  new_messages: z.array(messageInputSchema).max(100).nullish(),
  metadata: metadataSchema.nullish(),
});
