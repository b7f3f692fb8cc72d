import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { findRun } from '../../../src/hub/db/runs.ts';
import { ProviderError } from '../../../src/hub/providers/provider.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const QUESTION = [{ role: 'user' as const, content: 'What is virtue?' }];
const stream = { stream: true } as const;

const answerOnce: Agent = async (env) => {
  await env.addReply(env.completion(await env.listMessages(), stream));
};

interface Messages {
  data: {
    status: string;
    content: { text: { value: string } }[];
    incomplete_details: { reason: string } | null;
  }[];
}

describe('the life of a run', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await openTestHub();
  });
  afterAll(() => hub.close());

  async function lastMessage(threadId: string) {
    const { body } = await hub.call<Messages>(`/threads/${threadId}/messages`);
    const message = body.data[0]!;
    return [message.content[0]!.text.value, message.status, message.incomplete_details?.reason ?? null];
  }

  async function lastEvent(path: string) {
    return (await hub.events(path)).at(-1)!;
  }

  it('ends completed, with its last message, its status and the event in one write', async () => {
    const { path, threadId, runId } = await hub.run(answerOnce);
    const afterWrites: Promise<{ events: string[]; status: unknown }>[] = [];
    const readRun = async () => {
      const [entries, run] = await Promise.all([hub.log.read(runId, 0), findRun(hub.db, threadId, runId)]);
      return { events: entries.map(({ event }) => event), status: run?.status };
    };
    hub.log.onAppend(runId, () => void afterWrites.push(readRun()));
    const completion = await hub.provider.nextCompletion();
    completion.push('answer');
    completion.end();
    const events = (await hub.events(path)).map(({ event }) => event);
    expect(events.slice(-3)).toEqual([
      'thread.message.completed',
      'thread.run.step.completed',
      'thread.run.completed',
    ]);
    const seen = await Promise.all(afterWrites);
    const withMessage = seen.filter((run) => run.events.includes('thread.message.completed'));
    expect(withMessage).not.toEqual([]);
    for (const run of withMessage) expect(run).toEqual({ events, status: 'completed' });
    expect(await lastMessage(threadId)).toEqual(['answer', 'completed', null]);
    const { body } = await hub.call(`/threads/${threadId}/runs/${runId}`);
    expect(body).toMatchObject({ status: 'completed', last_error: null });
  });

  it('waits for the person if the agent asks for input', async () => {
    const { path, runId, threadId } = await hub.run(async (env) => env.requestUserInput());
    expect(await lastEvent(path)).toMatchObject({ event: 'thread.run.requires_action' });
    const again = await hub.call(`/threads/${threadId}/runs/${runId}`);
    expect(again.body).toMatchObject({ status: 'requires_action', required_action: { type: 'user_input' } });
  });

  it('sends the conversation and its instructions to the model that it names', async () => {
    const messages = [
      { role: 'user', content: 'What is virtue?' },
      { role: 'assistant', content: 'Knowledge.' },
      { role: 'user', content: 'Can it be taught?' },
    ];
    const { body: run } = await hub.call<{ id: string; thread_id: string }>('/threads/runs', {
      assistant_id: hub.addAgent(answerOnce),
      thread: { messages },
      instructions: 'Be brief.',
      model: 'named-by-the-run',
    });
    const completion = await hub.provider.nextCompletion();
    expect(completion.request.model).toBe('named-by-the-run');
    expect(completion.request.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      ...messages.map((message) => expect.objectContaining(message)),
    ]);
    completion.end();
    await hub.events(`/threads/${run.thread_id}/stream/${run.id}`);
  });

  it('fails with the reason of the model, and keeps the partial text', async () => {
    const { path, threadId } = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();
    completion.push('half an ');
    completion.fail(new ProviderError('The model server answered 503: overloaded'));
    const { event, data } = await lastEvent(path);
    expect(event).toBe('thread.run.failed');
    expect(data).toMatchObject({ last_error: { message: 'The model server answered 503: overloaded' } });
    expect(await lastMessage(threadId)).toEqual(['half an ', 'incomplete', 'run_failed']);
  });

  it('fails if the model failed and the agent never read the answer', async () => {
    const { path } = await hub.run(async (env) => {
      env.completion(QUESTION, stream);
      await env.listMessages();
      await env.listMessages();
    });
    (await hub.provider.nextCompletion()).fail(new ProviderError('unseen'));
    expect((await lastEvent(path)).data).toMatchObject({ last_error: { message: 'unseen' } });
  });

  it('shows the agent its own reply, even if the database is slow', async () => {
    const seen: string[] = [];
    const { path } = await hub.run(async (env) => {
      await env.addReply('mine');
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(...(await env.listMessages()).map(({ content }) => content));
    });
    await hub.events(path);
    expect(seen).toEqual(['What is virtue?', 'mine']);
  });

  it('continues if the agent handles the failure', async () => {
    const { path } = await hub.run(async (env) => {
      const text = await env
        .completion(QUESTION, stream)
        .text()
        .catch((error: Error) => `sorry: ${error.message}`);
      await env.addReply(text);
    });
    (await hub.provider.nextCompletion()).fail(new ProviderError('busy'));
    expect(await lastEvent(path)).toMatchObject({ event: 'thread.run.completed' });
  });

  it('fails with the error message of an agent that throws', async () => {
    const { path } = await hub.run(async () => {
      throw new Error('no idea');
    });
    expect((await lastEvent(path)).data).toMatchObject({
      last_error: { message: 'The agent failed: no idea' },
    });
  });

  it('is cancelled: the request to the model ends, the partial text stays, and a second cancel is refused', async () => {
    const { path, threadId, runId } = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();
    completion.push('so far');
    const cancelPath = `/threads/${threadId}/runs/${runId}/cancel`;
    const first = await hub.call(cancelPath, {});
    expect(first.body).toMatchObject({ status: 'cancelling' });
    expect(completion.request.signal.aborted).toBe(true);
    const events = (await hub.events(path)).map(({ event }) => event);
    expect(events.slice(-4)).toEqual([
      'thread.run.cancelling',
      'thread.message.incomplete',
      'thread.run.step.cancelled',
      'thread.run.cancelled',
    ]);
    expect(await lastMessage(threadId)).toEqual(['so far', 'incomplete', 'run_cancelled']);
    expect(await hub.call(cancelPath, {})).toMatchObject({
      status: 400,
      body: { error: { message: "Cannot cancel run with status 'cancelled'.", code: 'run_has_ended' } },
    });
    expect((await hub.events(path)).length).toBe(events.length);
  });

  it('is cancelled even if the agent ignores it, and the agent can write nothing afterwards', async () => {
    let late = '';
    let began = () => {};
    const beginning = new Promise<void>((resolve) => (began = resolve));
    const { path, threadId, runId } = await hub.run(
      (env) =>
        new Promise<void>(() => {
          env.signal.addEventListener('abort', () => {
            env.addReply('too late').catch((error: Error) => (late = error.message));
          });
          began();
        }),
    );
    await beginning;
    await hub.call(`/threads/${threadId}/runs/${runId}/cancel`, {});
    expect(await lastEvent(path)).toMatchObject({ event: 'thread.run.cancelled' });
    expect(late).toBe('The run has ended: cancelled.');
  });

  it('is the only run of its thread while it is active', async () => {
    const { path, threadId } = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();
    const response = await hub.request(`/threads/${threadId}/runs`, {
      method: 'POST',
      body: JSON.stringify({
        assistant_id: 'test/agent-1/1.0.0',
        additional_messages: [{ role: 'user', content: 'And?' }],
      }),
    });
    expect(response.status).toBe(409);
    expect(response.headers.get('x-should-retry')).toBe('false');
    completion.end();
    await hub.events(path);
    const { body } = await hub.call<Messages>(`/threads/${threadId}/messages`);
    expect(JSON.stringify(body)).not.toContain('And?');
  });

  it('ends when its thread is deleted', async () => {
    const { path, threadId } = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();
    expect(await hub.call(`/threads/${threadId}`, undefined, 'DELETE')).toMatchObject({
      body: { deleted: true },
    });
    expect(completion.request.signal.aborted).toBe(true);
    expect((await hub.call(path)).status).toBe(404);
  });

  it('fails when the hub shuts down, with that reason', async () => {
    const { path } = await hub.run(answerOnce);
    (await hub.provider.nextCompletion()).push('cut');
    await hub.runner.close();
    expect((await lastEvent(path)).data).toMatchObject({
      status: 'failed',
      last_error: { message: expect.stringContaining('server was restarted') },
    });
  });

  it('leaves nothing unreported: the hub has recorded no problems', () => {
    expect(hub.problems).toEqual([]);
  });
});

