import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How many requests of one connection may wait for those before them. No client of ours sends a second one before its turn. */
const MOST_WAITING = 64;

/** The last request of a connection, and how many of it wait. */
interface Line {
  last: ServerResponse;
  waiting: number;
}

/**
 * Makes listeners that handle the requests of one connection one after the other. HTTP/1.1 lets a client send further
 * requests before the first is answered (pipelining), and Node passes them all on at once. But only the first response has a
 * socket, so only that one tells when the client has left: the hub would go on working for the others. A request that still
 * waits when its connection closes is never handled. A connection with too many waiting requests is closed.
 */
export function oneAtATime(): (handle: RequestListener) => RequestListener {
  const lines = new WeakMap<Socket, Line>();

  return (handle) => (request, response) => {
    const { socket } = request;
    const line = lines.get(socket) ?? { last: response, waiting: 0 };
    const before = line.last;
    lines.set(socket, line);
    line.last = response;
    if (response.socket) {
      handle(request, response);
      return;
    }
    if (line.waiting >= MOST_WAITING) {
      socket.destroy();
      return;
    }
    line.waiting += 1;
    before.once('close', () => {
      line.waiting -= 1;
      if (response.socket) handle(request, response); // else the connection has closed
    });
  };
}
