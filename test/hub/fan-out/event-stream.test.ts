import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventStream } from '../../../src/hub/fan-out/event-stream.ts';
import { createFanOut, type FanOut } from '../../../src/hub/fan-out/fan-out.ts';
import { STREAM_LIMITS } from '../../../src/hub/fan-out/stream-limits.ts';
import type { StreamClosing } from '../../../src/hub/observability/metrics.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { openStream } from './stream-client.ts';

describe('a stream of events that are not in a log', () => {
  let hub: TestHub;
  let fanOut: FanOut;
  let server: Server;
  let url: string;
  let opened: EventStream;
  let closings: StreamClosing[];

  beforeAll(async () => {
    hub = await openTestHub();
  });
  afterAll(() => hub.close());

  beforeEach(async () => {
    closings = [];
    fanOut = createFanOut({
      db: hub.db,
      log: hub.log,
      watch: () => ({ frames() {}, closed: (reason) => void closings.push(reason) }),
      report: (problem) => expect.fail(problem),
      random: () => 0,
    });
    server = createServer((request, response) => {
      if (request.url === '/gone') response.destroy();
      opened = fanOut.openEventStream(response, { 'x-content-type-options': 'nosniff' }, false);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  const closed = () => new Promise<void>((resolve) => opened.onClose(resolve));

  it('sends its frames after its headers and retry', async () => {
    const client = await openStream(url);
    expect(client.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    opened.send('data: 1\n\n');
    opened.send('data: 2\n\n');
    await client.until(({ text }) => text.includes('data: 2'));
    expect(client.text).toBe(`retry: ${STREAM_LIMITS.retry.min}\ndata: 1\n\ndata: 2\n\n`);
    const closing = closed();
    client.leave();
    await closing;
  });

  it('calls listeners when its client has left, also those that are added later', async () => {
    const client = await openStream(url);
    const closing = closed();
    client.leave();
    await closing;
    await closed();
    expect([fanOut.open, closings]).toEqual([0, ['left']]);
  });

  it('is closed from the start if its client left before it was answered', async () => {
    await expect(openStream(`${url}/gone`)).rejects.toThrow('socket hang up');
    await closed();
    expect([fanOut.open, closings]).toEqual([0, ['left']]);
  });

  it('queues frames for a client that does not read, and disconnects it beyond the limit', async () => {
    const client = await openStream(url);
    let sent = 0;
    while (closings.length === 0) {
      opened.send(`data: ${sent++} ${'x'.repeat(50_000)}\n\n`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(closings).toEqual(['slow']);
    expect(await client.readToEnd()).toBe(false);
    const received = client.events.map(({ data }) => Number(data.split(' ')[0]));
    expect(received).toEqual(received.map((_, at) => at));
    expect(received.length).toBeLessThan(sent);
  });
});