describe('a run that is cancelled before its agent starts', () => {
  it('never starts', async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const hub = await openTestHub({
      wrapLog: (log) => ({
        ...log,
        async append(write) {
          if (write.events[0]?.event === 'thread.run.in_progress') await gate;
          await log.append(write);
        },
      }),
    });
    let begun = false;
    const { path, threadId, runId } = await hub.run(async () => {
      begun = true;
    });
    await hub.call(`/threads/${threadId}/runs/${runId}/cancel`, {});
    open();
    expect((await hub.events(path)).at(-1)?.event).toBe('thread.run.cancelled');
    expect(begun).toBe(false);
    await hub.close();
  });
});

describe('a run that reaches its time limit', () => {
  afterEach(() => void vi.useRealTimers());

  it('expires: the request to the model ends, and the partial text stays', async () => {
    const hub = await openTestHub({ runTimeout: 50 });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { path, threadId, runId } = await hub.run(answerOnce);
    const completion = await hub.provider.nextCompletion();
    completion.push('so far');
    await hub.untilLogged(runId, 'so far');
    vi.advanceTimersByTime(50);
    const events = await hub.events(path);
    expect(events.at(-1)).toMatchObject({ event: 'thread.run.expired', data: { status: 'expired' } });
    expect(completion.request.signal.aborted).toBe(true);
    const { body } = await hub.call<Messages>(`/threads/${threadId}/messages`);
    expect(body.data[0]).toMatchObject({ incomplete_details: { reason: 'run_expired' } });
    await hub.close();
  });
});
