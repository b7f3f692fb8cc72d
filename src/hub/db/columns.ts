import { bigserial, customType, timestamp } from 'drizzle-orm/pg-core';

/** JSON stored as text: Postgres' own JSON types refuse a NUL or half a surrogate pair, which models do send. */
export const json = customType<{ data: unknown; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => JSON.parse(value),
});

/** A time with milliseconds. */
export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
/** The order in which rows were written. Pages of a list are sorted by it. */
export const position = () => bigserial('position', { mode: 'number' }).notNull().unique();
