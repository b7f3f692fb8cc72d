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
