import { pageWith, type Page } from '../../../protocol/page.ts';
import type { PageQuery } from '../../../protocol/page-query.ts';

/** One of two lists that are paged as one list. */
interface PartOfList<Item> {
  has(id: string): boolean;
  page(query: PageQuery): Promise<Page<Item>>;
}

/**
 * Returns a page of two lists. In ascending order, the second follows the first.
 * @throws RefusedError (`invalid`) if a cursor is not the id of an item
 */
export async function pageOfBoth<Item extends { id: string }>(
  first: PartOfList<Item>,
  last: PartOfList<Item>,
  query: PageQuery,
): Promise<Page<Item>> {
  const { order, after, before } = query;
  const [near, far] = order === 'asc' ? [first, last] : [last, first];
  if (before !== undefined && after === undefined) return pageBefore(near, far, query, before);
  const own = (part: PartOfList<Item>, id: string | undefined) =>
    id !== undefined && part.has(id) ? id : undefined;
  const cursors = (part: PartOfList<Item>) => ({ after: own(part, after), before: own(part, before) });

  const skipsNear = own(far, after) !== undefined;
  const nearPage = skipsNear ? null : await near.page({ ...query, ...cursors(near) });
  const found = nearPage?.data ?? [];
  const endsInNear = own(near, before) !== undefined;
  if (nearPage?.has_more || endsInNear) return pageWith(found, nearPage?.has_more ?? false);
  const room = query.limit - found.length;
  const farPage = await far.page({ ...query, ...cursors(far), limit: Math.max(1, room) });
  return room === 0
    ? pageWith(found, farPage.data.length > 0)
    : pageWith([...found, ...farPage.data], farPage.has_more);
}

/** Returns the items before a cursor. If the cursor is in the far list, the page may reach into the near one. */
async function pageBefore<Item extends { id: string }>(
  near: PartOfList<Item>,
  far: PartOfList<Item>,
  query: PageQuery,
  before: string,
): Promise<Page<Item>> {
  if (!far.has(before)) return near.page(query);
  const page = await far.page(query);
  if (page.has_more) return page;
  const room = query.limit - page.data.length;
  const order = query.order === 'asc' ? 'desc' : 'asc';
  const rest = await near.page({ order, limit: Math.max(1, room) });
  if (room === 0) return pageWith(page.data, rest.data.length > 0);
  return pageWith([...rest.data.toReversed(), ...page.data], rest.has_more);
}
