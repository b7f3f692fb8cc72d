import { z } from 'zod';
import { idSchema } from './ids.ts';
import { messageInputSchema } from './message.ts';
import { metadataSchema } from './metadata.ts';
import { pageQuerySchema } from './page.ts';
import { searchWords } from './search-pattern.ts';

/**
 * A conversation. Times are Unix seconds. Of its metadata, `topic` is its title, and `topic_by` who gave it:
 * `rule`, `model` or `person`. A fork has `forked_from`, the thread that it is a copy of, and `forked_at`, the
 * message there that it replaces.
 */
export const threadSchema = z.looseObject({
  id: z.string(),
  object: z.literal('thread'),
  created_at: z.number(),
  /** When something was last said or run in it. Other hubs leave it out. */
  last_active_at: z.number().nullish(),
  metadata: metadataSchema,
  /** The thread that it is a child of. */
  parent_id: z.string().nullish(),
  /** In lists: the run of it that has not ended. */
  active_run_id: z.string().nullish(),
  /** Where it was searched for: an excerpt of the first message that was found, plain text; null: its title was. */
  match: z.string().nullish(),
});

export type Thread = z.infer<typeof threadSchema>;

/** In characters. */
export const LONGEST_SEARCH = 200;
const MOST_WORDS = 16;

/** What `GET /threads` takes: pages as any list, `search` for words that all occur, and `forked_from` for forks. */
export const threadQuerySchema = pageQuerySchema.extend({
  search: z
    .string()
    .max(LONGEST_SEARCH, `must be at most ${LONGEST_SEARCH} characters long`)
    .default('')
    .transform(searchWords)
    .refine((words) => words.length <= MOST_WORDS, `must be at most ${MOST_WORDS} words`),
  forked_from: idSchema.optional(),
});

/** What is asked for of an account's threads, the words of the search one by one. */
export type ThreadQuery = z.infer<typeof threadQuerySchema>;

/** The body of `POST /threads`. */
export const threadInputSchema = z.object({
  messages: z
    .array(messageInputSchema)
    .max(100)
    .nullish()
    .transform((messages) => messages ?? []),
  metadata: metadataSchema.nullish().transform((metadata) => metadata ?? {}),
});

/** The body of `POST /threads/{id}`: the metadata that replaces the thread's, if there is any. */
export const threadUpdateSchema = z.object({ metadata: metadataSchema.nullish() });

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
 * without either, it is whole. The metadata go over those that are copied, entry by entry.
 */
export const forkInputSchema = z
  .object({
    up_to_message_id: idSchema.nullish(),
    before_message_id: idSchema.nullish(),
    metadata: metadataSchema.nullish(),
  })
  .refine(({ up_to_message_id: last, before_message_id: next }) => !last || !next, {
    message: 'cannot be sent along with up_to_message_id: send one of them',
    path: ['before_message_id'],
  });

/** How a thread is to be forked. */
export type ForkInput = z.infer<typeof forkInputSchema>;

/** The body of `POST /threads/{id}/subthread`: messages of the parent to begin with, and others after them. */
export const subthreadInputSchema = z.object({
  messages_to_copy: z.array(idSchema).max(100).nullish(),
  new_messages: z.array(messageInputSchema).max(100).nullish(),
  metadata: metadataSchema.nullish(),
});
