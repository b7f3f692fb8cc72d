import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { encodeEnvelope } from '../../../src/protocol/sse-encode.ts';
import { keepPace, stampedText, type Pace } from './pace.ts';

/**
 * The server that the hub is compared with. It uses only `node:http`, and writes the same frames to every viewer as the
 * hub. `GET` opens a viewer, `POST` with a pace streams to all viewers.
 */
const viewers: ServerResponse[] = [];

function frame(seq: number): string {
  const content = [{ index: 0, type: 'text', text: { value: stampedText() } }];
  const data = { id: 'msg_0123456789abcdefghijklmn', object: 'thread.message.delta', delta: { content } };
  return encodeEnvelope(`1-${seq}`, 'thread.message.delta', JSON.stringify(data));
}

async function stream(pace: Pace): Promise<void> {
  let seq = 0;
  await keepPace(pace, () => {
    seq += 1;
    const text = frame(seq);
    const full = viewers.filter((viewer) => !viewer.write(text));
    return full.length > 0
      ? Promise.all(full.map((viewer) => once(viewer, 'drain')))
      : pace.interval === 0
        ? new Promise((resolve) => setImmediate(resolve))
        : null;
  });
  for (const viewer of viewers.splice(0)) viewer.end();
}

const server = createServer((request, response) => {
  if (request.method === 'POST') {
    void json(request).then((pace) => stream(pace as Pace));
    response.end();
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write('retry: 1000\n');
  viewers.push(response);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.stdout.write(
  `The bare server is at http://127.0.0.1:${(server.address() as AddressInfo).port}, ready.\n`,
);
