import { z } from 'zod';
import { idSchema } from './ids.ts';
import { messageInputSchema } from './message.ts';
import { metadataSchema } from './metadata.ts';

/** A conversation. `created_at` is in Unix seconds; `metadata.topic` is its title. */
export const threadSchema = z.looseObject({
  id: z.string(),
  object: z.literal('thread'),
  created_at: z.number(),
  metadata: metadataSchema,
  /** The thread that it is a child of. */
  parent_id: z.string().nullish(),
  /** In lists: the run of it that has not ended. */
  active_run_id: z.string().nullish(),
});

export type Thread = z.infer<typeof threadSchema>;

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

/** The body of `POST /threads/{id}/fork`: the message with which the copy ends; without it, the last. */
export const forkInputSchema = z.object({ up_to_message_id: idSchema.nullish() });

/** The body of `POST /threads/{id}/subthread`: messages of the parent to begin with, and others after them. */
export const subthreadInputSchema = z.object({
  messages_to_copy: z.array(idSchema).max(100).nullish(),
  new_messages: z.array(messageInputSchema).max(100).nullish(),
  metadata: metadataSchema.nullish(),
});
