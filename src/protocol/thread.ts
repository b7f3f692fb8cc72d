import { z } from 'zod';
import { idSchema } from './ids.ts';
import { messageInputSchema } from './message.ts';
import { metadataSchema } from './metadata.ts';
import { pageQuerySchema } from './page.ts';
import { searchWords } from './search-words.ts';
import { timeSchema } from './time.ts';
import { noToolResourcesSchema } from './tool-resources.ts';

/**
 * A conversation, or a version of one. Times are Unix seconds. Of its metadata, `topic` is its title, and `topic_by`
 * who gave it: `rule`, `model` or `person`.
 */
export const threadSchema = z.looseObject({
  id: z.string(),
  object: z.literal('thread'),
  created_at: timeSchema,
  /** When something was last said or run in it. Other hubs leave it out. */
  last_active_at: timeSchema.nullish(),
  metadata: metadataSchema,
  /** The thread that it is a child of. */
  parent_id: z.string().nullish(),
  /** The same in all versions of a conversation. Other hubs leave it out. */
  conversation_id: z.string().nullish(),
  /** In lists of the latest versions: the ids of all versions, that first in which something happened last. */
  versions: z.array(z.string()).nullish(),
  /** In lists: the run of it that has not ended; in lists of the latest versions, of any version. */
  active_run_id: z.string().nullish(),
  /** Where it was searched for: an excerpt of the first message that was found, plain text; null: its title was. */
  match: z.string().nullish(),
});

export type Thread = z.infer<typeof threadSchema>;

/** What all versions of a conversation have in common. */
export function conversationOf({ id, conversation_id }: Pick<Thread, 'id' | 'conversation_id'>): string {
  return conversation_id ?? id;
}

/** The ids of all versions of a conversation, as a list has it. */
export function versionsOf({ id, versions }: Pick<Thread, 'id' | 'versions'>): readonly string[] {
  return versions ?? [id];
}

/** Whether a thread is a version of a conversation, as a list has it. */
export function isVersionOf(thread: Pick<Thread, 'id' | 'versions'>, threadId: string | null): boolean {
  return threadId !== null && (thread.id === threadId || versionsOf(thread).includes(threadId));
}

/** A message of a thread that has other versions, each in a thread of its own. */
export const messageVersionsSchema = z.object({
  /** How many messages stand before it: the same in each version. */
  index: z.number(),
  /** Null while the thread has no message there. */
  message_id: z.string().nullable(),
  /** The threads with the versions, oldest version first; the thread that was asked for is one of them. */
  thread_ids: z.array(z.string()),
});

export type MessageVersions = z.infer<typeof messageVersionsSchema>;

/** The answer to `GET /threads/{id}/versions`, first message first. */
export const versionListSchema = z.object({
  object: z.literal('list'),
  data: z.array(messageVersionsSchema),
});

export type VersionList = z.infer<typeof versionListSchema>;

/** In characters. */
export const MAX_SEARCH_LENGTH = 200;
const MOST_WORDS = 16;

/** What `GET /threads` takes: pages as any list, `search` for words that all occur. `latest`: one thread of each conversation. */
export const threadQuerySchema = pageQuerySchema.extend({
  search: z
    .string()
    .max(MAX_SEARCH_LENGTH, `must be at most ${MAX_SEARCH_LENGTH} characters long`)
    .default('')
    .transform(searchWords)
    .refine((words) => words.length <= MOST_WORDS, `must be at most ${MOST_WORDS} words`),
  versions: z.enum(['all', 'latest']).default('all'),
});

/** What is asked for of an account's threads, the words of the search one by one. */
export type ThreadQuery = z.infer<typeof threadQuerySchema>;

/**
 * Metadata that a client gives a thread. NEAR AI's page reads `agent_ids` as a list, and writes them back as one: it is kept
 * as the text that it reads them from.
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

/** The body of `POST /threads/{id}`: the metadata that replaces the thread's, if there is any. */
export const threadUpdateSchema = z.strictObject({
  metadata: threadMetadataSchema.nullish(),
  tool_resources: noToolResourcesSchema.nullish(),
});

/** Whether a change or a deletion is of a thread alone, or of all versions of its conversation. */
export const versionsQuerySchema = z.object({ versions: z.enum(['one', 'all']).default('one') });

/** The answer to `DELETE /threads/{id}`. */
export interface ThreadDeleted {
  id: string;
  object: 'thread.deleted';
  deleted: true;
}

/** The answer to `DELETE /threads`: how many were deleted, their children not counted. */
export interface ThreadsDeleted {
  object: 'thread.list.deleted';
  deleted: number;
}

/**
 * The body of `POST /threads/{id}/fork`: the message with which the copy ends, or the one before which it does;
 * without either, it is whole. The metadata go over those that are copied, entry by entry. `as_version`: it is another
 * version of the same conversation, as soon as something is said or run in it.
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

/** How a thread is to be forked. */
export type ForkInput = z.infer<typeof forkInputSchema>;

/** The body of `POST /threads/{id}/subthread`: messages of the parent to begin with, and others after them. */
export const subthreadInputSchema = z.strictObject({
  messages_to_copy: z.array(idSchema).max(100).nullish(),
  new_messages: z.array(messageInputSchema).max(100).nullish(),
  metadata: metadataSchema.nullish(),
});
