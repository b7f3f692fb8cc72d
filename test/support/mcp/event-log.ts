import { text } from 'node:stream/consumers';
import { listen } from '../listen.ts';

/** Receives what happens in another process. */
export interface EventLog {
  readonly url: string;
  add(event: string): Promise<void>;
  /** Waits for the next event that begins with this text, and takes it from the log. */
  next(start: string): Promise<string>;
  close(): Promise<void>;
}

export async function startEventLog(): Promise<EventLog> {
  const events: string[] = [];
  let wake = () => {};
  let added = new Promise<void>((resolve) => (wake = resolve));

  async function add(event: string): Promise<void> {
    events.push(event);
    const wakeWaiting = wake;
    added = new Promise((resolve) => (wake = resolve));
    wakeWaiting();
  }

  const server = await listen(async (request, response) => {
    await add(await text(request));
    response.end();
  });

  return {
    url: server.url,
    add,
    async next(start) {
      for (;;) {
        const at = events.findIndex((event) => event.startsWith(start));
        if (at >= 0) return events.splice(at, 1)[0]!;
        await added;
      }
    },
    close: server.close,
  };
}
