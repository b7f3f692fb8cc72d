import { z } from 'zod';

/** One page of a list, as OpenAI's cursor pages. */
export interface Page<T> {
  object: 'list';
  data: T[];
  first_id: string | null;
  last_id: string | null;
  has_more: boolean;
}

/** What a list call takes. `after` and `before` are ids of items of the same list. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  order: z.enum(['asc', 'desc']).default('desc'),
  after: z.string().optional(),
  before: z.string().optional(),
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
