import { afterEach, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import type { DeltaLog, LogWrite } from '../../../src/hub/delta-log/delta-log.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const answerOnce: Agent = async (env) => {
  await env.addReply(env.completion(await env.listMessages(), { stream: true }));
};

describe('a run whose writes fail', () => {
  let hub: TestHub;
  afterEach(() => hub.close());

  /** A log whose database fails for writes that the test selects, before or after they are made. */
  function failing(isFailing: (write: LogWrite) => 'before' | 'after' | null) {
    return (log: DeltaLog): DeltaLog => ({
      ...log,
      async append(write) {
        const when = isFailing(write);
        if (when === 'before') throw new Error('the database is away');
        await log.append(write);
        if (when === 'after') throw new Error('the answer was lost');
      },
    });
  }

  const endsRun = (write: LogWrite) => write.events.some(({ event }) => event === 'thread.run.completed');

  it.each(['before', 'after'] as const)(
    'ends all the same, once: the last write failed %s it was made',
    async (when) => {
      let failures = 0;
      hub = await openTestHub({
        wrapLog: failing((write) => (endsRun(write) && failures++ === 0 ? when : null)),
      });
      const { path, threadId, runId } = await hub.run(answerOnce);
      const completion = await hub.provider.nextCompletion();
      completion.push('answer');
      completion.end();
      const events = await hub.events(path);
      expect(events.filter(({ event }) => event === 'thread.run.completed')).toHaveLength(1);
      const run = await untilEnded(threadId, runId);
      expect(run).toMatchObject({ status: 'completed' });
      const { body } = await hub.call<{ data: unknown[] }>(`/threads/${threadId}/messages`);
      expect(body.data).toHaveLength(2);
      expect(hub.problems[0]).toContain('could not be ended yet');
    },
  );

  it('fails, reports it, and keeps the text, if a delta cannot be written', async () => {
    let deltas = 0;
    const isThird = (write: LogWrite) => write.events[0]?.event === 'thread.message.delta' && ++deltas === 3;
    hub = await openTestHub({ wrapLog: failing((write) => (isThird(write) ? 'before' : null)) });
    const { path, threadId } = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();
    completion.push('one ', 'two ', 'three ');
    const events = await hub.events(path);
    expect(events.at(-1)).toMatchObject({
      event: 'thread.run.failed',
      data: { last_error: { message: 'The server could not write to its database.' } },
    });
    const { body } = await hub.call<{ data: object[] }>(`/threads/${threadId}/messages`);
    expect(body.data[0]).toMatchObject({ content: [{ text: { value: 'one two three ' } }] });
  });

  it('keeps a reply whose write fails while the run is ending', async () => {
    let onReply = () => {};
    let fail = () => {};
    const replyIsWritten = new Promise<void>((resolve) => (onReply = resolve));
    const failed = new Promise<void>((resolve) => (fail = resolve));
    let failures = 0;
    hub = await openTestHub({
      wrapLog: (log) => ({
        ...log,
        async append(write) {
          const isReply = write.events.some(({ event }) => event === 'thread.message.completed');
          if (!isReply || endsRun(write) || failures++ > 0) return log.append(write);
          onReply();
          await failed;
          throw new Error('the database is away');
        },
      }),
    });
    const { path, threadId } = await hub.run(async (env) => {
      env.signal.addEventListener('abort', fail); // the agent has finished
      await env.addReply('the answer');
      await replyIsWritten;
    });
    const events = (await hub.events(path)).map(({ event }) => event);
    expect(events.slice(-3)).toEqual([
      'thread.message.completed',
      'thread.run.step.completed',
      'thread.run.completed',
    ]);
    expect(failures).toBe(1);
    const { body } = await hub.call<{ data: object[] }>(`/threads/${threadId}/messages`);
    expect(body.data[0]).toMatchObject({ content: [{ text: { value: 'the answer' } }] });
  });

  async function untilEnded(threadId: string, runId: string): Promise<Record<string, unknown>> {
    const { body } = await hub.call(`/threads/${threadId}/runs/${runId}`);
    if (body.status !== 'in_progress') return body;
    await new Promise((resolve) => setImmediate(resolve));
    return untilEnded(threadId, runId);
  }
});
