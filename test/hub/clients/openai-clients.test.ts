import type OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { OPENAI_VERSIONS, withRunFirst } from './openai-versions.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const PERSONAS = ['Socrates', 'Plato'];

/** Two streaming completions, one after the other. */
const socratesAndPlato: Agent = async (env) => {
  for (const name of PERSONAS) {
    const system = { role: 'system' as const, content: name };
    await env.addReply(env.completion([system, ...(await env.listMessages())], { stream: true }));
  }
};

/** Two concurrent completions. The agent replies only with the second. */
const sideBySide: Agent = async (env) => {
  const kept = env.completion([{ role: 'system', content: 'kept' }], { stream: true });
  const said = env.completion([{ role: 'system', content: 'said' }], { stream: true });
  await kept.text();
  await env.addReply(said);
};

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

/** Answers completions with these texts, in pieces, in the order of the requests. */
async function answer(...texts: string[]): Promise<void> {
  for (const text of texts) {
    const completion = await hub.provider.nextCompletion();
    for (const piece of text.match(/.{1,5}/gsu) ?? []) completion.push(piece);
    completion.end();
  }
}

describe.each(OPENAI_VERSIONS)('openai $version, unmodified', ({ Client, runFirst }) => {
  let client: OpenAI;

  beforeAll(() => {
    client = new Client({ baseURL: `${hub.url}/v1`, apiKey: 'any' });
  });

  async function ask(text: string): Promise<string> {
    const thread = await client.beta.threads.create({ messages: [{ role: 'user', content: text }] });
    return thread.id;
  }

  async function texts(threadId: string): Promise<string[]> {
    const found: string[] = [];
    for await (const { content } of client.beta.threads.messages.list(threadId, { order: 'asc', limit: 2 })) {
      found.push(content.map((part) => (part.type === 'text' ? part.text.value : part.type)).join());
    }
    return found;
  }

  it('lists the assistants', async () => {
    const id = hub.addAgent(socratesAndPlato);
    const ids: string[] = [];
    for await (const assistant of client.beta.assistants.list({ limit: 1 })) ids.push(assistant.id);
    expect(ids).toContain(id);
    expect((await client.beta.assistants.retrieve(id)).object).toBe('assistant');
  });

  it('pages through messages by itself, both ways', async () => {
    const threadId = await ask('1');
    for (const content of ['2', '3', '4', '5']) {
      await client.beta.threads.messages.create(threadId, { role: 'user', content });
    }
    expect(await texts(threadId)).toEqual(['1', '2', '3', '4', '5']);
    const newest = await client.beta.threads.messages.list(threadId, { limit: 2 });
    expect(newest.data).toHaveLength(2);
    const older = await newest.getNextPage();
    expect(older.data.map((message) => message.id)).not.toContain(newest.data[0]?.id);
  });

  it('streams a run with a retried and a shortened request, without any notices', async () => {
    const threadId = await ask('What is virtue?');
    await client.beta.threads.messages.create(threadId, { role: 'user', content: 'And courage?' });
    const retried = (async () => {
      const completion = await hub.provider.nextCompletion();
      const retry = { type: 'retry', attempt: 2, attempts: 3, seconds: 1 } as const;
      completion.request.onNotice?.({ ...retry, code: 'rate_limit_exceeded' });
      completion.push('It is ', 'knowledge.');
      completion.end();
      return completion.request.messages;
    })();
    const stream = client.beta.threads.runs.stream(threadId, {
      assistant_id: hub.addAgent(async (env) => {
        await env.addReply(env.completion(await env.listMessages(), { stream: true }));
      }),
      truncation_strategy: { type: 'last_messages', last_messages: 1 },
    });
    const names: string[] = [];
    stream.on('event', ({ event }) => names.push(event));
    const run = await stream.finalRun();
    expect(run.truncation_strategy).toEqual({ type: 'last_messages', last_messages: 1 });
    expect(await retried).toEqual([expect.objectContaining({ content: 'And courage?' })]);
    expect(names.filter((name) => name.startsWith('hub.'))).toEqual([]);
    expect(run).toMatchObject({ notices: [{ type: 'shortened', messages: 1 }, { type: 'retry' }] });
  });

  it('streams a run with its event helpers, to the final messages', async () => {
    const threadId = await ask('What is virtue?');
    const answering = answer('I know only that I know nothing. 🏛️', 'Virtue is knowledge of the good.');
    const stream = client.beta.threads.runs.stream(threadId, {
      assistant_id: hub.addAgent(socratesAndPlato),
    });
    const seen: string[] = [];
    let text = '';
    stream
      .on('messageCreated', () => seen.push('created'))
      .on('textDelta', (delta) => (text += delta.value ?? ''))
      .on('textDone', (content) => seen.push(content.value))
      .on('messageDone', (message) => seen.push(message.status))
      .on('runStepCreated', (step) => seen.push(step.type))
      .on('runStepDone', (step) => seen.push(`step ${step.status}`));
    const [messages] = await Promise.all([stream.finalMessages(), answering]);
    const said = ['I know only that I know nothing. 🏛️', 'Virtue is knowledge of the good.'];
    expect(
      messages.map(({ content }) =>
        content.map((part) => (part.type === 'text' ? part.text.value : '')).join(),
      ),
    ).toEqual(said);
    expect(text).toBe(said.join(''));
    expect(seen).toEqual(
      said.flatMap((one) => ['message_creation', 'created', one, 'completed', 'step completed']),
    );
    expect((await stream.finalRun()).status).toBe('completed');
    expect(await texts(threadId)).toEqual(['What is virtue?', ...said]);
  });

  it('gets concurrent completions one after the other, each complete', async () => {
    const threadId = await ask('Think first.');
    const stream = client.beta.threads.runs.stream(threadId, { assistant_id: hub.addAgent(sideBySide) });
    const kept = await hub.provider.nextCompletion();
    const said = await hub.provider.nextCompletion();
    for (let at = 0; at < 5; at++) {
      kept.push(`kept ${at}. `);
      said.push(`said ${at}. `);
    }
    said.end();
    kept.end();
    const messages = await stream.finalMessages();
    const values = messages.map(({ content: [part] }) => (part?.type === 'text' ? part.text.value : ''));
    expect(values).toEqual([
      'kept 0. kept 1. kept 2. kept 3. kept 4. ',
      'said 0. said 1. said 2. said 3. said 4. ',
    ]);
    expect((await texts(threadId)).slice(1)).toEqual(['said 0. said 1. said 2. said 3. said 4. ']);
  });

  it('gets the text of a reply that did not stream', async () => {
    const threadId = await ask('Say it at once.');
    const plain: Agent = (env) => env.addReply('All of it, at once.');
    const stream = client.beta.threads.runs.stream(threadId, { assistant_id: hub.addAgent(plain) });
    const [message] = await stream.finalMessages();
    const [part] = message!.content;
    expect(part?.type === 'text' && part.text.value).toBe('All of it, at once.');
  });

  it('creates a run and polls it to its end', async () => {
    const threadId = await ask('What is virtue?');
    const answering = answer('One.', 'Two.');
    const assistant_id = hub.addAgent(socratesAndPlato);
    const run = await client.beta.threads.runs.createAndPoll(
      threadId,
      { assistant_id },
      { pollIntervalMs: 20 },
    );
    await answering;
    expect(run.status).toBe('completed');
    expect(await texts(threadId)).toEqual(['What is virtue?', 'One.', 'Two.']);
  });

  it('cancels a run, once', async () => {
    const threadId = await ask('What is virtue?');
    const run = await client.beta.threads.runs.create(threadId, {
      assistant_id: hub.addAgent(socratesAndPlato),
    });
    const completion = await hub.provider.nextCompletion();
    completion.push('Well');
    const runs = withRunFirst(client.beta.threads.runs, runFirst);
    const cancel = () => runs.cancel(run.id, { thread_id: threadId });
    const first = await cancel();
    expect(['cancelling', 'cancelled']).toContain(first.status);
    await hub.events(`/threads/${threadId}/stream/${run.id}`); // to the end
    await expect(cancel()).rejects.toMatchObject({ status: 400, code: 'run_has_ended' });
  });

  it('creates a thread and a run in one step, streamed or not', async () => {
    const thread = { messages: [{ role: 'user' as const, content: 'What is virtue?' }] };
    const assistant_id = hub.addAgent(socratesAndPlato);
    let answering = answer('One.', 'Two.');
    const run = await client.beta.threads.createAndRunPoll({ assistant_id, thread }, { pollIntervalMs: 20 });
    await answering;
    expect(run.status).toBe('completed');
    expect(await texts(run.thread_id)).toEqual(['What is virtue?', 'One.', 'Two.']);

    answering = answer('One.', 'Two.');
    const stream = client.beta.threads.createAndRunStream({ assistant_id, thread });
    const events: string[] = [];
    for await (const { event } of stream) events.push(event);
    await answering;
    expect(events.slice(0, 4)).toEqual([
      'thread.created',
      'thread.run.created',
      'thread.run.queued',
      'thread.run.in_progress',
    ]);
    expect(events.at(-1)).toBe('thread.run.completed');
  });

  it('gets a failed run with its reason', async () => {
    const threadId = await ask('What is virtue?');
    const failing: Agent = async () => {
      throw new Error('no wisdom today');
    };
    const stream = client.beta.threads.runs.stream(threadId, { assistant_id: hub.addAgent(failing) });
    const run = await stream.finalRun();
    expect(run.status).toBe('failed');
    expect(run.last_error?.message).toContain('no wisdom today');
  });

  it('gets an error for a second run at once, and does not retry', async () => {
    const threadId = await ask('What is virtue?');
    const assistant_id = hub.addAgent(socratesAndPlato);
    const first = await client.beta.threads.runs.create(threadId, { assistant_id });
    await hub.provider.nextCompletion();
    await expect(client.beta.threads.runs.create(threadId, { assistant_id })).rejects.toMatchObject({
      status: 409,
      code: 'active_run',
    });
    await hub.call(`/threads/${threadId}/runs/${first.id}/cancel`, {});
  });

  it('reads the steps of a run', async () => {
    const threadId = await ask('What is virtue?');
    const answering = answer('One.', 'Two.');
    const assistant_id = hub.addAgent(socratesAndPlato);
    const run = await client.beta.threads.runs.createAndPoll(
      threadId,
      { assistant_id },
      { pollIntervalMs: 20 },
    );
    await answering;
    const steps = await hub.call<{ data: { id: string; status: string }[] }>(
      `/threads/${threadId}/runs/${run.id}/steps?order=asc`,
    );
    expect(steps.body.data.map(({ status }) => status)).toEqual(['completed', 'completed']);
    const step = await hub.call(`/threads/${threadId}/runs/${run.id}/steps/${steps.body.data[1]!.id}`);
    expect(step.body).toEqual(steps.body.data[1]);
  });
});
