import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
// First: it makes a Response, and a listener replaces that class by one of which it would write the Response twice.
import '@hono/node-server/utils/response';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { HubEnv } from './hub-env.ts';
import { limitConnections, type ConnectionLimits } from './limits/connections.ts';
import { oneAtATime } from './limits/one-at-a-time.ts';

/** What Node allows of a connection. Times are in milliseconds. */
const SERVER_OPTIONS = {
  /**
   * How long a connection stays open that is not used: longer than the minute after which common reverse proxies let go
   * of theirs, so that none of them sends a request into one that is being closed.
   */
  keepAliveTimeout: 75_000,
  /** How long the head of a request may take to come, from the first moment of the connection. */
  headersTimeout: 10_000,
  /** How long a whole request may take to come. An answer, such as a stream, may last for ever. */
  requestTimeout: 120_000,
  /** How often these are looked at. */
  connectionsCheckingInterval: 2_000,
  /** In bytes, for the first line and all headers. */
  maxHeaderSize: 16_384,
};
const MOST_HEADERS = 100;

/** The hub's HTTP server, within these limits. It does not listen yet. */
export function createHubServer(handle: RequestListener, connections: ConnectionLimits): Server {
  const inTurn = oneAtATime();
  const server = createServer(SERVER_OPTIONS, inTurn(handle));
  server.maxHeadersCount = MOST_HEADERS;
  const handleExpecting = inTurn((request, response) => {
    goOnOnceRead(request, response);
    handle(request, response);
  });
  server.on('checkContinue', handleExpecting);
  server.on('checkExpectation', inTurn(refuseExpectation));
  limitConnections(server, connections);
  return server;
}

/** A client that waits to be told to send its body is told so when somebody reads it, and never if it is refused. */
function goOnOnceRead(request: IncomingMessage, response: ServerResponse): void {
  request.once('resume', () => {
    if (!response.headersSent) response.writeContinue();
  });
}

/** As Node does where nobody listens. */
function refuseExpectation(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(417).end();
}

/** What answers the requests of a server by an app. A body that is left unread is the app's to deal with. */
export function requestListener(app: Hono<HubEnv>): RequestListener {
  const listen = getRequestListener(app.fetch, { autoCleanupIncoming: false });
  return (request, response) => void listen(request, response);
}
