import { z } from 'zod';

/** Schema of a text that is not empty. */
export const text = z.string().trim().min(1);

/** Creates a schema of a number from `from` to `to`. */
export function number(from: number, to: number, fallback: number) {
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be a number')
    .transform(Number)
    .pipe(z.number().min(from, `must be at least ${from}`).max(to, `must be at most ${to}`))
    .default(fallback);
}

/** Creates a schema of a whole number from `from` to `to`. */
export function whole(from: number, to: number, fallback: number) {
  return number(from, to, fallback).refine(Number.isInteger, 'must be a whole number');
}

const ONE_DAY = 86_400;
/** Creates a schema of a number of seconds. The parsed value is in milliseconds. */
export const seconds = (fallback: number, max = ONE_DAY) =>
  number(1, max, fallback).transform((value) => value * 1000);
