import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** The fields of a request's body that tests read. */
export interface ModelRequestBody {
  model?: string;
  stream?: boolean;
  messages?: { role: string; content: string; [field: string]: unknown }[];
  [field: string]: unknown;
}

/** A request that the model server received. */
export interface ModelRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** The parsed body; null if there is none. */
  readonly body: ModelRequestBody | null;
  /** Number of chunks with text that have been sent to it. */
  chunksWithText: number;
  /** Whether the connection closed before the answer was complete: the server broke it, or the client disconnected. */
  isAborted: boolean;
  /** Settles when the answer has ended or the client has disconnected. */
  readonly ended: Promise<void>;
}

/** Answers one request. `model-answers.ts` has correct and faulty answers. */
export type ModelAnswer = (response: ServerResponse, request: ModelRequest) => void | Promise<void>;

/** A server of OpenAI's chat completions, whose answers may be faulty. */
export interface ModelServer {
  /** The value for MODEL_BASE_URL. */
  readonly url: string;
  /** The requests for completions, oldest first. */
  readonly requests: readonly ModelRequest[];
  /** Waits for the request with this index, 0 for the first. */
  request(index: number): Promise<ModelRequest>;
  /** Answers each request from now on with the next of these. The last one answers all further requests. */
  answerWith(...answers: [ModelAnswer, ...ModelAnswer[]]): void;
  /** The requests for the list of models, oldest first. A hub sends one when it starts. */
  readonly listings: readonly ModelRequest[];
  /** Answers requests for the list of models. Without it, the list is empty. */
  answerListingsWith(answer: ModelAnswer): void;
  stop(): Promise<void>;
}

const LISTING = /\/models(\?|$)/;

/** Starts a model server on a free port. */
export async function startModelServer(...answers: [ModelAnswer, ...ModelAnswer[]]): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const listings: ModelRequest[] = [];
  let listingAnswer: ModelAnswer = (response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}');
  let queue: ModelAnswer[] = answers;
  const waiting: (() => void)[] = [];

  const server = createServer((incoming, response) => void answer(incoming, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming, response);
    if (LISTING.test(request.path)) {
      listings.push(request);
      return listingAnswer(response, request);
    }
    requests.push(request);
    for (const wake of waiting.splice(0)) wake();
    const next = queue.length > 1 ? queue.shift() : queue[0];
    await next?.(response, request);
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    async request(index) {
      for (;;) {
        const request = requests[index];
        if (request) return request;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    answerWith(...next) {
      queue = next;
    },
    listings,
    answerListingsWith(next) {
      listingAnswer = next;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readRequest(incoming: IncomingMessage, response: ServerResponse): Promise<ModelRequest> {
  const body = await text(incoming);
  const request: ModelRequest = {
    path: incoming.url ?? '',
    headers: incoming.headers,
    body: body === '' ? null : JSON.parse(body),
    chunksWithText: 0,
    isAborted: false,
    ended: new Promise((resolve) => {
      response.on('close', () => {
        request.isAborted = !response.writableEnded;
        resolve();
      });
    }),
  };
  return request;
}
