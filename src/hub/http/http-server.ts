import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
// This import must come first. It creates a Response, and the listener below replaces the global Response class. If
// the two classes differ, a Response would be written twice.
import '@hono/node-server/utils/response';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { HubEnv } from './hub-env.ts';
import { limitConnections, type ConnectionLimits } from './limits/connections.ts';
import { oneAtATime } from './limits/one-at-a-time.ts';

/** Node's limits for a connection. Times are in milliseconds. */
const SERVER_OPTIONS = {
  /**
   * Time for which an idle connection stays open. Common reverse proxies close their idle connections after a minute.
   * The hub keeps connections for longer, so that a proxy never sends a request on a connection that the hub is
   * closing.
   */
  keepAliveTimeout: 75_000,
  /** Maximum time for the headers of a request to arrive, from the start of the connection. */
  headersTimeout: 10_000,
  /** Maximum time for a whole request to arrive. A response, such as a stream, has no limit. */
  requestTimeout: 120_000,
  /** Interval at which these limits are checked. */
  connectionsCheckingInterval: 2_000,
  /** Maximum size of the request line and all headers, in bytes. */
  maxHeaderSize: 16_384,
};
const MAX_HEADERS = 100;

/** Creates the hub's HTTP server with these limits. It does not listen yet. */
export function createHubServer(handle: RequestListener, connections: ConnectionLimits): Server {
  const inTurn = oneAtATime();
  const server = createServer(SERVER_OPTIONS, inTurn(handle));
  server.maxHeadersCount = MAX_HEADERS;
  const handleExpecting = inTurn((request, response) => {
    continueWhenRead(request, response);
    handle(request, response);
  });
  server.on('checkContinue', handleExpecting);
  server.on('checkExpectation', inTurn(refuseExpectation));
  limitConnections(server, connections);
  return server;
}

/**
 * Answers `Expect: 100-continue` when a route starts to read the body. If the request is refused, the client never
 * sends the body.
 */
function continueWhenRead(request: IncomingMessage, response: ServerResponse): void {
  request.once('resume', () => {
    if (!response.headersSent) response.writeContinue();
  });
}

/** Refuses an expectation with 417, as Node does by default. */
function refuseExpectation(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(417).end();
}

/** Creates a request listener for an app. The app itself handles bodies that no route reads. */
export function requestListener(app: Hono<HubEnv>): RequestListener {
  const listen = getRequestListener(app.fetch, { autoCleanupIncoming: false });
  return (request, response) => void listen(request, response);
}
