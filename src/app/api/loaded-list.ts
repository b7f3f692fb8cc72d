import type { z } from 'zod';
import { pagePath } from '../../client/paths.ts';
import { pageSchema } from '../../protocol/page.ts';
import { hub } from './hub.ts';

/** The loaded items of a list: the newest ones, without a gap. */
export interface LoadedList<Item> {
  /** Oldest first. */
  readonly items: readonly Item[];
  /** Whether the list has items before these. */
  readonly hasEarlier: boolean;
}

/** Items of these lists have an id and the time of their creation, in Unix seconds. */
interface ListItem {
  id: string;
  created_at: number;
}

interface LoadOptions<Item> {
  schema: z.ZodType<Item>;
  /** The path of the list. It may have a query. */
  path: string;
  /** What has been loaded before. */
  known: LoadedList<Item> | undefined;
  /** Whether an item does not change any more. Such items are not requested again. */
  isFinal: (item: Item) => boolean;
  /** Resolves to the time back to which the list is loaded, in Unix seconds. Called after the newest page. */
  from: () => Promise<number>;
  signal: AbortSignal;
}

/** Maximum number of items per page. */
const PAGE = 100;

/** Loads the items that may be new or changed, and then earlier ones back to a time. */
export async function loadList<Item extends ListItem>(options: LoadOptions<Item>): Promise<LoadedList<Item>> {
  const { schema, path, known, isFinal, signal } = options;
  const items = known?.items ?? [];
  const firstChanging = items.findIndex((item) => !isFinal(item));
  const final = firstChanging < 0 ? items : items.slice(0, firstChanging);
  const last = final.at(-1);
  if (!last) return reachBack({ items: [], hasEarlier: true }, options);
  const newer = await hub.requestAllPages(schema, path, { after: last.id, signal });
  return reachBack({ items: [...final, ...newer], hasEarlier: known?.hasEarlier ?? true }, options);
}

async function reachBack<Item extends ListItem>(
  loaded: LoadedList<Item>,
  { schema, path, from, signal }: LoadOptions<Item>,
): Promise<LoadedList<Item>> {
  let { items, hasEarlier } = loaded;
  for (let [first] = items; hasEarlier; [first] = items) {
    if (first && first.created_at < (await from())) break;
    const page = await hub.requestJson(pageSchema(schema), pagePath(path, PAGE, 'desc', first?.id ?? null), {
      signal,
    });
    items = [...page.data.toReversed(), ...items];
    hasEarlier = page.has_more && page.data.length > 0;
  }
  return { items, hasEarlier };
}
