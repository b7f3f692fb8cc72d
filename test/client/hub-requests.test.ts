import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHubRequests, type HubRequests } from '../../src/client/hub-requests.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function requestsTo(answer: RequestListener): Promise<HubRequests> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return createHubRequests(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const ANY = z.object({ id: z.string() });

describe('an answer of the hub', () => {
  it('that is cut off is no answer: whether the hub has done what was asked is not known', async () => {
    const { requestJson } = await requestsTo((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"id":', () => response.destroy());
    });
    await expect(requestJson(ANY, '/v1/threads', { body: {} })).rejects.toMatchObject({
      name: 'HubUnreachableError',
    });
  });

  it('that is no JSON is one that cannot be read', async () => {
    const { requestJson } = await requestsTo((_, response) => response.end('<html>'));
    await expect(requestJson(ANY, '/v1/threads')).rejects.toMatchObject({ name: 'ApiError', status: 200 });
  });
});
