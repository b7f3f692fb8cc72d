import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createClientAddresses, parseProxies } from '../../../../src/hub/http/security/client-address.ts';

function request(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

const PROXIES = ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'];

describe('the address that counts for a request', () => {
  it.each([
    ['an IPv4 address', '203.0.113.7', '203.0.113.7'],
    ['an IPv4 address in the form of IPv6', '::ffff:203.0.113.7', '203.0.113.7'],
    ['an IPv6 address, by its network', '2001:db8:0:a::1', '2001:db8:0:a::/64'],
    ['another address of that network', '2001:0DB8:0000:000a:ffff:1:2:3', '2001:db8:0:a::/64'],
    ['a link-local address with its zone', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['this machine', '127.0.0.1', 'loopback'],
    ['this machine by another of its addresses', '127.8.9.10', 'loopback'],
    ['this machine by IPv6', '::1', 'loopback'],
    ['this machine by IPv4 in the form of IPv6', '::ffff:127.0.0.1', 'loopback'],
    ['a connection that has closed', undefined, 'unknown'],
  ])('%s', (_, peer, address) => {
    expect(createClientAddresses([]).ofRequest(request(peer))).toBe(address);
    expect(createClientAddresses([]).ofConnection(peer)).toBe(address);
  });

  it.each([
    ['is ignored without a trusted proxy', '198.51.100.1', '203.0.113.7', '198.51.100.1'],
    ['is used behind one', '127.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['cannot be forged by the client', '127.0.0.1', '192.0.2.1, 203.0.113.7', '203.0.113.7'],
    ['skips each trusted proxy', '127.0.0.1', '203.0.113.7, 10.1.2.3', '203.0.113.7'],
    ['skips one with IPv6', '::ffff:127.0.0.1', '203.0.113.7,fd00::1', '203.0.113.7'],
    ['may have a port', '127.0.0.1', '203.0.113.7:4711', '203.0.113.7'],
    ['may have brackets and a port', '127.0.0.1', '[2001:db8::1]:4711', '2001:db8:0:0::/64'],
    ['is not read beyond an invalid address', '127.0.0.1', '203.0.113.7, unknown', 'loopback'],
    ['may be missing', '10.1.2.3', '', '10.1.2.3'],
  ])('X-Forwarded-For %s', (_, peer, forwarded, address) => {
    expect(createClientAddresses(PROXIES).ofRequest(request(peer, forwarded))).toBe(address);
  });

  it('may be that of an unknown proxy on this machine, which is reported once', () => {
    let asked = 0;
    const { ofRequest } = createClientAddresses([], () => (asked += 1));
    ofRequest(request('127.0.0.1'));
    ofRequest(request('198.51.100.1', '203.0.113.7'));
    expect(asked).toBe(0);
    for (let time = 0; time < 3; time++) ofRequest(request('127.0.0.1', '203.0.113.7'));
    expect(asked).toBe(1);
    const { ofRequest: behindProxy } = createClientAddresses(PROXIES, () => (asked += 1));
    behindProxy(request('127.0.0.1', '203.0.113.7'));
    expect(asked).toBe(1);
  });

  it('is null for the connection of a trusted proxy', () => {
    const { ofConnection } = createClientAddresses(PROXIES);
    expect(ofConnection('127.0.0.1')).toBeNull();
    expect(ofConnection('127.0.0.2')).toBe('loopback');
  });
});

describe('TRUSTED_PROXIES', () => {
  it('accepts addresses and networks', () => {
    expect(parseProxies(' 127.0.0.1,10.0.0.0/8 , fd00::/8,')).toEqual(PROXIES);
  });

  it.each(['localhost', '10.0.0.0/33', '10.0.0/8', '10.0.0.0/8/8', '*', '::1/129'])('refuses %s', (text) => {
    expect(() => parseProxies(text)).toThrow('must be IP addresses or networks');
  });
});
