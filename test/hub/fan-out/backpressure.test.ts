import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import type { StreamLimits } from '../../../src/hub/fan-out/stream-limits.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { followStream, openStream } from './stream-client.ts';
import { startStreamServer, type StreamServer } from './stream-server.ts';

const answerOnce: Agent = async (env) => {
  await env.addReply(env.completion([], { stream: true }));
};

const MEBIBYTE = 1024 * 1024;
/** More than the operating system buffers for a client that does not read. */
const MORE_THAN_FITS = 12 * MEBIBYTE;

describe('a client that does not read', () => {
  let hub: TestHub;
  let server: StreamServer;
  beforeAll(async () => {
    hub = await openTestHub();
  });
  afterAll(() => hub.close());
  afterEach(() => server.close());

  async function start(limits: Partial<StreamLimits> = {}) {
    server = await startStreamServer(hub, { limits });
    const run = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();

    /** Streams `size` bytes, in parts of `part` bytes. Each part is in the log before the next one is sent. */
    async function push(size: number, part: number, onPushed: () => void = () => {}): Promise<void> {
      for (let at = 0; at < size; at += part) {
        completion.push(`${at}.${'x'.repeat(part)}`);
        await hub.untilLogged(run.runId, `"${at}.`);
        onPushed();
      }
    }

    return { run, url: server.url(run), completion, push };
  }

  it('delays no other client, is disconnected when it misses too much, and loses nothing when it reconnects', async () => {
    const { url, completion, push } = await start({ missedGrace: 0 });
    const stalled = await openStream(url);
    await stalled.until(({ text }) => text.includes('thread.message.created'));
    const response = server.newest();
    const fast = followStream(url);
    const closing = server.nextClosing();
    let maxBuffered = 0;
    await push(MORE_THAN_FITS, MEBIBYTE / 8, () => {
      maxBuffered = Math.max(maxBuffered, response.writableLength);
    });
    expect(await closing).toBe('slow');
    expect(maxBuffered).toBeLessThan(80 * 1024);
    completion.end();
    const all = await fast;
    expect(await stalled.readToEnd()).toBe(false);
    const rest = await openStream(url, stalled.events.at(-1)!.lastEventId);
    expect(await rest.readToEnd()).toBe(true);
    expect([...stalled.events, ...rest.events]).toEqual(all);
  });

  it('is disconnected when it has not read for too long, even if nothing more is sent', async () => {
    const { url, run, push } = await start({ stallTimeout: 200, keepAliveInterval: 150 });
    await push(MORE_THAN_FITS, MEBIBYTE);
    for (const of of [url, server.url(run, 'openai')]) {
      const closing = server.nextClosing();
      const client = await openStream(of);
      expect(await closing).toBe('slow');
      expect(await client.readToEnd()).toBe(false);
    }
  });

  it('is not disconnected for what it misses, if it would not reconnect by itself', async () => {
    const { run, completion, push } = await start({ missedLimit: 1, missedGrace: 0 });
    const client = await openStream(server.url(run, 'openai'));
    await push(MORE_THAN_FITS, MEBIBYTE);
    completion.end();
    expect(await client.readToEnd()).toBe(true);
    expect(client.text.endsWith('event: done\ndata: [DONE]\n\n')).toBe(true);
    expect(client.text).toContain(`"${11 * MEBIBYTE}.`);
  });

  it('receives an event that is larger than what it may miss, however slowly it reads', async () => {
    const { url, completion, push } = await start({ missedLimit: MEBIBYTE / 4, missedGrace: 0 });
    const client = await openStream(url);
    await push(MORE_THAN_FITS, MORE_THAN_FITS);
    let reads = 0;
    await client.until(({ events }) => {
      if (reads++ % 10 === 0) completion.push('more meanwhile');
      return events.some(({ data }) => data.length > MORE_THAN_FITS);
    });
    expect(reads).toBeGreaterThan(100);
    completion.end();
    expect(await client.readToEnd()).toBe(true);
    expect(client.events).toEqual(await followStream(url));
  });

  it('receives it after a reconnect too, even if too much is appended before it has read it', async () => {
    const { url, push } = await start({ missedLimit: MEBIBYTE / 4, missedGrace: 0 });
    await push(MORE_THAN_FITS, MORE_THAN_FITS);
    const client = await openStream(url);
    await push(MEBIBYTE, MEBIBYTE / 8);
    await client.until(({ events }) => events.some(({ data }) => data.length > MORE_THAN_FITS));
    client.leave();
  });

  it('catches up from the log when it reads again, and is live from then on', async () => {
    const { url, run, completion, push } = await start({ missedLimit: Infinity });
    const clients = [await openStream(url), await openStream(server.url(run, 'openai'))];
    const haveRead = async (deltas: number) => {
      const isDelta = ({ data }: { data: string }) => data.includes('thread.message.delta');
      for (const client of clients) {
        await client.until(({ events }) => events.length > deltas && events.filter(isDelta).length >= deltas);
      }
    };
    await push(MORE_THAN_FITS, MEBIBYTE);
    await haveRead(12);
    completion.push('live', ' again');
    await haveRead(14);
    await push(MORE_THAN_FITS, MEBIBYTE);
    completion.end();
    const all = await followStream(url);
    for (const client of clients) {
      expect(await client.readToEnd()).toBe(true);
      const ids = client.events.map(({ lastEventId }) => lastEventId);
      expect(ids.slice(0, all.length)).toEqual(all.map(({ lastEventId }) => lastEventId));
    }
  });
});
