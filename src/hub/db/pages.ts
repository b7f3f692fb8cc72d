import { and, asc, desc, eq, gt, inArray, lt, type SQL } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { pageWith, type Page } from '../../protocol/page.ts';
import type { PageQuery } from '../../protocol/page-query.ts';
import { RefusedError } from '../errors/refused-error.ts';
import type { Database } from './database.ts';

type PagedTable = PgTable & { id: PgColumn } & ({ position: PgColumn } | { activity: PgColumn });

/** A list of rows of a table. */
interface RowList<Table extends PagedTable> {
  table: Table;
  /** The unique column by which the list is sorted. */
  by: Table extends { position: PgColumn } ? 'position' : 'activity';
  where: SQL | undefined;
  /** Excludes further rows. An excluded row can still be a cursor, because an earlier page may have contained it. */
  filter?: SQL | undefined;
  /**
   * Limits the list to these ids. Pass only few ids: they are looked up one by one, independent of the length of the
   * list.
   */
  among?: readonly string[] | undefined;
  /** Reads only these columns. They must include `id` and the sort column. */
  fields?: Record<string, PgColumn | SQL> | undefined;
}

interface RowPage<Row> {
  rows: Row[];
  hasMore: boolean;
}

/**
 * Returns one page of a list, in its order or reversed.
 * @throws RefusedError (`invalid`) if a cursor is not the id of a row of the list
 */
export async function selectPage<Table extends PagedTable>(
  db: Database,
  list: RowList<Table>,
  query: PageQuery,
): Promise<RowPage<Table['$inferSelect']>> {
  return selectFiltered(db, list, query, query.limit + 1, async (rows) => rows);
}

/** Maximum size of a page whose rows may be large, in bytes. A page has at least one row, whatever its size. */
const MAX_PAGE_SIZE = 4_000_000;

/**
 * Returns one page of a list whose rows may be large. The page has fewer rows than requested if it would be too large
 * otherwise.
 * @param size the size of a row, in bytes
 * @param read reads rows by their ids
 * @throws RefusedError (`invalid`) if a cursor is not the id of a row of the list
 */
export async function selectPageBySize<Table extends PagedTable, Row extends { id: string }>(
  db: Database,
  list: RowList<Table>,
  query: PageQuery,
  size: SQL<number>,
  read: (ids: string[]) => Promise<Row[]>,
): Promise<RowPage<Row>> {
  const fields = { id: list.table.id, [list.by]: placeColumn(list), size };
  const found = await selectFiltered(db, { ...list, fields }, query, query.limit + 1, async (rows) => rows);
  const places = found.rows as unknown as { id: string; size: number }[];
  const fitting = placesThatFit(places, query);
  const rows = new Map((await read(fitting.map(({ id }) => id))).map((row) => [row.id, row]));
  return {
    rows: fitting.flatMap(({ id }) => rows.get(id) ?? []),
    hasMore: found.hasMore || fitting.length < places.length,
  };
}

/** Returns the places of a page that fit into the maximum size. */
export function placesThatFit<Place extends { size: number }>(
  places: readonly Place[],
  query: PageQuery,
): Place[] {
  if (!readsBackwards(query)) return firstThatFit(places, MAX_PAGE_SIZE);
  return firstThatFit(places.toReversed(), MAX_PAGE_SIZE).toReversed();
}

/** Returns the first places whose sizes add up to at most `most`, and at least one. */
export function firstThatFit<Place extends { size: number }>(
  places: readonly Place[],
  most: number,
): Place[] {
  let room = most;
  const tooMuch = places.findIndex((place, at) => (room -= place.size) < 0 && at > 0);
  return tooMuch < 0 ? [...places] : places.slice(0, tooMuch);
}

/** Whether a page is read backwards from its cursor and then reversed. Pages before a cursor are read so. */
function readsBackwards({ after, before }: PageQuery): boolean {
  return before !== undefined && after === undefined;
}

function placeColumn<Table extends PagedTable>({ table, by }: RowList<Table>): PgColumn {
  return (table as unknown as Record<string, PgColumn>)[by]!;
}

/**
 * Returns one page of a filtered list. The list is read in slices until the page is full.
 * @param slice number of rows that are read at once
 * @param keep returns the items of a slice that are kept, in the same order
 * @throws RefusedError (`invalid`) if a cursor is not the id of a row of the list, filtered out or not
 */
