import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import type { DeltaLog } from '../../../src/hub/delta-log/delta-log.ts';
import { STREAM_LIMITS } from '../../../src/hub/fan-out/stream-limits.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { followStream, openStream } from './stream-client.ts';
import { startStreamServer, type StreamServer } from './stream-server.ts';

const answerOnce: Agent = async (env) => {
  await env.addReply(env.completion([], { stream: true }));
};

describe('the viewers of a run', () => {
  let hub: TestHub;
  let server: StreamServer;
  /** The error that the log throws, if any. */
  let failure: Error | null = null;

  const failing = (log: DeltaLog): DeltaLog => ({
    ...log,
    read: async (runId, after) => {
      if (failure) throw failure;
      return log.read(runId, after);
    },
  });

  beforeAll(async () => {
    hub = await openTestHub({ wrapLog: failing });
  });
  afterAll(() => hub.close());
  afterEach(async () => {
    failure = null;
    await server.close();
  });

  async function start(
    ...options: Parameters<typeof startStreamServer> extends [unknown, ...infer Rest] ? Rest : never
  ) {
    server = await startStreamServer(hub, ...options);
    const run = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();
    return { ...run, completion, url: server.url(run) };
  }

  const seqs = (events: { lastEventId: string }[]) =>
    events.map(({ lastEventId }) => Number(lastEventId.split('-')[1]));
  const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1);

  it('all get every event once and in order, whenever they connect', async () => {
    const { url, completion, runId } = await start();
    const early = followStream(url);
    const others = [];
    for (const word of ['In', ' the', ' midst', ' of', ' it']) {
      completion.push(word);
      others.push(followStream(url));
      await hub.untilLogged(runId, word);
      others.push(followStream(url));
    }
    completion.end();
    const all = await early;
    expect(seqs(all)).toEqual(upTo(all.length));
    for (const events of await Promise.all(others)) expect(events).toEqual(all);
    expect(await followStream(url)).toEqual(all);
  });

  it('all get every event once and in order when more is sent than they take at once', async () => {
    const { url, threadId, runId, completion } = await start();
    const openai = server.url({ threadId, runId }, 'openai');
    const clients = await Promise.all([url, url, url, openai, openai, openai].map((one) => openStream(one)));
    const reading = clients.map((client) => client.readToEnd());
    for (let at = 0; at < 200; at++) completion.push(`${at} ${'x'.repeat(100 * at)}`);
    completion.end();
    expect(await Promise.all(reading)).toEqual(clients.map(() => true));
    const [first, second, third, ...others] = clients.map(({ events }) => events);
    expect(seqs(first!)).toEqual(upTo(first!.length));
    expect([second, third]).toEqual([first, first]);
    const dataOf = ({ data }: { data: string }) => (JSON.parse(data) as { data: object }).data;
    const named = first!.map((event) => JSON.stringify(dataOf(event)));
    for (const events of others) expect(events.map(({ data }) => data)).toEqual([...named, '[DONE]']);
  });

  it('reconnect by the hundreds at once, and all get the rest', async () => {
    const { url, completion } = await start();
    const clients = await Promise.all(Array.from({ length: 500 }, () => openStream(url)));
    completion.push('before');
    await Promise.all(clients.map((client) => client.until(({ text }) => text.includes('before'))));
    const reconnect = clients.map(async (client) => {
      const hasEnded = await client.readToEnd();
      expect(hasEnded).toBe(false);
      const again = await openStream(url, client.events.at(-1)!.lastEventId);
      expect(await again.readToEnd()).toBe(true);
      return [...client.events, ...again.events];
    });
    server.cut();
    completion.push('after');
    completion.end();
    const all = await followStream(url);
    expect(seqs(all)).toEqual(upTo(all.length));
    for (const events of await Promise.all(reconnect)) expect(events).toEqual(all);
    expect(server.fanOut.open).toBe(0);
  });

  it('get different reconnection times', async () => {
    const { url } = await start();
    const retries = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const client = await openStream(url);
        await client.until(({ text }) => text.includes('\n'));
        client.leave();
        return Number(/^retry: (\d+)\n/.exec(client.text)![1]);
      }),
    );
    const { min, max } = STREAM_LIMITS.retry;
    for (const retry of retries) expect(retry >= min && retry <= max).toBe(true);
    expect(new Set(retries).size).toBeGreaterThan(10);
  });

  it('get reconnection times spread evenly from the minimum to the maximum', async () => {
    const limits = { retry: { min: 1_000, max: 3_000 } };
    const randoms = [0, 0.5, 1];
    const { url } = await start({ limits, random: () => randoms.shift()! });
    for (const retry of [1_000, 2_000, 3_000]) {
      const client = await openStream(url);
      await client.until(({ text }) => text.startsWith(`retry: ${retry}\n`));
      client.leave();
    }
  });

  it('get their headers before the first event, and comments while there is none', async () => {
    const { url } = await start({ limits: { keepAliveInterval: 30 } });
    const client = await openStream(url);
    expect(client.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    await client.until(({ text }) => text.endsWith(': keep-alive\n: keep-alive\n'));
    expect(client.text).not.toContain('hub.keep-alive');
    client.leave();
  });

  it('get a keep-alive event without an id after the comment, if they ask for it and nothing else is sent', async () => {
    const { url, completion } = await start({ limits: { keepAliveInterval: 150 } });
    const client = await openStream(`${url}?keep_alive=event`);
    const sign = ': keep-alive\ndata: {"event":"hub.keep-alive","data":{"interval":150}}\n\n';
    await client.until(({ text }) => text.endsWith(sign + sign));
    completion.push('Good');
    completion.end();
    expect(await client.readToEnd()).toBe(true);
    const logged = client.events.filter(({ data }) => !data.includes('hub.keep-alive'));
    expect(seqs(logged)).toEqual(upTo(logged.length));
  });

  it('are forgotten as soon as they leave', async () => {
    const { url } = await start();
    const [first, second] = [await openStream(url), await openStream(url)];
    expect(server.fanOut.open).toBe(2);
    const closing = server.nextClosing();
    first.leave();
    expect(await closing).toBe('left');
    expect(server.fanOut.open).toBe(1);
    second.leave();
  });

  it('are disconnected when the log cannot be read, which is reported, and reconnect', async () => {
    const { url, completion } = await start();
    const client = await openStream(url);
    completion.push('so far');
    await client.until(({ text }) => text.includes('so far'));
    failure = new Error('the database is gone');
    completion.push(' so good');
    expect(await client.readToEnd()).toBe(false);
    expect(server.problems).toEqual([expect.stringContaining('the database is gone')]);
    failure = null;
    completion.end();
    const again = await openStream(url, client.events.at(-1)!.lastEventId);
    expect(await again.readToEnd()).toBe(true);
    const all = [...client.events, ...again.events];
    expect(seqs(all)).toEqual(upTo(all.length));
  });

  it('are disconnected when the hub closes, also those that connect then', async () => {
    const { url, threadId, runId } = await start();
    const client = await openStream(url);
    const closing = server.nextClosing();
    server.fanOut.close();
    expect(await closing).toBe('shutdown');
    expect(await client.readToEnd()).toBe(false);
    await expect(openStream(server.url({ threadId, runId }))).rejects.toThrow('socket hang up');
  });

  it('get the end of a stream whose thread is deleted', async () => {
    const { url, threadId, completion } = await start();
    const client = await openStream(url);
    completion.push('so far');
    await client.until(({ text }) => text.includes('so far'));
    await hub.call(`/threads/${threadId}`, undefined, 'DELETE');
    expect(await client.readToEnd()).toBe(true);
  });
});
