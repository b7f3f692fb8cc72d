import { z } from 'zod';
import { messageInputSchema } from './message.ts';
import { metadataSchema } from './metadata.ts';

/** A conversation. `created_at` is in Unix seconds; `metadata.topic` is its title. */
export const threadSchema = z.looseObject({
  id: z.string(),
  object: z.literal('thread'),
  created_at: z.number(),
  metadata: metadataSchema,
});

export type Thread = z.infer<typeof threadSchema>;

/** The body of `POST /threads`. */
export const threadInputSchema = z.object({
  messages: z.array(messageInputSchema).max(100).default([]),
  metadata: metadataSchema.default({}),
});

/** The body of `POST /threads/{id}`: the metadata that replaces the thread's. */
export const threadUpdateSchema = z.object({ metadata: metadataSchema });

/** The answer to `DELETE /threads/{id}`. */
export interface ThreadDeleted {
  id: string;
  object: 'thread.deleted';
  deleted: true;
}
