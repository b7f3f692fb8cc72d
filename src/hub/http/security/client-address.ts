import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** All addresses of this machine's own, since a program on it can pick any of them. */
const LOOPBACK = 'loopback';
/** Where there is no connection, or it has closed: requests that the hub makes to itself. */
const UNKNOWN = 'unknown';

/** Tells requests and connections apart by where they come from. */
export interface ClientAddresses {
  /**
   * Returns what the limits per address count a request under: the IPv4 address, the network of an IPv6 address (/64,
   * which one customer has to choose from), or one name for all of this machine.
   */
  ofRequest(incoming: IncomingMessage | undefined): string;
  /** Returns the same for a connection; null for one of a trusted proxy, which carries the requests of many. */
  ofConnection(remoteAddress: string | undefined): string | null;
}

/**
 * The only place that tells a request's address. What a client says about itself in `X-Forwarded-For` counts only where
 * a trusted proxy has passed it on.
 * @param trustedProxies as `parseProxies` gives them
 * @param onUnknownProxy called once, when a proxy on this machine asks where none is trusted
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

  /** Each proxy adds the address that it was asked from at the end: the last one that is not trusted is the client. */
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
 * Reads `TRUSTED_PROXIES`: addresses and networks such as `127.0.0.1, 10.0.0.0/8, fd00::/8`.
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

/** Without a port, brackets or zone, and an IPv4 address as such where it comes in the form of IPv6. */
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

/** The eight groups of an IPv6 address, without leading zeros. */
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
