import { z } from 'zod';

const RANDOM_BYTES = 18; // 144 random bits: beyond guessing, and a whole number of base64 characters

/** What an id names; the prefix it starts with. */
export type IdPrefix = 'account' | 'thread' | 'msg' | 'run' | 'step' | 'session' | 'token' | 'asst' | 'file';

/** A new id such as `run_3q2-7wAB…`: the prefix, then 144 random bits in base64url. */
export function createId(prefix: IdPrefix): string {
  return `${prefix}_${randomText()}`;
}

/** 144 random bits in base64url. On plain http addresses browsers have no `crypto.randomUUID`. */
export function randomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

const LONGEST_ID = 256;

/** An id that a request names. It may name nothing; but no id holds a NUL, and the database takes none. */
export const idSchema = z
  .string()
  .min(1)
  .max(LONGEST_ID)
  .refine((id) => !id.includes('\0'), 'must not hold a NUL');
