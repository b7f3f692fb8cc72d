import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import type { Metadata } from '../../../src/protocol/metadata.ts';
import type { Thread } from '../../../src/protocol/thread.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const said = (content: string, role = 'user') => ({ role, content });
const replying: Agent = async (env) =>
  env.addReply(env.completion(await env.listMessages(), { stream: true }));

/** Returns the metadata without `agent_ids`, which has nothing to do with titles. */
async function metadataOf(hub: TestHub, threadId: string): Promise<Metadata> {
  const { agent_ids: _, ...metadata } = (await hub.call<Thread>(`/threads/${threadId}`)).body.metadata;
  return metadata;
}

describe('a title by rule', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await openTestHub();
  });
  afterAll(() => hub.close());

  const newThread = async (body: object = {}) => (await hub.call<Thread>('/threads', body)).body;
  const add = (threadId: string, message: object) => hub.call(`/threads/${threadId}/messages`, message);

  it('is set with the first message of a person, and stays', async () => {
    const { id, metadata } = await newThread({ metadata: { colour: 'blue' } });
    expect(metadata).toEqual({ colour: 'blue' });
    await add(id, said('Welcome!', 'assistant'));
    expect(await metadataOf(hub, id)).toEqual({ colour: 'blue' });
    await add(id, said('What is virtue?\nCan it be taught?'));
    const titled = { colour: 'blue', topic: 'What is virtue?', topic_by: 'rule' };
    expect(await metadataOf(hub, id)).toEqual(titled);
    await add(id, said('And justice?'));
    expect(await metadataOf(hub, id)).toEqual(titled);
  });

  it.each([
    ['with the thread', (messages: object[]) => newThread({ messages })],
    [
      'with a run',
      async (additional_messages: object[]) => {
        const { id } = await newThread();
        await hub.call(`/threads/${id}/runs`, {
          assistant_id: hub.addAgent(async () => {}),
          additional_messages,
        });
        return { id };
      },
    ],
    [
      'with a thread and its run',
      async (messages: object[]) => {
        const asked = { assistant_id: hub.addAgent(async () => {}), thread: { messages } };
        const { body } = await hub.call<{ thread_id: string }>('/threads/runs', asked);
        return { id: body.thread_id };
      },
    ],
  ])('is set for every way to send that message: %s', async (_, say) => {
    const { id } = await say([said('Hello.', 'assistant'), said(`What is ${'virtue '.repeat(20)}`)]);
    const { topic, topic_by } = await metadataOf(hub, id);
    expect(topic).toMatch(/^What is virtue virtue .*virtue…$/);
    expect(topic!.length).toBeLessThanOrEqual(60);
    expect(topic_by).toBe('rule');
  });

  it("never replaces an existing or removed title, nor the last free entry of a client's metadata", async () => {
    const given = await newThread({ metadata: { topic: 'Mine' }, messages: [said('x')] });
    expect(given.metadata).toEqual({ topic: 'Mine' });
    const bare = await newThread({ messages: [said('x')] });
    await hub.call(`/threads/${bare.id}`, { metadata: { colour: 'blue' } });
    await add(bare.id, said('y'));
    expect(await metadataOf(hub, bare.id)).toEqual({ colour: 'blue' });
    const full = Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`key${at}`, 'x']));
    expect((await newThread({ metadata: full, messages: [said('x')] })).metadata).toEqual(full);
  });

  it('is set for listed threads, not for their children', async () => {
    const { id } = await newThread();
    const child = await hub.call<Thread>(`/threads/${id}/subthread`, { new_messages: [said('x')] });
    expect(child.body.metadata).toEqual({});
  });
});

