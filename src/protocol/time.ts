import { z } from 'zod';

/** The last second that a `Date` can hold: https://tc39.es/ecma262/#sec-time-values-and-time-range */
const LAST = 8.64e12;

/** A time in Unix seconds, clamped to the range of a `Date`, so that it can be shown. */
export const timeSchema = z.number().transform((seconds) => Math.min(Math.max(seconds, -LAST), LAST));
