import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../../src/agents/agent.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';

const answerOnce: Agent = async (env) => {
  await env.addReply(env.completion(await env.listMessages(), { stream: true }));
};

const answerTwiceAtOnce: Agent = async (env) => {
  const messages = await env.listMessages();
  const first = env.completion(messages, { stream: true });
  const second = env.completion(messages, { stream: true });
  await env.addReply(first);
  await env.addReply(second);
};

describe('the stream for OpenAI clients', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await openTestHub();
  });
  afterAll(() => hub.close());

  const openai = (path: string) => `${path}?format=openai`;

  async function endedRun() {
    const run = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();
    completion.push('a', 'b', 'c');
    completion.end();
    const events = await hub.events(run.path);
    return { ...run, last: events.at(-1)! };
  }

  /** Two concurrent answers. The second ends only when the first has ended. */
  async function twoAnswers(during: (run: { path: string; runId: string }) => Promise<void>) {
    const run = await hub.run(answerTwiceAtOnce);
    const [first, second] = [await hub.provider.nextCompletion(), await hub.provider.nextCompletion()];
    for (const [one, other] of [
      ['Socrates', 'Plato'],
      [' says', ' holds'],
      [' no.', ' on.'],
    ] as const) {
      first.push(one);
      second.push(other);
      await hub.untilLogged(run.runId, other);
    }
    await during(run);
    first.end();
    await hub.untilLogged(run.runId, 'Socrates says no.');
    second.end();
    await hub.events(run.path);
    return run;
  }

  /** OpenAI's own client, which gets this stream for any request. */
  function clientOf(path: string, headers: Record<string, string> = {}) {
    const client = new OpenAI({
      apiKey: 'any',
      baseURL: hub.url,
      maxRetries: 0,
      fetch: () => hub.request(openai(path), { headers }),
    });
    return client.beta.threads.runs.stream('thread', { assistant_id: 'assistant' });
  }

  /** The blocks of a stream, without the retry line of the first. */
  async function framesOf(path: string, headers: Record<string, string> = {}): Promise<string[]> {
    const [retry, text = ''] = (await (await hub.request(path, { headers })).text()).split(/(?<=^.*\n)/);
    expect(retry).toMatch(/^retry: \d+\n$/);
    return text.split('\n\n').slice(0, -1);
  }

  it('sends the envelopes’ events as named events, and ends with [DONE]', async () => {
    const { path } = await endedRun();
    const named = (await framesOf(path)).map((frame) =>
      frame.replace(/^data: \{"event":"([^"]+)","data":(.*)\}$/m, 'event: $1\ndata: $2'),
    );
    const frames = await framesOf(openai(path));
    expect(frames).toEqual([...named, 'event: done\ndata: [DONE]']);
    expect(frames[0]).toMatch(/^event: thread\.run\.created\ndata: \{"id":"run_.*\}\nid: 1-1$/);
  });

  it('sends two concurrent answers one after the other, each complete', async () => {
    const deltas: string[] = [];
    let live!: ReturnType<typeof clientOf>;
    const { path } = await twoAnswers(async (run) => {
      live = clientOf(run.path).on('textDelta', ({ value }) => void deltas.push(value ?? ''));
    });
    const textsOf = async (client: typeof live) =>
      (await client.finalMessages()).map(({ content: [part] }) => part?.type === 'text' && part.text.value);
    const texts = ['Socrates says no.', 'Plato holds on.'];
    expect(await textsOf(live)).toEqual(texts);
    expect(await textsOf(clientOf(path))).toEqual(texts);
    expect(deltas).toEqual(['Socrates', ' says', ' no.', 'Plato', ' holds', ' on.']);
    expect(await live.finalRun()).toMatchObject({ status: 'completed' });
  });

  it('continues after any cursor with exactly the missing events', async () => {
    const { path } = await twoAnswers(async () => {});
    const frames = await framesOf(openai(path));
    const ids = frames.map((frame) => /^id: (\S+)/m.exec(frame)?.[1]);
    for (const [at, id] of ids.slice(0, -2).entries()) {
      expect(await framesOf(openai(path), { 'last-event-id': id! })).toEqual(frames.slice(at + 1));
    }
  });

  it("leaves out the hub's own events", async () => {
    const { path, runId } = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();
    const output = { event: 'hub.agent.output', data: { stream: 'stdout', text: 'thinking' } };
    await hub.log.append({ runId, attempt: 1, events: [output] });
    completion.push('a');
    completion.end();
    expect((await hub.events(path)).map(({ event }) => event)).toContain('hub.agent.output');
    expect(await (await hub.request(openai(path))).text()).not.toContain('hub.');
  });

  it.each(['9-1', '1-9999', 'no id at all'])('reports an unknown cursor (%s), and ends', async (cursor) => {
    const { path } = await endedRun();
    const headers = { 'last-event-id': cursor };
    const response = await hub.request(openai(path), { headers });
    const [frame, end] = (await response.text()).split('\n\n');
    const { error } = JSON.parse(/^event: error\ndata: (.*)$/m.exec(frame!)![1]!) as { error: object };
    expect(error).toEqual({
      message: expect.stringContaining('without a cursor'),
      type: 'invalid_request_error',
      param: null,
      code: 'unknown_cursor',
    });
    expect(end).toBe('');
    await expect(clientOf(path, headers).done()).rejects.toThrow('without a cursor');
  });

  it('sends a run again after its deltas were deleted, to a client that has none of it', async () => {
    const { path } = await endedRun();
    await hub.log.sweep(new Date(Date.now() + 1_000));
    const client = clientOf(path);
    const [message] = await client.finalMessages();
    expect(message?.content).toMatchObject([{ type: 'text', text: { value: 'abc' } }]);
    expect(await client.finalRun()).toMatchObject({ status: 'completed' });
    const late = await hub.request(openai(path), { headers: { 'last-event-id': '1-8' } });
    expect(await late.text()).toContain('unknown_cursor');
  });

  it('answers 204 to a client that has the end', async () => {
    const { path, last } = await endedRun();
    const response = await hub.request(openai(path), { headers: { 'last-event-id': last.id } });
    expect(response.status).toBe(204);
  });
});
