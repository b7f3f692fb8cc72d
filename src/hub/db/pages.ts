import { and, asc, desc, eq, gt, lt, type SQL } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Page, PageQuery } from '../../protocol/page.ts';
import { ApiProblem } from '../api-problem.ts';
import type { Database } from './database.ts';

type PagedTable = PgTable & { id: PgColumn; position: PgColumn };

/**
 * One page of a table's rows, in the order in which they were written or its reverse.
 * @throws ApiProblem (400) where a cursor is not the id of such a row
 */
export async function selectPage<Table extends PagedTable>(
  db: Database,
  table: Table,
  where: SQL | undefined,
  query: PageQuery,
): Promise<{ rows: Table['$inferSelect'][]; hasMore: boolean }> {
  const ascending = query.order === 'asc';
  // The page before a cursor is read from the cursor backwards, and turned round.
  const backwards = query.before !== undefined && query.after === undefined;
  const conditions = [where];
  for (const name of ['after', 'before'] as const) {
    const cursor = query[name];
    if (cursor === undefined) continue;
    const beyond = (name === 'after') === ascending ? gt : lt;
    conditions.push(beyond(table.position, await positionOf(db, table, where, name, cursor)));
  }
  const order = ascending === backwards ? desc : asc;
  const rows = (await db
    .select()
    .from(table as PgTable)
    .where(and(...conditions))
    .orderBy(order(table.position))
    .limit(query.limit + 1)) as Table['$inferSelect'][];
  const page = rows.slice(0, query.limit);
  return { rows: backwards ? page.toReversed() : page, hasMore: rows.length > query.limit };
}

async function positionOf(
  db: Database,
  table: PagedTable,
  where: SQL | undefined,
  param: string,
  id: string,
): Promise<number> {
  const rows = await db
    .select({ position: table.position })
    .from(table as PgTable)
    .where(and(where, eq(table.id, id)));
  const position = rows[0]?.position;
  if (typeof position !== 'number') {
    throw new ApiProblem(400, `No item of this list has the id '${id}'.`, { param });
  }
  return position;
}

/** A page of the API's objects from a page of rows. */
export function toPage<Row, Item extends { id: string }>(
  page: { rows: Row[]; hasMore: boolean },
  toItem: (row: Row) => Item,
): Page<Item> {
  const data = page.rows.map((row) => toItem(row));
  return {
    object: 'list',
    data,
    first_id: data.at(0)?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: page.hasMore,
  };
}
