import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** One request of an agent. */
export interface HubRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown> | null;
}

/** The answer to a completion. */
export type CompletionAnswer = (response: ServerResponse, request: HubRequest) => void | Promise<void>;

/** A message of the thread, with the fields that tests need. */
export interface HubMessage {
  id: string;
  role: 'user' | 'assistant';
  text: string;
}

/** A hub for an agent's process, with answers from the test. */
export interface FakeHub {
  readonly url: string;
  /** Oldest first. */
  readonly requests: readonly HubRequest[];
  /** The thread, oldest first. */
  messages: HubMessage[];
  run: Record<string, unknown>;
  answer: CompletionAnswer;
  /** The messages that were written to the thread, in order. */
  replies(): Record<string, unknown>[];
  completions(): HubRequest[];
  /** The outputs of tools that were added to the run, in order. */
  outputs(): Record<string, unknown>[];
  close(): Promise<void>;
}

export const THREAD = 'thread_1';
export const RUN = 'run_1';

export async function startFakeHub(): Promise<FakeHub> {
  const requests: HubRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const { pathname, searchParams } = new URL(incoming.url!, hub.url);
    const { method = '', headers } = incoming;
    const body = method === 'POST' ? ((await json(incoming)) as Record<string, unknown>) : null;
    const request = { method, path: pathname, query: Object.fromEntries(searchParams), headers, body };
    requests.push(request);
    if (pathname === '/v1/chat/completions') await hub.answer(response, request);
    else sendJson(response, ...answerTo(hub, request));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const hub: FakeHub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    messages: [{ id: 'msg_1', role: 'user', text: 'What is virtue?' }],
    run: { id: RUN, object: 'thread.run', model: '', instructions: '' },
    answer: streamOf('Know ', 'thyself.'),
    replies: () => requests.flatMap(({ path, body }) => (path.endsWith('/messages') && body ? [body] : [])),
    completions: () => requests.filter(({ path }) => path.endsWith('/completions')),
    outputs: () => requests.flatMap(({ path, body }) => (path.endsWith('/outputs') && body ? [body] : [])),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return hub;
}

/** A streamed completion with a chunk for each piece of text. */
export function streamOf(...pieces: string[]): CompletionAnswer {
  return (response) => {
    openStream(response);
    for (const piece of pieces) response.write(chunkOf({ content: piece }));
    response.end(`${chunkOf({}, 'stop')}data: [DONE]\n\n`);
  };
}

/** The start of a stream: the first chunk, without text. */
export function openStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(chunkOf({ role: 'assistant' }));
}

export function chunkOf(delta: object, finishReason: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', choices })}\n\n`;
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function answerTo(hub: FakeHub, { method, path, query, body }: HubRequest): [number, object] {
  if (path === `/v1/threads/${THREAD}/runs/${RUN}`) return [200, { ...hub.run, ...body }];
  if (path === `/v1/threads/${THREAD}`) return [200, { id: THREAD, metadata: { topic: 'Virtue' } }];
  if (path === `/v1/threads/${THREAD}/runs/${RUN}/outputs`) return [200, { id: 'step_1' }];
  if (path !== `/v1/threads/${THREAD}/messages`) {
    return [404, { error: { message: `There is no ${path}.`, type: 'invalid_request_error' } }];
  }
  if (method === 'POST') return [200, { id: 'msg_new', ...body }];
  if (query['conversation'] !== 'true')
    return [400, { error: { message: 'An agent asks for the conversation.' } }];
  return [200, { object: 'list', data: hub.messages.map(toMessage), has_more: false }];
}

function toMessage({ id, role, text }: HubMessage) {
  const content = [{ type: 'text', text: { value: text, annotations: [] } }];
  return { id, object: 'thread.message', role, content, status: 'completed', metadata: {}, attachments: [] };
}
