import { z } from 'zod';
import { idSchema } from './id-schema.ts';
import { messageInputSchema } from './message-input.ts';
import { metadataSchema } from './metadata.ts';
import { pageQuerySchema } from './page-query.ts';
import { searchWords } from './search-words.ts';
import { MAX_SEARCH_LENGTH } from './thread.ts';
import { noToolResourcesSchema } from './tool-resources.ts';

/** Maximum number of words of a search. */
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
