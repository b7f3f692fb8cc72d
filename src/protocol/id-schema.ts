import { z } from 'zod';

const MAX_ID_LENGTH = 256;

/**
 * An id in a request. The id may be unknown. It must not contain NUL: no id contains it, and the database refuses it.
 */
export const idSchema = z
  .string()
  .min(1)
  .max(MAX_ID_LENGTH)
  .refine((id) => !id.includes('\0'), 'must not contain a NUL character');
