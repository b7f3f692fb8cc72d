import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** One name for all loopback addresses, because a program on this machine can use any of them. */
const LOOPBACK = 'loopback';
/**
 * The address if there is no connection, as for requests that the hub sends itself, or the connection has closed.
 */
const UNKNOWN = 'unknown';

/** Finds the address of requests and connections. */
export interface ClientAddresses {
  /**
   * Returns the address that counts for limits per address: the IPv4 address, the /64 network of an IPv6 address
   * (one customer can use all of its addresses), or one name for all of this machine.
   */
  ofRequest(incoming: IncomingMessage | undefined): string;
  /**
   * Returns that address for a connection; null for a trusted proxy, whose connections carry requests of many
   * clients.
   */
  ofConnection(remoteAddress: string | undefined): string | null;
}

/**
 * The only place that finds a request's address. `X-Forwarded-For` counts only if a trusted proxy has sent it.
 * @param trustedProxies as returned by `parseProxies`
 * @param onUnknownProxy called once, when a proxy on this machine sends a request but no proxy is trusted
 */
export function createClientAddresses(
  trustedProxies: readonly string[],
  onUnknownProxy: () => void = () => {},
): ClientAddresses {
  const trusted = blockListOf(trustedProxies);
  let isProxyExpected = trustedProxies.length > 0;

  function isTrusted(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && trusted.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }

  /**
   * Each proxy appends the address that it got the request from: the last address that is not trusted is the client.
   */
  function clientOf(peer: string, forwarded: string): string {
    let client = peer;
    for (const entry of forwarded.split(',').toReversed()) {
      if (!isTrusted(client)) break;
      const address = plainAddress(entry.trim());
      if (isIP(address) === 0) break;
      client = address;
    }
    return client;
  }

  return {
    ofRequest(incoming) {
      const peer = incoming?.socket.remoteAddress;
      if (incoming === undefined || peer === undefined) return UNKNOWN;
      const forwarded = [incoming.headers['x-forwarded-for'] ?? []].flat().join(',');
      const address = networkOf(clientOf(plainAddress(peer), forwarded));
      if (!isProxyExpected && forwarded !== '' && address === LOOPBACK) {
        isProxyExpected = true;
        onUnknownProxy();
      }
      return address;
    },
    ofConnection(remoteAddress) {
      if (remoteAddress === undefined) return UNKNOWN;
      const address = plainAddress(remoteAddress);
      return isTrusted(address) ? null : networkOf(address);
    },
  };
}

/**
 * Parses `TRUSTED_PROXIES`: addresses and networks such as `127.0.0.1, 10.0.0.0/8, fd00::/8`.
 * @throws Error that says what is wrong
 */
export function parseProxies(text: string): string[] {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const wrong = entries.find((entry) => !isNetwork(entry));
  if (wrong === undefined) return entries;
  throw new Error('must be IP addresses or networks such as 127.0.0.1 or 10.0.0.0/8, separated by commas');
}

function isNetwork(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 6 ? 128 : 32));
}

function blockListOf(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

/** Removes port, brackets and zone, and turns an IPv4 address in IPv6 form into plain IPv4. */
function plainAddress(text: string): string {
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? [];
  const [, withoutPort] = /^(\d+(?:\.\d+){3}):\d+$/.exec(text) ?? [];
  const address = (bracketed ?? withoutPort ?? text).split('%', 1)[0]!;
  return address.replace(/^::ffff:(?=\d+(?:\.\d+){3}$)/i, '');
}

function networkOf(address: string): string {
  if (isIP(address) !== 6) return address.startsWith('127.') ? LOOPBACK : address;
  const groups = groupsOf(address);
  if (groups.slice(0, 7).every((group) => group === '0') && groups[7] === '1') return LOOPBACK;
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** Returns the eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const parts = (half: string) => half.split(':').filter((group) => group !== '');
  const first = parts(head);
  const last = parts(tail ?? '');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  return [...first, ...Array<string>(gap).fill('0'), ...last].map((group) =>
    group.toLowerCase().replace(/^0+(?=.)/, ''),
  );
}