describe('a title by the model', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await openTestHub({ modelTitles: true });
  });
  afterAll(() => hub.close());

  /** Sends a message in a new thread and lets the model answer. Then the title is requested. */
  async function exchange() {
    const { threadId, path } = await hub.run(replying, 'What is virtue?');
    const reply = await hub.provider.nextCompletion();
    reply.push('It is ', 'knowledge.');
    reply.end();
    await hub.events(path);
    return { threadId, title: await hub.provider.nextCompletion() };
  }

  /** Resolves when the account gets an event for a changed thread. */
  async function untilChanged(threadId: string, act: () => void | Promise<void>): Promise<void> {
    const events = await hub.request('/events');
    await act();
    let told = '';
    for await (const bytes of events.body!) {
      told += new TextDecoder().decode(bytes);
      if (told.includes(threadId)) return;
    }
  }

  it('is requested after the first reply, with both messages', async () => {
    const { threadId, title } = await exchange();
    const [, asked] = title.request.messages;
    expect(asked?.content).toContain('What is virtue?');
    expect(asked?.content).toContain('It is knowledge.');
    expect(title.request.model).toBe('scripted');
    expect((await metadataOf(hub, threadId))['topic_by']).toBe('rule');
    await untilChanged(threadId, () => {
      title.push('**"On the nature ', 'of virtue."**\n');
      title.end();
    });
    expect(await metadataOf(hub, threadId)).toEqual({ topic: 'On the nature of virtue', topic_by: 'model' });
    expect(hub.problems).toEqual([]);
  });

  it('never replaces a title that a person has given meanwhile', async () => {
    const { threadId, title } = await exchange();
    const renamed = { topic: 'Mine', topic_by: 'person' };
    await hub.call(`/threads/${threadId}`, { metadata: renamed });
    title.push('Of virtue');
    title.end();
    const next = await exchange(); // by when the answer has been dealt with
    expect(await metadataOf(hub, threadId)).toEqual(renamed);
    next.title.end();
  });

  it('never replaces a title from a client that does not know topic_by', async () => {
    const { threadId, title } = await exchange();
    const before = await metadataOf(hub, threadId);
    await hub.call(`/threads/${threadId}`, { metadata: { ...before, topic: 'Mine' } });
    title.push('Of virtue');
    title.end();
    const next = await exchange(); // by when the answer has been dealt with
    expect(await metadataOf(hub, threadId)).toEqual({ topic: 'Mine', topic_by: 'person' });
    const fork = await hub.call<Thread>(`/threads/${next.threadId}/fork`, { metadata: { topic: 'Its own' } });
    expect(await metadataOf(hub, fork.body.id)).toEqual({ topic: 'Its own' });
    next.title.end();
  });

  it('keeps metadata that was added meanwhile', async () => {
    const { threadId, title } = await exchange();
    await hub.call(`/threads/${threadId}`, {
      metadata: { ...(await metadataOf(hub, threadId)), pinned: 'yes' },
    });
    await untilChanged(threadId, () => {
      title.push('Of virtue');
      title.end();
    });
    const titled = { topic: 'Of virtue', topic_by: 'model', pinned: 'yes' };
    expect(await metadataOf(hub, threadId)).toEqual(titled);
  });

  it('is not requested twice, nor if there is a title or no reply', async () => {
    const { threadId, title } = await exchange();
    title.end();
    const assistant_id = hub.addAgent(replying);
    const runOn = async (id: string, chunk: string | null) => {
      const { body } = await hub.call<{ id: string }>(`/threads/${id}/runs`, { assistant_id });
      const completion = await hub.provider.nextCompletion();
      if (chunk === null) completion.fail(new Error('out of order'));
      else {
        completion.push(chunk);
        completion.end();
      }
      await hub.events(`/threads/${id}/stream/${body.id}`);
    };
    const body = { metadata: { topic: 'Mine', topic_by: 'person' }, messages: [said('x')] };
    const named = (await hub.call<Thread>('/threads', body)).body.id;
    const failed = (await hub.call<Thread>('/threads', { messages: [said('x')] })).body.id;
    await runOn(threadId, 'Again.');
    await runOn(named, 'So be it.');
    await runOn(failed, null);
    // The next requests to the model are this thread's reply and then its title.
    const next = await exchange();
    expect(next.title.request.messages.at(-1)?.content).toContain('What is virtue?');
    next.title.end();
  });

  it('stays the title by rule if the model fails or writes none, and logs it', async () => {
    const failed = await exchange();
    failed.title.fail(new Error('out of order'));
    const empty = await exchange();
    empty.title.push(' "" \n');
    empty.title.end();
    const next = await exchange();
    next.title.end();
    expect(hub.problems).toContain(
      `The model wrote no title for thread ${empty.threadId}: Error: The answer contains no title.`,
    );
    expect(hub.problems).toContain(
      `The model wrote no title for thread ${failed.threadId}: Error: out of order`,
    );
    for (const { threadId } of [failed, empty]) {
      expect(await metadataOf(hub, threadId)).toEqual({ topic: 'What is virtue?', topic_by: 'rule' });
    }
  });

  it('is requested for two threads at once, and the others wait', async () => {
    const [one, other] = [await exchange(), await exchange()];
    const { threadId, path } = await hub.run(replying, 'What is courage?');
    const reply = await hub.provider.nextCompletion();
    reply.push('Knowledge, too.');
    reply.end();
    await hub.events(path);
    const { path: later } = await hub.run(replying, 'Well?');
    const asked = await hub.provider.nextCompletion();
    expect(asked.request.messages.at(-1)?.content, 'the title of the third is not asked for yet').toBe(
      'Well?',
    );
    asked.push('x');
    asked.end();
    await hub.events(later);
    one.title.end();
    const third = await hub.provider.nextCompletion();
    expect(third.request.messages.at(-1)?.content).toContain('What is courage?');
    third.push('Of courage');
    await untilChanged(threadId, () => third.end());
    other.title.end();
  });

  it('is cancelled when the hub closes', async () => {
    const closing = await openTestHub({ modelTitles: true });
    const { path } = await closing.run(replying);
    const reply = await closing.provider.nextCompletion();
    reply.push('x');
    reply.end();
    await closing.events(path);
    const title = await closing.provider.nextCompletion();
    await closing.close();
    expect(title.request.signal.aborted).toBe(true);
    expect(closing.problems).toEqual([]);
  });
});
