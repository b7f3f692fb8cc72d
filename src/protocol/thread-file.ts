import { z } from 'zod';

/** How many bytes a file of a thread may hold. While one of this size is written, the embedded database takes 50 ms. */
export const MAX_FILE_BYTES = 2 * 1024 * 1024;

/** As OpenAI's; the last part of a path is the least that every system can hold. */
const LONGEST_NAME = 255;
const BASE64_CHARACTERS = Math.ceil(MAX_FILE_BYTES / 3) * 4;

/** The body of `POST /threads/{id}/files`. Of files with the same name, the newest counts. */
export const threadFileInputSchema = z.strictObject({
  filename: z
    .string()
    .min(1)
    .max(LONGEST_NAME, `must be at most ${LONGEST_NAME} characters long`)
    .refine((name) => !name.includes('\0'), 'must not hold a NUL'),
  /** In base64. */
  content: z
    .string()
    .max(BASE64_CHARACTERS, `must be at most ${MAX_FILE_BYTES} bytes`)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/, 'must be base64'),
  content_type: z
    .string()
    .max(LONGEST_NAME)
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
