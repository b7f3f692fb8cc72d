import type { Snapshot } from '../../src/protocol/snapshot.ts';
import { createSseDecoder } from '../../src/protocol/sse-decode.ts';

/** An event of a run's envelope stream, as a client receives it. */
export interface ReceivedEvent {
  id: string;
  event: string;
  data: Record<string, never> & { id: string };
}

/** Reads a stream to its end and returns all of its events. */
export async function readEvents(response: Response): Promise<ReceivedEvent[]> {
  const decoder = createSseDecoder();
  const events: ReceivedEvent[] = [];
  for await (const bytes of response.body ?? []) {
    for (const { data, lastEventId } of decoder.push(bytes)) {
      events.push({ id: lastEventId, ...(JSON.parse(data) as Omit<ReceivedEvent, 'id'>) });
    }
  }
  return events;
}

/** Reads a stream that starts with a snapshot, and returns the snapshot. */
export async function readSnapshot(response: Response): Promise<Snapshot> {
  const decoder = createSseDecoder();
  for await (const bytes of response.body ?? []) {
    const first = decoder.push(bytes)[0];
    if (!first) continue;
    const { event, data } = JSON.parse(first.data) as { event: string; data: Snapshot };
    if (event !== 'hub.snapshot') throw new Error(`The stream starts with ${event}.`);
    return data;
  }
  throw new Error('The stream has no event.');
}
