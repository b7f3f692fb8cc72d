import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keepPace } from '../hub/pace.ts';
import { LAST_WORD, type StreamedDocument } from './document.ts';
import type { Part } from './scenarios.ts';

/** A requested completion. */
interface OpenCompletion {
  /** Streams a document at this many deltas per second, as this part of an answer. Calls back after each mark. */
  stream(
    document: StreamedDocument,
    part: Part,
    rate: number,
    onMark: (mark: number, at: number) => void,
  ): Promise<void>;
}

/** A server of OpenAI's chat completions that streams known documents. */
export interface DocumentModel {
  /** The value for MODEL_BASE_URL. */
  readonly url: string;
  /** Waits for a request for a completion. It is not answered before its `stream` is called. */
  nextCompletion(): Promise<OpenCompletion>;
  /** Aborts all open completions. */
  abandon(): void;
  stop(): void;
}

/** The current time on the same clock as the pages, in milliseconds since 1970. */
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
    async stream({ deltas, marks }, part, rate, onMark) {
      let sent = 0;
      if (part === 'arguments') response.write(chunk(callOf('{"text":"')));
      await keepPace({ deltas: deltas.length, interval: 1_000 / rate }, () => {
        const mark = marks.get(sent);
        const taken = response.write(chunk(deltaOf(part, deltas[sent] ?? '')));
        if (mark !== undefined) onMark(mark, timeNow());
        sent += 1;
        return taken ? null : once(response, 'drain');
      });
      if (part !== 'text') response.write(chunk({ content: LAST_WORD }));
      response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
    },
  };
}

function deltaOf(part: Part, text: string): object {
  switch (part) {
    case 'text':
      return { content: text };
    case 'thinking':
      return { reasoning_content: text };
    case 'arguments':
      return { tool_calls: [{ index: 0, function: { arguments: JSON.stringify(text).slice(1, -1) } }] };
  }
}

function callOf(args: string): object {
  return {
    tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'write', arguments: args } }],
  };
}

function chunk(delta: object, finishReason: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  return `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices })}\n\n`;
}
