import type OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { OPENAI_VERSIONS } from './openai-versions.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

describe.each(OPENAI_VERSIONS)('openai $version, unmodified', ({ Client, runFirst }) => {
  let client: OpenAI;

  beforeAll(() => {
    client = new Client({ baseURL: `${hub.url}/v1`, apiKey: 'any' });
  });

  async function ask(text: string): Promise<string> {
    const thread = await client.beta.threads.create({ messages: [{ role: 'user', content: text }] });
    return thread.id;
  }

  async function replies(threadId: string): Promise<string[]> {
    const { data } = await client.beta.threads.messages.list(threadId, { order: 'asc' });
    return data
      .filter(({ role }) => role === 'assistant')
      .map(({ content }) =>
        content.map((part) => (part.type === 'text' ? part.text.value : part.type)).join(),
      );
  }

  it.each<[string, Record<string, string>[], string, string | null, string[]]>([
    ['thinks first', [{ reasoning_content: 'Hm. ' }, { content: 'So.' }], 'stop', null, ['So.']],
    ['is cut off', [{ content: 'It ' }, { content: 'is' }], 'length', 'max_completion_tokens', ['It is']],
    ['is filtered', [{ content: 'It' }], 'content_filter', 'content_filter', ['It']],
    ['declines', [{ refusal: 'No, ' }, { refusal: 'thanks.' }], 'stop', 'refusal', ['No, thanks.']],
    ['says nothing', [{ content: '' }], 'stop', 'empty', []],
  ])(
    'accepts that a model %s, streamed, polled and in one piece',
    async (_, deltas, finish, reason, said) => {
      const wholly: Agent = async (env) => env.addReply(await env.completion([]));
      const asStream: Agent = (env) => env.addReply(env.completion([], { stream: true }));
      async function respond(): Promise<void> {
        const completion = await hub.provider.nextCompletion();
        for (const delta of deltas)
          completion.pushChunk({ choices: [{ index: 0, delta, finish_reason: null }] });
        completion.pushChunk({ choices: [{ index: 0, delta: {}, finish_reason: finish }] });
        completion.end();
      }
      for (const agent of [wholly, asStream]) {
        const threadId = await ask('What is virtue?');
        const assistant_id = hub.addAgent(agent);
        const stream = client.beta.threads.runs.stream(threadId, { assistant_id });
        let text = '';
        stream.on('textDelta', (delta) => (text += delta.value ?? ''));
        // The helper of 4.x does not know `thread.run.incomplete`, and throws after all events have arrived, also
        // with OpenAI's own service.
        const finalRun = stream.finalRun().catch((error: Error) => error.message);
        const [run] = await Promise.all([finalRun, respond()]);
        const status = reason === null ? 'completed' : 'incomplete';
        if (runFirst || reason === null)
          expect(run).toMatchObject({ status, incomplete_details: reason && { reason } });
        else expect(run).toBe('Final run has not been received');
        expect(text).toBe(said.join(''));
        expect(await replies(threadId)).toEqual(said);
        const [polled] = await Promise.all([
          client.beta.threads.runs.createAndPoll(threadId, { assistant_id }, { pollIntervalMs: 20 }),
          respond(),
        ]);
        expect(polled).toMatchObject({ status, incomplete_details: reason && { reason } });
      }
    },
  );

  it('streams the tool calls of a run, and lists its steps', async () => {
    const threadId = await ask('What is the weather?');
    const assistant_id = hub.addAgent(async (env) => {
      await env.completion([], { stream: true }).text();
      await env.addReply('It rains.');
    });
    const stream = client.beta.threads.runs.stream(threadId, { assistant_id });
    const called: string[] = [];
    stream.on('toolCallDone', (call) => {
      if (call.type === 'function') called.push(`${call.function.name} ${call.function.arguments}`);
    });
    const completion = await hub.provider.nextCompletion();
    for (const [index, name] of ['weather', 'news'].entries())
      for (const piece of [
        { id: `call_${index}`, function: { name, arguments: '{' } },
        { function: { arguments: '}' } },
      ])
        completion.pushChunk({ choices: [{ index: 0, delta: { tool_calls: [{ index, ...piece }] } }] });
    completion.end();
    const steps = await stream.finalRunSteps();
    expect(called).toEqual(['weather {}', 'news {}']);
    const run = await stream.finalRun();
    const path = `/threads/${threadId}/runs/${run.id}/steps?order=asc`;
    const listed = await hub.call<{ data: { id: string }[] }>(path);
    expect(steps.map(({ id }) => id)).toEqual(expect.arrayContaining(listed.body.data.map(({ id }) => id)));
  });
});
