import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { ProviderError } from '../../../src/hub/providers/provider.ts';
import type { Message } from '../../../src/protocol/message.ts';
import type { Run } from '../../../src/protocol/run.ts';
import type { ReceivedEvent } from '../../support/read-events.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const QUESTION = [{ role: 'user' as const, content: 'What is virtue?' }];
const stream = { stream: true } as const;

describe('the drafts of a run', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await openTestHub();
  });
  afterAll(() => hub.close());

  /**
   * Summarises message events as the last word of the event's name and the number of the message in the order of
   * opening.
   */
  function story(events: ReceivedEvent[]): string[] {
    const numbers = new Map<string, number>();
    return events
      .filter(({ event }) => event.startsWith('thread.message.') && event !== 'thread.message.in_progress')
      .map(({ event, data }) => {
        if (!numbers.has(data.id)) numbers.set(data.id, numbers.size + 1);
        return `${event.slice('thread.message.'.length)} ${numbers.get(data.id)}`;
      });
  }

  async function texts(threadId: string): Promise<string[]> {
    const { body } = await hub.call<{ data: { role: string; content: { text: { value: string } }[] }[] }>(
      `/threads/${threadId}/messages?order=asc`,
    );
    return body.data.filter(({ role }) => role === 'assistant').map(({ content }) => content[0]!.text.value);
  }

  it('become the messages that repeat them, one completion after another', async () => {
    const { path, threadId } = await hub.run(async (env) => {
      await env.addReply(env.completion(QUESTION, stream));
      await env.addReply(env.completion(QUESTION, stream));
    });
    for (const words of [
      ['Socrates ', 'asks'],
      ['Plato ', 'tells'],
    ]) {
      const completion = await hub.provider.nextCompletion();
      completion.push(...words);
      completion.end();
    }
    const events = await hub.events(path);
    expect(story(events)).toEqual([
      'created 1',
      'delta 1',
      'delta 1',
      'completed 1',
      'created 2',
      'delta 2',
      'delta 2',
      'completed 2',
    ]);
    expect(await texts(threadId)).toEqual(['Socrates asks', 'Plato tells']);
  });

  it('are discarded if the agent does not reply with the completion', async () => {
    const { path, threadId } = await hub.run(async (env) => {
      await env.completion(QUESTION, stream).text();
      await env.addReply(env.completion(QUESTION, stream));
    });
    for (const word of ['plan', 'answer']) {
      const completion = await hub.provider.nextCompletion();
      completion.push(word);
      completion.end();
    }
    const events = await hub.events(path);
    expect(story(events)).toEqual([
      'created 1',
      'delta 1',
      'created 2',
      'delta 2',
      'incomplete 1',
      'completed 2',
    ]);
    const discarded = events.find(({ event }) => event === 'thread.message.incomplete');
    expect(discarded?.data).toMatchObject({ incomplete_details: { reason: 'discarded' } });
    expect(await texts(threadId)).toEqual(['answer']);
  });

  it('are discarded at the end of a run that never used them', async () => {
    const { path, threadId } = await hub.run(async (env) => {
      await env.completion(QUESTION, stream).text();
    });
    const completion = await hub.provider.nextCompletion();
    completion.push('thought');
    completion.end();
    expect(story(await hub.events(path))).toEqual(['created 1', 'delta 1', 'incomplete 1']);
    expect(await texts(threadId)).toEqual([]);
  });

  it('are matched by their text if the agent replies with a string', async () => {
    const { path } = await hub.run(async (env) => {
      const text = await env.completion(QUESTION, stream).text();
      await env.addReply(`${text}\n`);
    });
    const completion = await hub.provider.nextCompletion();
    completion.push('the ', 'same');
    completion.end();
    expect(story(await hub.events(path))).toEqual(['created 1', 'delta 1', 'delta 1', 'completed 1']);
  });

  it('are discarded for a message with another text', async () => {
    const { path, threadId } = await hub.run(async (env) => {
      const text = await env.completion(QUESTION, stream).text();
      await env.addReply(text.toUpperCase());
    });
    const completion = await hub.provider.nextCompletion();
    completion.push('quiet');
    completion.end();
    const events = await hub.events(path);
    expect(story(events)).toEqual(['created 1', 'delta 1', 'incomplete 1', 'created 2', 'completed 2']);
    expect(await texts(threadId)).toEqual(['QUIET']);
  });

  it('stay open side by side: a message does not discard a draft that still streams', async () => {
    const { path, threadId } = await hub.run(async (env) => {
      const slow = env.completion(QUESTION, stream);
      const fast = env.completion(QUESTION, stream);
      await env.addReply(fast);
      await env.addReply(slow);
    });
    const slow = await hub.provider.nextCompletion();
    const fast = await hub.provider.nextCompletion();
    slow.push('slow');
    fast.push('fast');
    fast.end();
    const events = hub.events(path);
    await untilMessage(hub, threadId, 'fast');
    slow.push('er');
    slow.end();
    expect(story(await events)).toEqual([
      'created 1',
      'created 2',
      'delta 1',
      'delta 2',
      'completed 2',
      'delta 1',
      'completed 1',
    ]);
    expect(await texts(threadId)).toEqual(['fast', 'slower']);
  });

  it('are discarded if their completion failed and the agent replied with something else', async () => {
    const { path, threadId } = await hub.run(async (env) => {
      const text = await env
        .completion(QUESTION, stream)
        .text()
        .catch(() => 'fallback');
      await env.addReply(text);
      await env.addReply(env.completion(QUESTION, stream));
    });
    const broken = await hub.provider.nextCompletion();
    broken.push('half of it');
    broken.fail(new ProviderError('gone'));
    const second = await hub.provider.nextCompletion();
    second.push('second');
    second.end();
    const opening = ['created 1', 'delta 1', 'incomplete 1', 'created 2', 'completed 2'];
    expect(story(await hub.events(path))).toEqual([...opening, 'created 3', 'delta 3', 'completed 3']);
    expect(await texts(threadId)).toEqual(['fallback', 'second']);
  });

  it('count only chunks with text; the agent gets all chunks', async () => {
    const seen: unknown[] = [];
    const { path } = await hub.run(async (env) => {
      const answer = env.completion(QUESTION, stream);
      for await (const chunk of answer) seen.push(chunk.choices[0]?.delta);
      await env.addReply(answer);
    });
    const completion = await hub.provider.nextCompletion();
    const deltas = [
      { role: 'assistant' },
      { content: 'a' },
      { tool_calls: [{ id: 'call_1' }] },
      { content: '' },
    ];
    for (const delta of deltas) completion.pushChunk({ choices: [{ index: 0, delta }] });
    completion.end();
    expect(story(await hub.events(path))).toEqual(['created 1', 'delta 1', 'completed 1']);
    expect(seen).toEqual(deltas);
  });

  it('can be read repeatedly by the agent, each time from the first chunk', async () => {
    const readings: string[] = [];
    const read: Agent = async (env) => {
      const answer = env.completion(QUESTION, stream);
      for await (const _ of answer) {
        let text = '';
        for await (const chunk of answer) text += chunk.choices[0]?.delta.content ?? '';
        readings.push(text);
      }
      await env.addReply(answer);
    };
    const { path } = await hub.run(read);
    const completion = await hub.provider.nextCompletion();
    completion.push('a', 'b');
    completion.end();
    await hub.events(path);
    expect(readings).toEqual(['ab', 'ab']);
  });
});

