import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { listen } from './listen.ts';

/** A server that an agent's tools ask for their results. It counts how often each tool ran. */
export interface ToolServer {
  /** The tool with a name requests this address, a slash, and its name. */
  readonly url: string;
  /** How often the tool has begun since the last `reset`. */
  runs(name: string): number;
  /** Waits until the tool runs. */
  untilRunning(name: string): Promise<void>;
  /** Sends the result to the tool, once it runs. */
  finish(name: string, result: string): Promise<void>;
  /** Counts from 0 again. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts a server for tools on a free port. */
export async function startToolServer(): Promise<ToolServer> {
  const counts = new Map<string, number>();
  const running = new Map<string, ServerResponse>();
  const begun = new EventEmitter();

  const { url, close } = await listen(({ url: path = '' }, response) => {
    const name = path.slice(1);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    running.set(name, response);
    response.on('close', () => running.get(name) === response && running.delete(name));
    begun.emit(name);
  });

  async function untilRunning(name: string): Promise<void> {
    if (!running.has(name)) await once(begun, name);
  }

  return {
    url,
    runs: (name) => counts.get(name) ?? 0,
    untilRunning,
    async finish(name, result) {
      await untilRunning(name);
      running.get(name)?.end(result);
    },
    reset: () => counts.clear(),
    close,
  };
}
