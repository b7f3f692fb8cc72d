import { z } from 'zod';

/** A text that is not empty. */
export const text = z.string().trim().min(1);

/** A number within these bounds. */
export function number(from: number, to: number, fallback: number) {
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be a number')
    .transform(Number)
    .pipe(z.number().min(from, `must be at least ${from}`).max(to, `must be at most ${to}`))
    .default(fallback);
}

/** A whole number within these bounds. */
export function whole(from: number, to: number, fallback: number) {
  return number(from, to, fallback).refine(Number.isInteger, 'must be a whole number');
}

const ONE_DAY = 86_400;
/** Seconds, as milliseconds. */
export const seconds = (fallback: number, most = ONE_DAY) =>
  number(1, most, fallback).transform((value) => value * 1000);
