import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How many connections may be open at once. */
export interface ConnectionLimits {
  most: number;
  mostPerAddress: number;
  /** Returns the address that a connection counts under; null where it counts under none. */
  addressOf: (remoteAddress: string | undefined) => string | null;
  /** Called when a connection is refused or has to make room for another. */
  onFull: (variable: 'MAX_CONNECTIONS' | 'MAX_CONNECTIONS_PER_ADDRESS') => void;
}

/** Where a connection comes from, and how many requests it has under way. */
interface Place {
  address: string | null;
  requests: number;
}

/**
 * Bounds a server's connections, over all and per address. Where there are too many, the one goes that has had no
 * request under way for longest, such as one whose head does not come: connections that are in use stay, and a new one
 * gets room. Where all are in use, the new one goes.
 */
export function limitConnections(server: Server, limits: ConnectionLimits): void {
  const { most, mostPerAddress, addressOf, onFull } = limits;
  const open = new Map<Socket, Place>();
  const idle = new Set<Socket>(); // sets are in order: the first has been idle for longest
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

  function end(socket: Socket, place: Place | undefined): void {
    socket.destroy();
    if (place) forget(socket, place); // its end is told later, and others may come before
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
      const going = ofAddress ?? socket;
      end(going, open.get(going));
    } else if (open.size > most) {
      onFull('MAX_CONNECTIONS');
      const going = ofAll ?? socket;
      end(going, open.get(going));
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
