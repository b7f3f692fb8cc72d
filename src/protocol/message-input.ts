import { z } from 'zod';
import { idSchema } from './id-schema.ts';
import { MAX_TEXT_LENGTH } from './max-text-length.ts';
import { hasText } from './message.ts';
import { metadataSchema } from './metadata.ts';

/** A text, or OpenAI's list of text parts. */
const inputTextSchema = z
  .union(
    [
      z.string(),
      z.array(z.strictObject({ type: z.literal('text'), text: z.string() })).transform((parts) => {
        return parts.map((part) => part.text).join('\n\n');
      }),
    ],
    'must be a text, or a list of parts of the type text',
  )
  .refine((text) => text.length <= MAX_TEXT_LENGTH, `must be at most ${MAX_TEXT_LENGTH} characters long`);

/** The body of `POST /threads/{id}/messages`. */
export const messageInputSchema = z.strictObject({
  role: z.enum(['user', 'assistant']),
  content: inputTextSchema.refine(hasText, 'must contain some text'),
  metadata: metadataSchema.nullish().transform((metadata) => metadata ?? {}),
  attachments: z.array(z.unknown()).max(0, 'must be empty: this server has no files').nullish(),
});

/**
 * The body of `POST /threads/{id}/messages` from an agent. The message may be the reply of the run `run_id`, and
 * replace the draft `message_id`. Only a reply may be empty.
 */
export const threadMessageInputSchema = messageInputSchema.extend({
  content: inputTextSchema,
  run_id: idSchema.nullish(),
  message_id: idSchema.nullish(),
  /** Sent by NEAR AI's agents. A reply is always attributed to the run's agent. */
  assistant_id: idSchema.nullish(),
});

/** The body of `POST /threads/{id}/messages/{id}`. If `metadata` is sent, it replaces the message's metadata. */
export const messageUpdateSchema = z.strictObject({ metadata: metadataSchema.nullish() });

/** A message to add. Its text parts are joined into one text. */
export type MessageInput = z.infer<typeof messageInputSchema>;
