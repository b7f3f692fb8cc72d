import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCuttingProxy } from '../../support/cutting-proxy.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { EVENT_SOURCE_CLIENTS } from './event-source-clients.ts';

/** Characters of one byte to four. */
const DELTAS = ['Ἓν ', 'οἶδα ', '🏛️ ', 'ὅτι ', 'οὐδὲν ', 'οἶδα.'];
/** The distance between two cuts in the data of an event, in bytes. After the data, each byte is a cut. */
const STRIDE = 11;

let hub: TestHub;
let path: string;
/** The stream of the run, from its first byte on. */
let stream: Buffer;
/** The position at which the event of a delta in the middle begins. */
let begin: number;
/** The position at which the event before it begins. */
let before: number;
let dataEnd: number;
let end: number;

beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {}); // one client logs cut connections there
  hub = await openTestHub({ streamLimits: { retry: { min: 1, max: 1 } } });
  const run = await hub.run((env) => env.addReply(env.completion([], { stream: true })));
  const completion = await hub.provider.nextCompletion();
  completion.push(...DELTAS);
  completion.end();
  await hub.events(run.path);
  path = `/v1${run.path}`;
  stream = Buffer.from(await (await fetch(hub.url + path)).arrayBuffer());
  const delta = stream.indexOf(JSON.stringify(DELTAS[3]));
  begin = stream.lastIndexOf('\n\n', delta) + 2;
  before = stream.lastIndexOf('\n\n', begin - 3) + 2;
  dataEnd = stream.indexOf('\n', delta) + 1;
  end = stream.indexOf('\n\n', delta) + 2;
  // Properties that some clients look for in a browser. The database looks for them too.
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('document', { addEventListener() {}, removeEventListener() {} });
});
afterAll(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await hub.close();
});

/**
 * Reads a run like the page of this protocol:
 * https://github.com/nearai/nearai/blob/main/docs/agents/agent-streaming.md
 */
function readText(open: (onMessage: (data: string) => void) => () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const close = open((message) => {
      try {
        const { event, data } = JSON.parse(message);
        if (event === 'thread.message.delta') text += data.delta.content[0].text.value;
        if (event !== 'thread.run.completed') return;
        resolve(text);
      } catch (error) {
        reject(error as Error);
      }
      queueMicrotask(() => close()); // some call their listener before they return
    });
  });
}

describe.each(EVENT_SOURCE_CLIENTS)('$name', ({ open, takesIdEarly, keepsCutData }) => {
  /** Whether this client loses an event that is cut at this byte: between its id and its end. */
  function isLost(at: number): boolean {
    return (takesIdEarly === true && at === end - 1) || (keepsCutData === true && at >= dataEnd && at < end);
  }

  it('ends with the exact text, at whatever byte an event is cut', async () => {
    const places = Array.from({ length: end - begin }, (_, at) => begin + at + 1).filter(
      (at) => (at >= dataEnd || (at - begin) % STRIDE === 0) && !isLost(at),
    );
    expect(places.length).toBeGreaterThan(10);
    const texts = await Promise.all(
      places.map(async (at) => {
        const proxy = await startCuttingProxy(hub.url);
        proxy.cutNextAfter(stream.subarray(before, at));
        const text = await readText((onMessage) => open(proxy.url + path, onMessage));
        expect(proxy.connections, `cut after ${at} bytes`).toBe(2);
        await proxy.stop();
        return text;
      }),
    );
    expect(texts).toEqual(places.map(() => DELTAS.join('')));
  });
});
