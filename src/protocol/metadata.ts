import { z } from 'zod';

const MAX_KEYS = 16;

/**
 * Key-value pairs of a thread, a message or a run, with OpenAI's limits: at most 16 pairs, keys of at most 64
 * characters, and values of at most 512 characters.
 */
export const metadataSchema = z
  .record(z.string().max(64), z.string().max(512))
  .refine((metadata) => Object.keys(metadata).length <= MAX_KEYS, `at most ${MAX_KEYS} keys`);

export type Metadata = z.infer<typeof metadataSchema>;
