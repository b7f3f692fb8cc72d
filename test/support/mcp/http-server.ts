import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { HttpServer } from '../../../src/hub/mcp/mcp-config.ts';
import { listen } from '../listen.ts';
import { createToolServer, type ToolServerOptions } from './tool-server.mjs';

interface HttpServerOptions extends Omit<ToolServerOptions, 'onDie'> {
  /** Whether it answers with JSON instead of a stream. */
  answersJson?: boolean;
}

/** A server of the tests over streamable HTTP. Each session has a state of its own. */
export interface TestHttpServer {
  readonly config: HttpServer;
  /** The headers of the requests so far. */
  readonly headers: readonly IncomingHttpHeaders[];
  /** The methods of the messages so far. */
  readonly methods: readonly string[];
  /** Number of open sessions. */
  sessions(): number;
  /** Forgets all sessions, as after a restart. */
  forgetSessions(): void;
  close(): Promise<void>;
}

export async function startHttpServer(options: HttpServerOptions = {}): Promise<TestHttpServer> {
  const transports = new Map<string, StreamableHTTPServerTransport>();
  const headers: IncomingHttpHeaders[] = [];
  const sockets = new Set<Socket>();
  const methods: string[] = [];

  /** Breaks all connections off, and forgets all sessions. */
  function onDie(): void {
    transports.clear();
    for (const socket of sockets) socket.destroy();
  }

  async function openSession(): Promise<StreamableHTTPServerTransport> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse: options.answersJson ?? false,
      onsessioninitialized: (id) => void transports.set(id, transport),
      onsessionclosed: (id) => void transports.delete(id),
    });
    await createToolServer({ ...options, onDie }).connect(transport as Transport);
    const { onmessage } = transport;
    const watch: typeof onmessage = (message, extra) => {
      if ('method' in message) methods.push(message.method);
      onmessage?.(message, extra);
    };
    Object.assign(transport, { onmessage: watch });
    return transport;
  }

  const server = await listen(async (request, response) => {
    headers.push(request.headers);
    sockets.add(request.socket);
    const session = request.headers['mcp-session-id'];
    const transport = session === undefined ? await openSession() : transports.get(String(session));
    if (transport) await transport.handleRequest(request, response);
    else response.writeHead(404).end();
  });

  return {
    config: { url: `${server.url}/mcp`, headers: { authorization: 'Bearer of-the-test' } },
    headers,
    methods,
    sessions: () => transports.size,
    forgetSessions: () => transports.clear(),
    close: server.close,
  };
}
