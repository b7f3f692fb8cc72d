import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keepPace } from '../hub/pace.ts';
import type { StreamedDocument } from './document.ts';

/** A completion that has been asked for. */
interface OpenCompletion {
  /** Streams a document at that many deltas per second. Tells of each mark that has been sent. */
  stream(document: StreamedDocument, rate: number, onMark: (mark: number, at: number) => void): Promise<void>;
}

/** A server that speaks OpenAI's chat completions, and streams known documents. */
export interface DocumentModel {
  /** What goes into MODEL_BASE_URL. */
  readonly url: string;
  /** Waits until a completion is asked for. Nothing is streamed before its `stream` is called. */
  nextCompletion(): Promise<OpenCompletion>;
  /** Breaks off what is asked for and open: nobody watches it any more. */
  abandon(): void;
  stop(): void;
}

/** The time that pages tell as well, in milliseconds since 1970. */
export function timeNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Starts a model server on a free port. */
export async function startDocumentModel(): Promise<DocumentModel> {
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
      return openCompletion(asked.shift()!);
    },
    abandon() {
      asked.length = 0;
      server.closeAllConnections();
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function openCompletion(response: ServerResponse): OpenCompletion {
  return {
    async stream({ deltas, marks }, rate, onMark) {
      let sent = 0;
      await keepPace({ deltas: deltas.length, interval: 1_000 / rate }, () => {
        const mark = marks.get(sent);
        const taken = response.write(chunk({ content: deltas[sent] }));
        if (mark !== undefined) onMark(mark, timeNow());
        sent += 1;
        return taken ? null : once(response, 'drain');
      });
      response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
    },
  };
}

function chunk(delta: object, finishReason: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  return `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices })}\n\n`;
}
