import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createSseDecoder, type SseEvent } from '../../../src/protocol/sse-decode.ts';

/** A client that reads when it likes, over a connection of its own. */
export interface StreamClient {
  readonly response: IncomingMessage;
  /** What has been read. */
  readonly text: string;
  /** The events that have been read whole. */
  readonly events: SseEvent[];
  /** Reads until something has been read for which this holds. */
  until(holds: (client: StreamClient) => boolean): Promise<void>;
  /** Reads to the end; false where the connection broke off before. */
  readToEnd(): Promise<boolean>;
  leave(): void;
}

/** Opens a stream. Nothing is read of it before it is asked for. */
export async function openStream(url: string, cursor: string | null = null): Promise<StreamClient> {
  const request = get(url, { agent: false, headers: cursor ? { 'last-event-id': cursor } : {} });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  request.on('error', () => {}); // told by the response, which breaks off
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

/** All events of a stream, with a client that comes back each time that it is cut. */
export async function followStream(url: string): Promise<SseEvent[]> {
  const events: SseEvent[] = [];
  for (let isOver = false; !isOver;) {
    const client = await openStream(url, events.at(-1)?.lastEventId ?? null);
    isOver = await client.readToEnd();
    events.push(...client.events);
  }
  return events;
}
