import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createSseDecoder, type SseEvent } from '../../../src/protocol/sse-decode.ts';

/** A client that reads only on request, over a connection of its own. */
export interface StreamClient {
  readonly response: IncomingMessage;
  /** The text that has been read. */
  readonly text: string;
  /** The complete events that have been read. */
  readonly events: SseEvent[];
  /** Reads until the predicate is true. */
  until(holds: (client: StreamClient) => boolean): Promise<void>;
  /** Reads to the end; false if the connection was closed before. */
  readToEnd(): Promise<boolean>;
  leave(): void;
}

/** Opens a stream, without reading any of it. */
export async function openStream(url: string, cursor: string | null = null): Promise<StreamClient> {
  const request = get(url, { agent: false, headers: cursor ? { 'last-event-id': cursor } : {} });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  request.on('error', () => {}); // the response fails as well, which is handled
  const chunks = response.iterator({ destroyOnReturn: false });
  const decoder = createSseDecoder();
  const utf8 = new TextDecoder();
  const client = { response, text: '', events: [] as SseEvent[], until, readToEnd, leave };

  async function readOn(): Promise<boolean> {
    const { done, value } = (await chunks.next()) as IteratorResult<Buffer, undefined>;
    if (done) return false;
    client.text += utf8.decode(value, { stream: true });
    client.events.push(...decoder.push(value));
    return true;
  }

  async function until(holds: (client: StreamClient) => boolean): Promise<void> {
    while (!holds(client)) if (!(await readOn())) throw new Error(`The stream has ended:\n${client.text}`);
  }

  async function readToEnd(): Promise<boolean> {
    try {
      while (await readOn());
      return true;
    } catch {
      return false;
    }
  }

  function leave(): void {
    response.destroy();
  }

  return client;
}

/** All events of a stream, read by a client that reconnects each time it is disconnected. */
export async function followStream(url: string): Promise<SseEvent[]> {
  const events: SseEvent[] = [];
  for (let isOver = false; !isOver;) {
    const client = await openStream(url, events.at(-1)?.lastEventId ?? null);
    isOver = await client.readToEnd();
    events.push(...client.events);
  }
  return events;
}
