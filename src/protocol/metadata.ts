import { z } from 'zod';

const MAX_KEYS = 16;

/** Key-value pairs of a thread, message or run: at most 16, keys of up to 64 characters, values of up to 512, as with OpenAI. */
export const metadataSchema = z
  .record(z.string().max(64), z.string().max(512))
  .refine((metadata) => Object.keys(metadata).length <= MAX_KEYS, `at most ${MAX_KEYS} keys`);

export type Metadata = z.infer<typeof metadataSchema>;
