import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHubServer } from '../../../../src/hub/http/http-server.ts';
import { connectRaw, head, type RawClient } from '../../../support/raw-client.ts';

let server: Server;
let client: RawClient;
/** Requests that have been handled but not answered yet. */
let handled: { request: IncomingMessage; response: ServerResponse }[];
let paths: string[];

beforeEach(async () => {
  [handled, paths] = [[], []];
  server = createHubServer(
    (request, response) => {
      handled.push({ request, response });
      paths.push(request.url ?? '');
    },
    { most: 10, mostPerAddress: 10, addressOf: () => 'here', onFull: () => {} },
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = await connectRaw((server.address() as AddressInfo).port);
});

afterEach(() => {
  client.socket.destroy();
  server.close();
  server.closeAllConnections();
});

describe('pipelined requests of one connection', () => {
  it('are handled one after the other, each after the answer to the previous one', async () => {
    client.send(
      head('GET', '/1') + head('POST', '/2', { 'content-length': 5 }) + 'hello' + head('GET', '/3'),
    );
    for (const path of ['/1', '/2', '/3']) {
      await expect.poll(() => paths.at(-1)).toBe(path);
      expect(handled).toHaveLength(1);
      const { request, response } = handled.pop()!;
      expect(response.socket).toBe(request.socket);
      let body = '';
      for await (const piece of request) body += String(piece);
      response.end(`${path} ${body}|`);
      await client.until(new RegExp(`${path} [a-z]*\\|`));
    }
    expect(client.received).toContain('/2 hello|');
    expect(paths).toEqual(['/1', '/2', '/3']);
  });

  it('are not handled after the client has disconnected', async () => {
    client.send(head('GET', '/1').repeat(40));
    await expect.poll(() => handled.length).toBe(1);
    const closed = once(handled[0]!.response, 'close');
    client.socket.destroy();
    await closed;
    await new Promise(setImmediate);
    expect(handled).toHaveLength(1);
  });

  it('are refused if too many wait: the connection is closed, with the answer in progress', async () => {
    client.send(head('GET', '/1').repeat(1_000));
    await client.closed();
    expect(handled).toHaveLength(1);
    expect(handled[0]!.response.destroyed).toBe(true);
  });

  it('are handled even if one of them has an unknown Expect header', async () => {
    client.send(head('GET', '/1') + head('GET', '/2', { expect: 'wonders' }) + head('GET', '/3'));
    await expect.poll(() => handled.length).toBe(1);
    handled.pop()!.response.end();
    await expect.poll(() => handled.length).toBe(1);
    handled.pop()!.response.end('third');
    await client.until(/HTTP\/1.1 200[^]*HTTP\/1.1 417[^]*HTTP\/1.1 200[^]*third/);
    expect(paths).toEqual(['/1', '/3']);
  });
});
