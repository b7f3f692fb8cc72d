import { and, asc, gt, sql, type SQL } from 'drizzle-orm';
import type { Database } from './database.ts';
import { messages } from './schema.ts';

/** In messages. */
const MOST_AT_ONCE = 512;

/**
 * The positions of some messages, oldest first, in batches that are no larger than may be worked on at once. Of the
 * messages nothing is read but how large they are.
 * @param bytes how large a batch may be, in bytes of JSON; one message may be larger
 * @param first how many messages there are in the first batch at most; in each that follows, twice as many
 */
export async function* placesInBatches(
  db: Database,
  where: SQL | undefined,
  bytes: number,
  first = MOST_AT_ONCE,
): AsyncGenerator<number[]> {
  const size = sql<number>`octet_length(${messages.text}) + coalesce(octet_length(${messages.thinking}), 0)`;
  let after = -1;
  for (let most = first; ; most = Math.min(2 * most, MOST_AT_ONCE)) {
    const places = await db
      .select({ position: messages.position, size })
      .from(messages)
      .where(and(where, gt(messages.position, after)))
      .orderBy(asc(messages.position))
      .limit(most);
    for (const batch of inBatches(places, bytes)) yield batch;
    const last = places.at(-1);
    if (!last || places.length < most) return;
    after = last.position;
  }
}

function* inBatches(
  places: readonly { position: number; size: number }[],
  bytes: number,
): Generator<number[]> {
  let batch: number[] = [];
  let room = bytes;
  for (const { position, size } of places) {
    if (batch.length > 0 && size > room) {
      yield batch;
      batch = [];
      room = bytes;
    }
    batch.push(position);
    room -= size;
  }
  if (batch.length > 0) yield batch;
}
