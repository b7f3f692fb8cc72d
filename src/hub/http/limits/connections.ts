import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Maximum numbers of open connections. */
export interface ConnectionLimits {
  most: number;
  mostPerAddress: number;
  /** Returns the address that a connection counts for; null if it counts for none. */
  addressOf: (remoteAddress: string | undefined) => string | null;
  /** Called when a connection is closed because a limit is reached. */
  onFull: (variable: 'MAX_CONNECTIONS' | 'MAX_CONNECTIONS_PER_ADDRESS') => void;
}

/** The address of a connection, and the number of its requests in progress. */
interface Place {
  address: string | null;
  requests: number;
}

/**
 * Limits a server's connections, in total and per address. When there are too many, the connection that has been
 * idle for longest is closed, such as one that never sent its headers. Connections in use stay, and a new one gets
 * the free place. If all are in use, the new one is closed.
 */
export function limitConnections(server: Server, limits: ConnectionLimits): void {
  const { most, mostPerAddress, addressOf, onFull } = limits;
  const open = new Map<Socket, Place>();
  const idle = new Set<Socket>(); // sets keep their order: the first has been idle for longest
  const idleByAddress = new Map<string, Set<Socket>>();
  const openByAddress = new Map<string, number>();

  function setIdle(socket: Socket, { address }: Place): void {
    idle.add(socket);
    if (address === null) return;
    const ofAddress = idleByAddress.get(address) ?? new Set();
    idleByAddress.set(address, ofAddress.add(socket));
  }

  function setInUse(socket: Socket, { address }: Place): void {
    idle.delete(socket);
    if (address === null) return;
    const ofAddress = idleByAddress.get(address);
    ofAddress?.delete(socket);
    if (ofAddress?.size === 0) idleByAddress.delete(address);
  }

  function forget(socket: Socket, place: Place): void {
    if (!open.delete(socket)) return;
    setInUse(socket, place);
    const { address } = place;
    if (address === null) return;
    const rest = (openByAddress.get(address) ?? 0) - 1;
    if (rest > 0) openByAddress.set(address, rest);
    else openByAddress.delete(address);
  }

  function close(socket: Socket, place: Place | undefined): void {
    socket.destroy();
    if (place) forget(socket, place); // its close event comes later, and other connections may open before
  }

  server.on('connection', (socket: Socket) => {
    const address = addressOf(socket.remoteAddress);
    const place: Place = { address, requests: 0 };
    const [ofAddress] = (address !== null && idleByAddress.get(address)) || [];
    const ofAll = idle.values().next().value;
    open.set(socket, place);
    if (address !== null) openByAddress.set(address, (openByAddress.get(address) ?? 0) + 1);
    setIdle(socket, place);
    socket.once('close', () => forget(socket, place));

    if (address !== null && (openByAddress.get(address) ?? 0) > mostPerAddress) {
      onFull('MAX_CONNECTIONS_PER_ADDRESS');
      const closed = ofAddress ?? socket;
      close(closed, open.get(closed));
    } else if (open.size > most) {
      onFull('MAX_CONNECTIONS');
      const closed = ofAll ?? socket;
      close(closed, open.get(closed));
    }
  });

  function countRequest({ socket }: IncomingMessage, response: ServerResponse): void {
    const place = open.get(socket);
    if (!place) return;
    place.requests += 1;
    setInUse(socket, place);
    response.once('close', () => {
      place.requests -= 1;
      if (place.requests === 0 && open.has(socket)) setIdle(socket, place);
    });
  }
  server.prependListener('request', countRequest);
  server.prependListener('checkContinue', countRequest);
}
