import { bigserial, customType, timestamp } from 'drizzle-orm/pg-core';

/** JSON kept as text: Postgres' own JSON types refuse a NUL or half a surrogate pair, which models do send. */
export const json = customType<{ data: unknown; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => JSON.parse(value),
});

/** A moment, to the millisecond. */
export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
/** Puts rows in the order in which they were written; the pages of a list go by it. */
export const position = () => bigserial('position', { mode: 'number' }).notNull().unique();
