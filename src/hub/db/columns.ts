import { bigserial, customType, timestamp } from 'drizzle-orm/pg-core';

/**
 * JSON stored as text. The JSON types of Postgres reject NUL characters and halves of surrogate pairs, which models
 * do send.
 */
export const json = customType<{ data: unknown; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => JSON.parse(value),
});

/** A time column with milliseconds. */
export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
/** A column that numbers rows in the order in which they were written. Pages of a list are sorted by it. */
export const position = () => bigserial('position', { mode: 'number' }).notNull().unique();
