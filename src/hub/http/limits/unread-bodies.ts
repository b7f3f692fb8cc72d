import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import type { HubEnv } from '../hub-env.ts';

/** Up to this many bytes an unread body is let come, so that the connection can be used again. */
const LET_COME = 64 * 1024;
/** How long a client that is still sending has to read its answer, in milliseconds, before its connection ends. */
const TIME_TO_READ = 500;
const TOO_SLOW = 408;

/**
 * Closes the connection after an answer that was given before the body had come: nothing more of it is taken. It comes
 * before all that may refuse a request.
 */
export function closeUnread(): MiddlewareHandler<HubEnv> {
  return async (context, next) => {
    await next();
    const incoming: IncomingMessage | undefined = context.env?.incoming;
    if (!incoming || incoming.complete) return;
    if (!isLarge(incoming) && context.res.status !== TOO_SLOW) return;
    context.header('connection', 'close');
    lingerAfterAnswer(incoming.socket);
  };
}

/** Whether more of the body may come than is worth waiting for. One in chunks does not say how long it is. */
function isLarge({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > LET_COME;
}

/**
 * Node would destroy the socket once the answer is written, with what the client has sent unread: the client's system
 * then throws the answer away (RFC 9112, 9.6). Instead the socket is half closed, and left alone for a moment.
 */
function lingerAfterAnswer(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    setImmediate(() => socket.pause()); // after Node has begun to read what nobody wants
    const timer = setTimeout(() => socket.destroy(), TIME_TO_READ);
    socket.once('close', () => clearTimeout(timer));
  };
}
