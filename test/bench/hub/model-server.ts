import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keepPace, stampedText, type Pace } from './pace.ts';

/** A server of OpenAI's chat completions with a known pace. */
export interface PacedModel {
  /** The value for MODEL_BASE_URL. */
  readonly url: string;
  /** Waits for a request for a completion. It is not answered before its `stream` is called. */
  nextCompletion(): Promise<{ stream(pace: Pace): Promise<void> }>;
  close(): void;
}

function chunk(content: string): string {
  const choices = [{ index: 0, delta: { content }, finish_reason: null }];
  return `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices })}\n\n`;
}

export async function startModelServer(): Promise<PacedModel> {
  const asked: ServerResponse[] = [];
  let wake = () => {};
  const server = createServer((request, response) => {
    request.resume();
    if (request.method === 'GET') return void response.writeHead(404).end(); // it has no list of models
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    asked.push(response);
    wake();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async nextCompletion() {
      while (asked.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const response = asked.shift()!;
      return {
        async stream(pace) {
          await keepPace(pace, () => (response.write(chunk(stampedText())) ? null : once(response, 'drain')));
          response.end('data: [DONE]\n\n');
        },
      };
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