async function untilMessage(hub: TestHub, threadId: string, text: string): Promise<void> {
  const { body } = await hub.call<{ data: { run_id: string | null }[] }>(`/threads/${threadId}/messages`);
  if (JSON.stringify(body).includes(`"${text}"`)) return;
  await new Promise((resolve) => setImmediate(resolve));
  await untilMessage(hub, threadId, text);
}

it('every message that an agent makes from a cut-off answer is marked as cut off', async () => {
  const hub = await openTestHub();
  const { path, threadId, runId } = await hub.run(async (env) => {
    const answer = env.completion(QUESTION, stream);
    const [first = '', second = ''] = (await answer.text()).split('\n');
    await env.addReply(first, { of: answer });
    await env.addReply(second, { of: answer });
  });
  const completion = await hub.provider.nextCompletion();
  completion.push('It is\nknow');
  completion.pushChunk({ choices: [{ index: 0, delta: {}, finish_reason: 'length' }] });
  completion.end();
  await hub.events(path);
  const { body } = await hub.call<{ data: Message[] }>(`/threads/${threadId}/messages?run_id=${runId}`);
  expect(body.data.map(({ incomplete_details }) => incomplete_details?.reason)).toEqual([
    'max_tokens',
    'max_tokens',
  ]);
  expect((await hub.call<Run>(`/threads/${threadId}/runs/${runId}`)).body).toMatchObject({
    status: 'incomplete',
    incomplete_details: { reason: 'max_completion_tokens' },
  });
  await hub.close();
});
