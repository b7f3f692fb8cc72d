import type { WholeThread } from './whole-threads.ts';

/** What such a file says that it is; the version changes when what can read one cannot read the other. */
const FORMAT = { format: 'symposium.threads', version: 1 } as const;

/**
 * Threads as JSON, each with its messages, as the API has them.
 * @param now milliseconds since 1970
 */
export function threadsAsJson(threads: readonly WholeThread[], now: number): string {
  const file = { ...FORMAT, exported_at: Math.floor(now / 1000), threads };
  return `${JSON.stringify(file, null, 2)}\n`;
}
