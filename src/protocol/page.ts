import { z } from 'zod';

/** One page of a list, as OpenAI's cursor pages. The ids of an empty page are null, or empty. */
export interface Page<T> {
  object: 'list';
  data: T[];
  first_id: string | null;
  last_id: string | null;
  has_more: boolean;
}

/** A page that holds these. Where there are none its ids are empty: the first clients of this protocol take only strings. */
export function pageWith<T extends { id: string }>(data: T[], hasMore: boolean): Page<T> {
  return {
    object: 'list',
    data,
    first_id: data.at(0)?.id ?? '',
    last_id: data.at(-1)?.id ?? '',
    has_more: hasMore,
  };
}

/** A cursor. An empty one is none: whoever goes on after an empty page sends its `last_id`. */
const cursorSchema = z
  .string()
  .transform((id) => id || undefined)
  .optional();

/** How many items a page has at most. */
const LARGEST_PAGE = 100;

/**
 * What a list call takes. `after` and `before` are ids of items of the same list. Of more than a page can have, it has as many
 * as it can: NEAR AI's clients ask for 1,000 and for 10,000.
 */
export const pageQuerySchema = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .default(20)
    .transform((limit) => Math.min(limit, LARGEST_PAGE)),
  order: z.enum(['asc', 'desc']).default('desc'),
  after: cursorSchema,
  before: cursorSchema,
});

/** What a list call takes, its defaults filled in. */
export type PageQuery = z.infer<typeof pageQuerySchema>;

/** The schema of a page whose items have the given schema. */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({
    object: z.literal('list'),
    data: z.array(item),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  });
}
