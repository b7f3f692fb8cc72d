import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { findRun } from '../../../src/hub/db/runs.ts';
import type { Message } from '../../../src/protocol/message.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { stateOf } from './state-of.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

async function failureOf(agent: Agent): Promise<string | undefined> {
  const { path } = await hub.run(agent);
  return stateOf(await hub.events(path)).run?.last_error?.message;
}

describe("a stream of the agent's own text", () => {
  it('is deltas of text and thinking, and then the message that replies with it', async () => {
    const { path, threadId, runId } = await hub.run(async (env) => {
      const own = env.stream();
      const added = env.addReply(own); // before it has ended
      own.think('What do ');
      own.think('I know?');
      own.write('');
      for (const text of ['I know ', 'that I know ', 'nothing.']) own.write(text);
      own.end();
      own.end();
      await added;
      await env.addReply(`${await own.text()} ${(await own.toolCalls()).length}`);
    });
    const state = stateOf(await hub.events(path));
    expect(state).toMatchObject({
      status: 'completed',
      deltas: 5,
      thoughts: [{ text: 'What do I know?', deltas: 2 }],
      messages: [
        { streamed: 'I know that I know nothing.', deltas: 5 },
        { message: { content: [{ text: { value: 'I know that I know nothing. 0' } }] } },
      ],
    });
    expect((await findRun(hub.db, threadId, runId))?.deltas).toBe(5);
    const { body } = await hub.call<{ data: Message[] }>(
      `/threads/${threadId}/messages?include_thinking=true&order=asc`,
    );
    expect(body.data[1]).toMatchObject({ thinking: { text: 'What do I know?' } });
  });

  it('can be replaced by an edited text, and is kept as it is if the run is stopped', async () => {
    const { path } = await hub.run(async (env) => {
      const own = env.stream();
      own.write('teh');
      own.end();
      await env.addReply('the', { of: own });
    });
    const { messages } = stateOf(await hub.events(path));
    expect(messages).toMatchObject([{ streamed: 'teh', message: { content: [{ text: { value: 'the' } }] } }]);

    const stopped = await hub.run(async (env) => {
      const own = env.stream();
      own.write('So far');
      await own.text();
    });
    await hub.untilLogged(stopped.runId, 'So far');
    await hub.call(`/threads/${stopped.threadId}/runs/${stopped.runId}/cancel`, {});
    const state = stateOf(await hub.events(stopped.path));
    expect(state).toMatchObject({
      status: 'cancelled',
      messages: [{ message: { status: 'incomplete', content: [{ text: { value: 'So far' } }] } }],
    });
  });

  it('refuses text after its end, and more than a message can hold', async () => {
    expect(
      await failureOf(async (env) => {
        const own = env.stream();
        own.end();
        own.write('more');
      }),
    ).toBe('The agent failed: The stream has ended: open another one to write more.');
    expect(
      await failureOf(async (env) => {
        const own = env.stream();
        own.write('x'.repeat(999_999));
        own.think('xy');
      }),
    ).toBe('The agent failed: A stream has at most 1,000,000 characters.');
  });

  it('can be open beside completions', async () => {
    const { path } = await hub.run(async (env) => {
      const own = env.stream();
      own.write('Socrates: ');
      const answer = env.completion([], { stream: true });
      own.write(await answer.text());
      own.end();
      await env.addReply(own);
    });
    const completion = await hub.provider.nextCompletion();
    completion.push('Know thyself.');
    completion.end();
    const { messages, deltas } = stateOf(await hub.events(path));
    expect(messages).toMatchObject([{ streamed: 'Socrates: Know thyself.' }]);
    expect(deltas).toBe(3);
  });
});
