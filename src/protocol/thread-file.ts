import { z } from 'zod';

/** Maximum size of a file of a thread, in bytes. The embedded database takes 50 ms to write a file of this size. */
export const MAX_FILE_BYTES = 2 * 1024 * 1024;

/** Maximum length of a file's name, in characters, as with OpenAI. Common file systems have the same limit. */
const MAX_NAME_LENGTH = 255;
const BASE64_CHARACTERS = Math.ceil(MAX_FILE_BYTES / 3) * 4;

/** The body of `POST /threads/{id}/files`. If files have the same name, the newest is used. */
export const threadFileInputSchema = z.strictObject({
  filename: z
    .string()
    .min(1)
    .max(MAX_NAME_LENGTH, `must be at most ${MAX_NAME_LENGTH} characters long`)
    .refine((name) => !name.includes('\0'), 'must not contain a NUL character'),
  /** The bytes of the file, in base64. */
  content: z
    .string()
    .max(BASE64_CHARACTERS, `must be at most ${MAX_FILE_BYTES} bytes`)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/, 'must be base64'),
  content_type: z
    .string()
    .max(MAX_NAME_LENGTH)
    .regex(/^[\w.+-]+\/[\w.+-]+(; *[\w.+-]+=[\w.+-]+)*$/, 'must be a media type')
    .default('text/plain'),
});

/** A file of a thread: https://platform.openai.com/docs/api-reference/files/object */
export const threadFileSchema = z.object({
  id: z.string(),
  object: z.literal('file'),
  bytes: z.number().int(),
  created_at: z.number().int(),
  filename: z.string(),
  purpose: z.literal('assistants'),
  status: z.literal('processed'),
});

export type ThreadFile = z.infer<typeof threadFileSchema>;

/** The answer to `GET /threads/{id}/files`, newest first. */
export const threadFileListSchema = z.object({ object: z.literal('list'), data: z.array(threadFileSchema) });

export type ThreadFileList = z.infer<typeof threadFileListSchema>;
