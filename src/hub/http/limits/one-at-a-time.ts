import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Maximum number of requests of one connection that may wait for earlier ones. Our own clients never send a second
 * request before the first is answered.
 */
const MAX_WAITING = 64;

/** The response to the last request of a connection, and the number of waiting requests. */
interface Queue {
  last: ServerResponse;
  waiting: number;
}

/**
 * Creates a wrapper for request listeners that handles the requests of one connection one after the other. With
 * HTTP/1.1 pipelining, a client sends more requests before the first is answered, and Node hands all of them out at
 * once. But only the first response has a socket, and only that one reports when the client disconnects: the hub
 * would continue to work for the others. A request that still waits when its connection closes is never handled. A
 * connection with too many waiting requests is closed.
 */
export function oneAtATime(): (handle: RequestListener) => RequestListener {
  const queues = new WeakMap<Socket, Queue>();

  return (handle) => (request, response) => {
    const { socket } = request;
    const queue = queues.get(socket) ?? { last: response, waiting: 0 };
    const before = queue.last;
    queues.set(socket, queue);
    queue.last = response;
    if (response.socket) {
      handle(request, response);
      return;
    }
    if (queue.waiting >= MAX_WAITING) {
      socket.destroy();
      return;
    }
    queue.waiting += 1;
    before.once('close', () => {
      queue.waiting -= 1;
      if (response.socket) handle(request, response); // without a socket the connection has closed
    });
  };
}
