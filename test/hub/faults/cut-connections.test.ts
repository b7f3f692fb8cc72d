import { get } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSseDecoder, type SseEvent } from '../../../src/protocol/sse-decode.ts';
import { startCuttingProxy, type CuttingProxy } from '../../support/cutting-proxy.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

/** Characters of one byte to four. */
const TEXT = 'Ἓν: 🏛️ 知だ';
/** The distance between two cuts, in bytes. It does not divide the size of a frame or a character. */
const STRIDE = 17;

let hub: TestHub;
let proxy: CuttingProxy;

beforeAll(async () => {
  hub = await openTestHub();
  proxy = await startCuttingProxy(hub.url);
});
afterAll(async () => {
  await proxy.stop();
  await hub.close();
});

/** Reads a stream on its own connection until it ends or breaks. Returns the received data. */
function read(
  path: string,
  lastEventId: string,
): Promise<{ events: SseEvent[]; cursor: string; bytes: number }> {
  const decoder = createSseDecoder();
  const events: SseEvent[] = [];
  let bytes = 0;
  return new Promise((resolve) => {
    const headers = { connection: 'close', ...(lastEventId && { 'last-event-id': lastEventId }) };
    const done = () => resolve({ events, cursor: decoder.lastEventId || lastEventId, bytes });
    const request = get(`${proxy.url}/v1${path}`, { headers, agent: false }, (response) => {
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        events.push(...decoder.push(piece));
      });
      response.on('error', done);
      response.on('close', done);
    });
    request.on('error', done); // cut before the headers were complete
  });
}

it('loses and duplicates nothing, wherever a connection is cut, even inside a character or an event', async () => {
  const { path } = await hub.run(async (env) => {
    await env.addReply(env.completion([], { stream: true }));
  });
  const completion = await hub.provider.nextCompletion();
  for (const character of TEXT) completion.push(character);
  completion.end();
  const whole = (await read(path, '')).events;
  const { bytes } = await read(path, '');
  expect(whole.map(({ data }) => JSON.parse(data)).filter(isDelta)).toHaveLength([...TEXT].length);

  let cutInside = 0;
  for (let at = 1; at < bytes + 500; at += STRIDE) {
    proxy.cutNext(at); // counted from the first byte of the headers
    const first = await read(path, '');
    const rest = first.events.length === whole.length ? [] : (await read(path, first.cursor)).events;
    if (rest.length > 0 && first.events.length > 0) cutInside += 1;
    expect([...first.events, ...rest], `cut after ${at} bytes`).toEqual(whole);
  }
  expect(cutInside).toBeGreaterThan(100);
}, 120_000); // a thousand connections, one after the other

function isDelta({ event }: { event: string }): boolean {
  return event === 'thread.message.delta';
}
