import type OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { OPENAI_VERSIONS, withRunFirst } from './openai-versions.ts';

const INCLUDED = 'step_details.tool_calls[*].file_search.results[*].content' as const;

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

/** The methods of `beta` that no other test of these clients calls, without those for files. */
describe.each(OPENAI_VERSIONS)('openai $version, unmodified', ({ Client, runFirst }) => {
  let beta: OpenAI.Beta;

  beforeAll(() => {
    ({ beta } = new Client({ baseURL: `${hub.url}/v1`, apiKey: 'any', maxRetries: 0 }));
  });

  it('has assistants', async () => {
    const assistants = withRunFirst(beta.assistants, runFirst);
    const created = await beta.assistants.create({
      model: 'gpt-4o',
      name: 'Greek',
      instructions: 'Answer in Greek.',
      tools: [{ type: 'function', function: { name: 'look_up' } }],
      metadata: { team: 'words' },
    });
    expect(await beta.assistants.retrieve(created.id)).toEqual(created);
    expect(await beta.assistants.update(created.id, { name: 'Latin' })).toEqual({
      ...created,
      name: 'Latin',
    });
    const page = await beta.assistants.list({ limit: 1 });
    expect(page.data.map(({ id }) => id)).toEqual([created.id]);
    expect(await assistants.delete(created.id)).toMatchObject({ deleted: true, object: 'assistant.deleted' });
    await expect(beta.assistants.retrieve(created.id)).rejects.toMatchObject({ status: 404 });
  });

  it('has threads and messages', async () => {
    const threads = withRunFirst(beta.threads, runFirst);
    const messages = withRunFirst(beta.threads.messages, runFirst);
    const { id: thread_id } = await beta.threads.create({
      messages: [
        { role: 'user', content: 'One' },
        { role: 'assistant', content: [{ type: 'text', text: 'Two' }] },
      ],
      metadata: { kind: 'test' },
    });
    expect(await beta.threads.retrieve(thread_id)).toMatchObject({ id: thread_id, object: 'thread' });
    const updated = await beta.threads.update(thread_id, { metadata: { kind: 'other' } });
    expect(updated.metadata).toMatchObject({ kind: 'other' });
    const three = await beta.threads.messages.create(thread_id, {
      role: 'user',
      content: 'Three',
      attachments: [],
      metadata: { n: '3' },
    });
    const { data } = await beta.threads.messages.list(thread_id);
    expect(data.map(({ content: [part] }) => part?.type === 'text' && part.text.value)).toEqual([
      'Three',
      'Two',
      'One',
    ]);
    expect(await messages.retrieve(three.id, { thread_id })).toEqual(three);
    const changed = await messages.update(three.id, { thread_id, metadata: { n: 'III' } });
    expect(changed).toEqual({ ...three, metadata: { n: 'III' } });
    expect(await messages.delete(three.id, { thread_id })).toEqual({
      id: three.id,
      object: 'thread.message.deleted',
      deleted: true,
    });
    await expect(messages.retrieve(three.id, { thread_id })).rejects.toMatchObject({ status: 404 });
    expect(await threads.delete(thread_id)).toMatchObject({ deleted: true, object: 'thread.deleted' });
    await expect(beta.threads.retrieve(thread_id)).rejects.toMatchObject({ status: 404 });
  });

  it('has runs and their steps', async () => {
    const runs = withRunFirst(beta.threads.runs, runFirst);
    const steps = withRunFirst(beta.threads.runs.steps, runFirst);
    const twice: Agent = async (env) => {
      await env.addReply('One.');
      await env.addReply('Two.');
    };
    const { id: thread_id } = await beta.threads.create();
    const created = await beta.threads.runs.create(thread_id, {
      assistant_id: hub.addAgent(twice),
      additional_messages: [{ role: 'user', content: 'Count.' }],
      include: [INCLUDED],
      metadata: { n: '1' },
    });
    const run = await runs.poll(created.id, { thread_id }, { pollIntervalMs: 10 });
    expect(run.status).toBe('completed');
    expect(await runs.retrieve(run.id, { thread_id })).toEqual(run);
    const changed = await runs.update(run.id, { thread_id, metadata: { n: '2' } });
    expect(changed).toEqual({ ...run, metadata: { n: '2' } });
    expect((await beta.threads.runs.list(thread_id, { limit: 5 })).data).toEqual([changed]);
    const listed = await steps.list(run.id, { thread_id, order: 'asc', include: [INCLUDED] });
    expect(listed.data.map(({ type }) => type)).toEqual(['message_creation', 'message_creation']);
    const [first, second] = listed.data;
    const newest = await steps.list(run.id, { thread_id, limit: 1 });
    expect(newest.data.map(({ id }) => id)).toEqual([second!.id]);
    expect(newest.has_more ?? newest.hasNextPage()).toBe(true);
    expect(await steps.retrieve(first!.id, { thread_id, run_id: run.id, include: [INCLUDED] })).toEqual(
      first,
    );
    await expect(runs.cancel(run.id, { thread_id })).rejects.toMatchObject({ status: 400 });
  });
});
