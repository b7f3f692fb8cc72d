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
 * Makes listeners that handle the requests of one connection one after the other. HTTP/1.1 lets a client send more before
 * it has its answer, and Node hands them all over at once: but only the first has a socket, so only its response tells when
 * the client has left. The others would be worked for, and held in memory, whoever is there to read them. One that waits
 * when its connection closes is never handled; a connection where too many wait is closed.
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
