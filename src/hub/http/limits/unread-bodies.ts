import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import type { HubEnv } from '../hub-env.ts';

/** Maximum size of an unread body that is still received, in bytes. The connection can then be reused. */
const MAX_RECEIVED = 64 * 1024;
/** Time for a client that is still sending to read its answer before the connection closes, in milliseconds. */
const TIME_TO_READ = 500;
const REQUEST_TIMEOUT = 408;

/**
 * Closes the connection if the answer was sent before the body had arrived, and receives nothing more of the body.
 * This middleware must come before all others that may refuse a request.
 */
export function closeUnread(): MiddlewareHandler<HubEnv> {
  return async (context, next) => {
    await next();
    const incoming: IncomingMessage | undefined = context.env?.incoming;
    if (!incoming || incoming.complete) return;
    if (!isLarge(incoming) && context.res.status !== REQUEST_TIMEOUT) return;
    context.header('connection', 'close');
    lingerAfterAnswer(incoming.socket);
  };
}

/** Whether the rest of the body is too large to wait for. The size of a chunked body is unknown. */
function isLarge({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > MAX_RECEIVED;
}

/**
 * By default Node destroys the socket after the answer, while received data is unread. The client's system then
 * discards the answer (RFC 9112, 9.6). Instead, this function half closes the socket, and destroys it after
 * `TIME_TO_READ`.
 */
function lingerAfterAnswer(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    setImmediate(() => socket.pause()); // after Node has started to discard the body
    const timer = setTimeout(() => socket.destroy(), TIME_TO_READ);
    socket.once('close', () => clearTimeout(timer));
  };
}
