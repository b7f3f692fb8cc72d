import { z } from 'zod';

/**
 * One page of a list, with cursors as in OpenAI's API. On an empty page, `first_id` and `last_id` are null or empty.
 */
export interface Page<T> {
  object: 'list';
  data: T[];
  first_id: string | null;
  last_id: string | null;
  has_more: boolean;
}

/**
 * Creates a page of these items. On an empty page, the ids are empty strings, because the first clients of this
 * protocol accept only strings.
 */
export function pageWith<T extends { id: string }>(data: T[], hasMore: boolean): Page<T> {
  return {
    object: 'list',
    data,
    first_id: data.at(0)?.id ?? '',
    last_id: data.at(-1)?.id ?? '',
    has_more: hasMore,
  };
}

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

/** Returns the schema of a page whose items match the given schema. */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({
    object: z.literal('list'),
    data: z.array(item),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  });
}
