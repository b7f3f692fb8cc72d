import { pageWith, type Page, type PageQuery } from '../../protocol/page.ts';
import { ApiProblem } from '../api-problem.ts';

/**
 * One page of a list that is in memory, in its own order (`asc`) or its reverse.
 * @throws ApiProblem (400) where a cursor is not the id of such an item
 */
export function pageOf<Item extends { id: string }>(
  items: readonly Item[],
  { limit, order, after, before }: PageQuery,
): Page<Item> {
  const ordered = order === 'asc' ? items : items.toReversed();
  const start = after === undefined ? 0 : placeOf(ordered, 'after', after) + 1;
  const end = before === undefined ? ordered.length : placeOf(ordered, 'before', before);
  const between = ordered.slice(start, end);
  const isBackwards = before !== undefined && after === undefined;
  const data = isBackwards ? between.slice(-limit) : between.slice(0, limit);
  return pageWith(data, between.length > limit);
}

function placeOf(items: readonly { id: string }[], param: string, id: string): number {
  const place = items.findIndex((item) => item.id === id);
  if (place < 0) throw new ApiProblem(400, `No item of this list has the id '${id}'.`, { param });
  return place;
}
