import { and, asc, gt, sql, type SQL } from 'drizzle-orm';
import type { Database } from './database.ts';
import { messages } from './schema.ts';

/** Maximum number of messages per batch. */
const MAX_BATCH = 512;

/**
 * Yields the positions of messages, oldest first, in batches of limited size. Only the sizes of the messages are
 * read, not their texts.
 * @param bytes maximum size of a batch in bytes of JSON; a single message may be larger
 * @param first maximum number of messages in the first read. Each further read may have twice as many, up to
 * `MAX_BATCH`.
 */
export async function* placesInBatches(
  db: Database,
  where: SQL | undefined,
  bytes: number,
  first = MAX_BATCH,
): AsyncGenerator<number[]> {
  const size = sql<number>`octet_length(${messages.text}) + coalesce(octet_length(${messages.annotations}), 0) + coalesce(octet_length(${messages.thinking}), 0)`;
  let after = -1;
  for (let maxMessages = first; ; maxMessages = Math.min(2 * maxMessages, MAX_BATCH)) {
    const places = await db
      .select({ position: messages.position, size })
      .from(messages)
      .where(and(where, gt(messages.position, after)))
      .orderBy(asc(messages.position))
      .limit(maxMessages);
    for (const batch of inBatches(places, bytes)) yield batch;
    const last = places.at(-1);
    if (!last || places.length < maxMessages) return;
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
