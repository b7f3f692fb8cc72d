import { z } from 'zod';

/**
 * A cursor. An empty string counts as no cursor: a client that continues after an empty page sends that page's empty
 * `last_id`.
 */
const cursorSchema = z
  .string()
  .transform((id) => id || undefined)
  .optional();

/** Maximum number of items per page. */
const MAX_LIMIT = 100;

/**
 * The query of a list. `after` and `before` are ids of items of the same list. A higher `limit` is reduced to the maximum:
 * NEAR AI's clients request 1,000 and 10,000.
 */
export const pageQuerySchema = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .default(20)
    .transform((limit) => Math.min(limit, MAX_LIMIT)),
  order: z.enum(['asc', 'desc']).default('desc'),
  after: cursorSchema,
  before: cursorSchema,
});

/** The query of a list, with its defaults. */
export type PageQuery = z.infer<typeof pageQuerySchema>;