export async function selectFiltered<Table extends PagedTable, Kept>(
  db: Database,
  list: RowList<Table>,
  query: PageQuery,
  slice: number,
  keep: (rows: Table['$inferSelect'][]) => Promise<Kept[]>,
): Promise<RowPage<Kept>> {
  const { table, where, filter } = list;
  const column = placeColumn(list);
  const ascending = query.order === 'asc';
  const backwards = readsBackwards(query);
  const conditions = [where, filter];
  for (const name of ['after', 'before'] as const) {
    const cursor = query[name];
    if (cursor === undefined) continue;
    const beyond = (name === 'after') === ascending ? gt : lt;
    conditions.push(beyond(column, await placeOf(db, table, column, where, name, cursor)));
  }
  const reading = {
    db,
    list,
    column,
    where: and(...conditions),
    isDescending: ascending === backwards,
    slice,
  };
  const kept: Kept[] = [];
  for await (const rows of list.among ? slicesAmong(reading, list.among) : slicesOf(reading)) {
    kept.push(...(await keep(rows)));
    if (kept.length > query.limit) break;
  }
  const page = kept.slice(0, query.limit);
  return { rows: backwards ? page.toReversed() : page, hasMore: kept.length > query.limit };
}

/** Parameters for reading a list in slices. */
interface Reading<Table extends PagedTable> {
  db: Database;
  list: RowList<Table>;
  column: PgColumn;
  where: SQL | undefined;
  isDescending: boolean;
  slice: number;
}

async function* slicesOf<Table extends PagedTable>({
  db,
  list: { table, by, fields },
  column,
  where,
  isDescending,
  slice,
}: Reading<Table>): AsyncGenerator<Table['$inferSelect'][]> {
  const [order, further] = isDescending ? [desc, lt] : [asc, gt];
  for (let last: SQL | undefined; ;) {
    const rows = (await (fields ? db.select(fields) : db.select())
      .from(table as PgTable)
      .where(and(where, last))
      .orderBy(order(column))
      .limit(slice)) as Table['$inferSelect'][];
    yield rows;
    if (rows.length < slice) return;
    last = further(column, rows.at(-1)![by]);
  }
}

async function* slicesAmong<Table extends PagedTable>(
  { db, list: { table }, column, where, isDescending, slice }: Reading<Table>,
  among: readonly string[],
): AsyncGenerator<Table['$inferSelect'][]> {
  const found = await db
    .select({ id: table.id })
    .from(table as PgTable)
    .where(and(inArray(table.id, [...among]), where))
    .orderBy(isDescending ? desc(column) : asc(column));
  for (let at = 0; at < found.length; at += slice) {
    const ids = found.slice(at, at + slice).map(({ id }) => id);
    const rows = await db
      .select()
      .from(table as PgTable)
      .where(inArray(table.id, ids))
      .orderBy(isDescending ? desc(column) : asc(column));
    yield rows as Table['$inferSelect'][];
  }
}

async function placeOf(
  db: Database,
  table: PagedTable,
  column: PgColumn,
  where: SQL | undefined,
  param: string,
  id: string,
): Promise<number> {
  const rows = await db
    .select({ place: column })
    .from(table as PgTable)
    .where(and(where, eq(table.id, id)));
  const place = rows[0]?.place;
  if (typeof place !== 'number') throw unknownCursor(param, id);
  return place;
}

function unknownCursor(param: string, id: string): RefusedError {
  return new RefusedError('invalid', `'${param}': this list has no item with id '${id}'.`, { param });
}

/**
 * Returns one page of a list in memory.
 * @param items in ascending order
 * @throws RefusedError (`invalid`) if a cursor is not the id of an item
 */
export function pageOf<Item extends { id: string }>(items: readonly Item[], query: PageQuery): Page<Item> {
  const ordered = query.order === 'asc' ? items : items.toReversed();
  const place = (param: 'after' | 'before', otherwise: number): number => {
    const id = query[param];
    if (id === undefined) return otherwise;
    const at = ordered.findIndex((item) => item.id === id);
    if (at < 0) throw unknownCursor(param, id);
    return at;
  };
  const rest = ordered.slice(place('after', -1) + 1, place('before', ordered.length));
  const backwards = query.before !== undefined && query.after === undefined;
  const rows = backwards ? rest.slice(-query.limit) : rest.slice(0, query.limit);
  return toPage({ rows, hasMore: rest.length > query.limit }, (item) => item);
}

/** Converts a page of rows to a page of API objects. */
export function toPage<Row, Item extends { id: string }>(
  page: { rows: Row[]; hasMore: boolean },
  toItem: (row: Row) => Item,
): Page<Item> {
  return pageWith(
    page.rows.map((row) => toItem(row)),
    page.hasMore,
  );
}
