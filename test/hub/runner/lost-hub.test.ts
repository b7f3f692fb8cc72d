import { describe, expect, it } from 'vitest';
import { openTestHub } from '../../support/test-hub.ts';

const QUESTION = [{ role: 'user' as const, content: 'What is virtue?' }];
const stream = { stream: true } as const;

interface Messages {
  data: { content: { text: { value: string } }[] }[];
}

describe('a run whose hub has crashed', () => {
  it('fails when a hub starts again: its last draft stays, and a client that reconnects gets the end', async () => {
    const hub = await openTestHub();
    const { path, threadId, runId } = await hub.run(async (env) => {
      await env.completion(QUESTION, stream).text();
      await env.addReply(env.completion(QUESTION, stream));
    });
    const plan = await hub.provider.nextCompletion();
    plan.push('plan');
    plan.end();
    const answer = await hub.provider.nextCompletion();
    answer.push('half an', ' answer');
    await hub.untilLogged(runId, ' answer');
    const next = await hub.restart();
    const events = await next.events(path);
    expect(events.slice(-5).map(({ id, event }) => `${id.split('-')[0]} ${event}`)).toEqual([
      '2 thread.message.incomplete',
      '2 thread.run.step.cancelled',
      '2 thread.message.incomplete',
      '2 thread.run.step.failed',
      '2 thread.run.failed',
    ]);
    expect(events.at(-1)?.data).toMatchObject({
      last_error: { message: expect.stringContaining('The server stopped') },
    });
    expect(events.map(({ id }) => Number(id.split('-')[1]))).toEqual(events.map((_, at) => at + 1));
    const { body } = await next.call<Messages>(`/threads/${threadId}/messages`);
    expect(body.data.map((message) => message.content[0]!.text.value)).toEqual([
      'half an answer',
      'What is virtue?',
    ]);
    expect((await next.events(path, events.at(-2)!.id)).map(({ event }) => event)).toEqual([
      'thread.run.failed',
    ]);
    await next.close();
  });
});
