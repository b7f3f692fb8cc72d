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
