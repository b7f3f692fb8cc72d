import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHubServer } from '../../../../src/hub/http/http-server.ts';
import { connectRaw, head, type RawClient } from '../../../support/raw-client.ts';

const HALF = 'GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\nx-never-ends: ';
const STREAM = head('GET', '/stream');
const ASK = head('GET', '/health');

let server: Server;
let port: number;
let clients: RawClient[];
let full: string[];
let streams: (() => void)[];

/** A server for ten connections, four per address. Connections from 127.0.0.9 are those of a trusted proxy. */
beforeEach(async () => {
  [clients, full, streams] = [[], [], []];
  server = createHubServer(
    (request, response) => {
      if (request.url !== '/stream') response.end('well');
      else streams.push(() => void response.write('delta\n'));
      response.flushHeaders();
    },
    {
      most: 10,
      mostPerAddress: 4,
      addressOf: (address) => (address === '127.0.0.9' ? null : (address ?? 'unknown')),
      onFull: (variable) => full.push(variable),
    },
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterEach(() => {
  for (const { socket } of clients) socket.destroy();
  server.close();
  server.closeAllConnections();
});

async function open(from: string, text: string): Promise<RawClient> {
  const client = await connectRaw(port, from);
  clients.push(client);
  client.send(text);
  return client;
}

async function openStream(from: string): Promise<RawClient> {
  const client = await open(from, STREAM);
  await client.until(/200 OK/);
  return client;
}

const openConnections = () =>
  new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));

describe('a server whose connections are limited', () => {
  it('keeps at most that many unfinished requests of one address, and those in use', async () => {
    const stream = await openStream('127.0.0.1');
    for (let at = 0; at < 300; at++) await open('127.0.0.1', HALF);
    await expect.poll(openConnections).toBeLessThanOrEqual(4);
    streams[0]!();
    await stream.until(/delta/);
    const other = await open('127.0.0.1', ASK);
    await other.until(/well/);
    expect(full).toContain('MAX_CONNECTIONS_PER_ADDRESS');
  });

  it('keeps at most that many of all addresses, and has room for new requests', async () => {
    const stream = await openStream('127.0.0.1');
    for (let at = 0; at < 300; at++) await open(`127.0.1.${at % 100}`, HALF);
    await expect.poll(openConnections).toBeLessThanOrEqual(10);
    streams[0]!();
    await stream.until(/delta/);
    const other = await open('127.0.0.2', ASK);
    await other.until(/well/);
    expect(full).toContain('MAX_CONNECTIONS');
  });

  it('closes the connection that has been idle for longest, even between two requests', async () => {
    const first = await open('127.0.0.1', ASK);
    await first.until(/well/);
    const second = await open('127.0.0.1', HALF);
    first.send(ASK);
    await first.until(/well[^]*well/);
    for (let at = 0; at < 3; at++) await openStream('127.0.0.1');
    await second.closed();
    expect(first.socket.destroyed).toBe(false);
  });

  it('refuses a new one if all are in use', async () => {
    for (let at = 0; at < 4; at++) await openStream('127.0.0.1');
    const refused = await open('127.0.0.1', ASK);
    expect(await refused.closed()).toBe('');
    for (const stream of streams) stream();
    for (const client of clients.slice(0, 4)) await client.until(/delta/);
  });

  it('reuses the place of a closed connection', async () => {
    for (let round = 0; round < 3; round++) {
      for (let at = 0; at < 4; at++) await openStream('127.0.0.1');
      for (const { socket } of clients.splice(0)) socket.destroy();
      await expect.poll(openConnections).toBe(0);
    }
    expect(full).toEqual([]);
  });

  it('does not count a trusted proxy’s for an address', async () => {
    for (let at = 0; at < 8; at++) await openStream('127.0.0.9');
    expect(full).toEqual([]);
  });

  it('waits seconds for headers, two minutes for a request, and without limit for an answer', () => {
    expect(server.headersTimeout).toBe(10_000);
    expect(server.requestTimeout).toBe(120_000);
    expect(server.timeout).toBe(0);
    expect(server.maxHeadersCount).toBe(100);
    // Longer than the minute after which common proxies close an idle connection.
    expect(server.keepAliveTimeout).toBe(75_000);
  });
});
