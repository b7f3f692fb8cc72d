import { z } from 'zod';

/** Returns the schema of a query parameter that is `true` or `false`. */
export function queryFlag(fallback: boolean) {
  return z
    .enum(['true', 'false'])
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true');
}
