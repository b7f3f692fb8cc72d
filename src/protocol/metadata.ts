import { z } from 'zod';

const MAX_KEYS = 16;

/** Key-value notes on a thread, message or run: at most 16 keys of 64 characters, values of 512, as OpenAI's. */
export const metadataSchema = z
  .record(z.string().max(64), z.string().max(512))
  .refine((metadata) => Object.keys(metadata).length <= MAX_KEYS, `at most ${MAX_KEYS} keys`);

export type Metadata = z.infer<typeof metadataSchema>;
