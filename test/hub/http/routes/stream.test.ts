import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../../src/agents/agent.ts';
import { readEvents } from '../../../support/read-events.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';
import { openStream } from '../../fan-out/stream-client.ts';

const answerOnce: Agent = async (env) => {
  await env.addReply(env.completion(await env.listMessages(), { stream: true }));
};

/** More than the operating system buffers for a client that does not read, in characters. */
const MORE_THAN_FITS = 12 * 1024 * 1024;

describe('the envelope stream', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await openTestHub();
  });
  afterAll(() => hub.close());

  async function endedRun() {
    const run = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();
    completion.push('a', 'b', 'c');
    completion.end();
    const events = await hub.events(run.path);
    const named = (name: string) => events.find(({ event }) => event === name)!;
    return { ...run, events, named, last: events.at(-1)! };
  }

  it('sends every event of a run in an envelope, with dense ids', async () => {
    const { events, named } = await endedRun();
    expect(events.map(({ id, event }) => `${id} ${event}`)).toEqual([
      '1-1 thread.run.created',
      '1-2 thread.run.queued',
      '1-3 thread.run.in_progress',
      '1-4 thread.run.step.created',
      '1-5 thread.run.step.in_progress',
      '1-6 thread.message.created',
      '1-7 thread.message.in_progress',
      '1-8 thread.message.delta',
      '1-9 thread.message.delta',
      '1-10 thread.message.delta',
      '1-11 thread.message.completed',
      '1-12 thread.run.step.completed',
      '1-13 thread.run.completed',
    ]);
    const { id } = named('thread.message.created').data;
    expect(named('thread.message.delta').data).toEqual({
      id,
      object: 'thread.message.delta',
      delta: { content: [{ index: 0, type: 'text', text: { value: 'a' } }] },
    });
    expect(named('thread.message.completed').data).toMatchObject({
      id,
      object: 'thread.message',
      status: 'completed',
      content: [{ type: 'text', text: { value: 'abc', annotations: [] } }],
    });
    expect(named('thread.run.completed').data).toMatchObject({ object: 'thread.run', status: 'completed' });
  });

  it('is framed for an EventSource: unnamed events, retry at once, no bare [DONE]', async () => {
    const { path } = await endedRun();
    const response = await hub.request(path);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    const text = await response.text();
    expect(text).toMatch(/^retry: \d+\ndata: \{"event":"thread\.run\.created",.*\}\nid: 1-1\n\n/);
    expect(text).not.toMatch(/^event:|\[DONE\]/m);
  });

  it('continues after a cursor, in the header or in the URL', async () => {
    const { path, events } = await endedRun();
    expect(await hub.events(path, '1-6')).toEqual(events.slice(6));
    expect(await hub.events(`${path}?last_event_id=1-9`)).toEqual(events.slice(9));
    expect(await hub.events(`${path}?lastEventId=1-9`)).toEqual(events.slice(9));
    expect(await hub.events(`${path}?last_event_id=1-6&lastEventId=1-9`)).toEqual(events.slice(9));
    expect(await hub.events(`${path}?lastEventId=1-6&lastEventId=1-9`)).toEqual(events.slice(9));
    expect(await hub.events(`${path}?last_event_id=1-9`, '1-11')).toEqual(events.slice(11));
    expect(await hub.events(`${path}?lastEventId=1-9`, '1-11')).toEqual(events.slice(11));
  });

  it('answers 204 to a client that has the end, so that it stops reconnecting', async () => {
    const { path, last } = await endedRun();
    const headers = { 'last-event-id': last.id };
    const response = await hub.request(path, { headers });
    expect(response.status).toBe(204);
    for (const name of ['last_event_id', 'lastEventId']) {
      expect((await hub.request(`${path}?${name}=${last.id}`)).status, name).toBe(204);
    }
  });

  it('sends each delta at once to all viewers, whenever they connected', async () => {
    const { path } = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();
    const early = hub.events(path);
    completion.push('one');
    const reader = (await hub.request(path)).body!.getReader();
    const utf8 = new TextDecoder();
    let seen = '';
    while (!seen.includes('"one"')) seen += utf8.decode((await reader.read()).value, { stream: true });
    completion.push('two');
    while (!seen.includes('"two"')) seen += utf8.decode((await reader.read()).value, { stream: true });
    expect(seen).not.toContain('thread.run.completed');
    await reader.cancel();
    completion.end();
    const all = await early;
    expect(all).toEqual(await hub.events(path));
    expect(all.filter(({ event }) => event === 'thread.message.delta')).toHaveLength(2);
  });

  it('is not delayed by a client that does not read', async () => {
    const { path } = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();
    const stalled = await hub.request(path);
    const fast = hub.events(path);
    for (let at = 0; at < 500; at++) completion.push(String(at));
    completion.end();
    const events = await fast;
    expect(await readEvents(stalled)).toEqual(events);
  });

  it.each(['9-1', '1-9999', '1-999999999999', 'no id at all'])(
    'starts a client whose cursor is unknown (%s) from a snapshot',
    async (cursor) => {
      const { path, runId } = await hub.run(answerOnce);
      const completion = await hub.provider.nextCompletion();
      completion.push('so ', 'far', ', so good');
      await hub.untilLogged(runId, ', so good');
      const events = hub.events(path, cursor);
      completion.push('!');
      completion.end();
      const [snapshot, ...rest] = await events;
      const text = (snapshot!.data as unknown as { drafts: { text: string }[] }).drafts[0]!.text;
      const added = rest.map(({ event, data }) =>
        event === 'thread.message.delta'
          ? (data as unknown as { delta: { content: { text: { value: string } }[] } }).delta.content[0]!.text
              .value
          : '',
      );
      expect(snapshot!.event).toBe('hub.snapshot');
      expect(text + added.join('')).toBe('so far, so good!');
      expect(rest[0]!.id).toBe(`1-${Number(snapshot!.id.split('-')[1]) + 1}`);
      expect(rest.at(-1)!.event).toBe('thread.run.completed');
    },
  );

  it('sends the end of the run to a client with an unknown cursor', async () => {
    const { path, events } = await endedRun();
    const told = await hub.events(path, '9-9');
    expect(told.map(({ id, event }) => `${id} ${event}`)).toEqual([
      '1-12 hub.snapshot',
      '1-13 thread.run.completed',
    ]);
    expect(told.at(-1)).toEqual(events.at(-1));
  });

  it('sends the end of a run, and its messages, after its deltas were deleted', async () => {
    const { path, named, last } = await endedRun();
    await hub.log.sweep(new Date(Date.now() + 1_000));
    for (const cursor of [undefined, '1-7']) {
      const told = await hub.events(path, cursor);
      expect(told.map(({ event }) => event)).toEqual([
        'hub.snapshot',
        'thread.message.completed',
        'thread.run.completed',
      ]);
      expect(told[0]!.data).toMatchObject({ deltas: 3, drafts: [] });
      expect(told[1]!.data).toEqual(named('thread.message.completed').data);
      expect(told[2]!.id).toBe(last.id);
    }
    const headers = { 'last-event-id': last.id };
    expect((await hub.request(path, { headers })).status).toBe(204);
  });

  it('answers HEAD without opening a stream', async () => {
    const { path } = await endedRun();
    const response = await hub.request(path, { method: 'HEAD' });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.body).toBeNull();
  });

  it('ends for a client that lags when its thread is deleted', async () => {
    const { path, threadId, runId } = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();
    completion.push('x'.repeat(MORE_THAN_FITS));
    await hub.untilLogged(runId, 'xxx');
    const client = await openStream(`${hub.url}/v1${path}`);
    await client.until(({ events }) => events.length > 0);
    completion.push('unread');
    await hub.untilLogged(runId, 'unread');
    await hub.call(`/threads/${threadId}`, undefined, 'DELETE');
    expect(await client.readToEnd()).toBe(true);
    expect(client.events.at(-1)!.data).toContain('xxx');
    expect(client.text).not.toContain('unread');
  });

  it('has two framings, and refuses a third', async () => {
    const { path } = await endedRun();
    const response = await hub.request(`${path}?format=xml`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { param: 'format', message: expect.stringContaining('format=openai') },
    });
  });

  it('has the headers of every answer', async () => {
    const { path } = await endedRun();
    const stream = await hub.request(path);
    expect(stream.headers.get('x-content-type-options')).toBe('nosniff');
    await stream.body?.cancel();
  });

  it('is not found under another thread', async () => {
    const { runId } = await endedRun();
    const other = await hub.call<{ id: string }>('/threads', {});
    expect((await hub.call(`/threads/${other.body.id}/stream/${runId}`)).status).toBe(404);
  });
});
