import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { openAiEvent, openAiRun } from '../../../src/hub/fan-out/openai-run.ts';
import type { Run } from '../../../src/protocol/run.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { readAsOpenAiPython } from './openai-python-stream.ts';
import { OPENAI_VERSIONS } from './openai-versions.ts';

/** Replies, and asks for input from the person. */
const asks: Agent = async (env) => {
  await env.addReply('And what is virtue to you?');
  env.requestUserInput();
};

/** Does the same with a reply that the model has cut off. */
const asksCutOff: Agent = async (env) => {
  await env.addReply(env.completion([], { stream: true }));
  env.requestUserInput();
};

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

describe.each(OPENAI_VERSIONS)(
  'an agent that waits for the person, to openai $version',
  ({ Client, runFirst }) => {
    it('has completed its run, for every kind of request', async () => {
      const client = new Client({ baseURL: `${hub.url}/v1`, apiKey: 'any' });
      const { threads } = client.beta;
      const assistant_id = hub.addAgent(asks);
      const polled = await threads.createAndRunPoll({ assistant_id }, { pollIntervalMs: 20 });
      const streamed = threads.runs.stream(polled.thread_id, { assistant_id });
      const names: string[] = [];
      streamed.on('event', ({ event }) => names.push(event));
      const ended = { status: 'completed', required_action: null, completed_at: expect.any(Number) };
      expect(polled).toMatchObject(ended);
      expect(await streamed.finalRun()).toMatchObject(ended);
      expect(names.at(-1)).toBe('thread.run.completed');
      const { data } = await threads.runs.list(polled.thread_id);
      expect(data).toMatchObject([ended, ended]);
      const retrieve = threads.runs.retrieve.bind(threads.runs) as (
        ...args: [string, { thread_id: string } | string]
      ) => Promise<object>;
      const { id, thread_id } = polled;
      expect(await (runFirst ? retrieve(id, { thread_id }) : retrieve(thread_id, id))).toMatchObject(ended);
    });
  },
);

it.each<[string, string, Record<string, string>, string]>([
  ['without a word of OpenAI', '', {}, 'requires_action'],
  ['with the header of OpenAI', '', { 'openai-beta': 'assistants=v2' }, 'completed'],
  ['with that header, whatever it says', '', { 'openai-beta': 'x' }, 'completed'],
  ['in a version of Azure’s API', '?api-version=v1', {}, 'completed'],
  ['in the format of OpenAI', '?format=openai', {}, 'completed'],
])(
  'a run that waits for the person has the status that a request %s expects',
  async (_, query, headers, status) => {
    const { path, threadId, runId } = await hub.run(asks);
    const events = await hub.events(path);
    expect(events.at(-1)).toMatchObject({
      event: 'thread.run.requires_action',
      data: { status: 'requires_action' },
    });
    const ask = async (at: string, init: RequestInit = {}) =>
      (await (
        await hub.request(`/threads/${threadId}/runs${at}${query}`, { headers, ...init })
      ).json()) as unknown;
    const expected = { id: runId, status };
    expect(await ask('')).toMatchObject({ data: [expected] });
    expect(await ask(`/${runId}`)).toMatchObject(expected);
    expect(await ask(`/${runId}`, { method: 'POST', body: '{"metadata":{}}' })).toMatchObject(expected);
  },
);

it('an unknown format is refused, before a run starts', async () => {
  const { threadId, runId } = await hub.run(asks);
  const { status, body } = await hub.call(`/threads/${threadId}/runs/${runId}?format=xml`);
  expect([status, body]).toEqual([400, { error: expect.objectContaining({ param: 'format' }) }]);
  const refused = await hub.call('/threads/runs?format=xml', { assistant_id: hub.addAgent(asks) });
  expect(refused.status).toBe(400);
  expect((await hub.call<{ data: { id: string }[] }>('/threads?limit=1')).body.data[0]?.id).toBe(threadId);
});

it('a run whose last reply was cut off is incomplete for OpenAI’s clients, even after its log is deleted', async () => {
  const { path, threadId, runId } = await hub.run(asksCutOff);
  const completion = await hub.provider.nextCompletion();
  completion.pushChunk({ choices: [{ index: 0, delta: { content: 'It is' }, finish_reason: 'length' }] });
  completion.end();
  await hub.events(path);
  const ended = { status: 'incomplete', incomplete_details: { reason: 'max_completion_tokens' } };
  const last = { event: 'thread.run.incomplete', data: ended };
  expect(await lastOf(`${path}?format=openai`)).toMatchObject(last);
  expect((await hub.call(`/threads/${threadId}/runs/${runId}?format=openai`)).body).toMatchObject(ended);
  await hub.log.sweep(new Date(Date.now() + 1_000));
  expect(await lastOf(`${path}?format=openai`)).toMatchObject(last);
});

async function lastOf(path: string) {
  let last = null;
  for await (const event of readAsOpenAiPython((await hub.request(path)).body!)) last = event;
  return last;
}

it('a run that waits for tool outputs is returned unchanged', () => {
  const run = {
    id: 'run_1',
    status: 'requires_action',
    required_action: { type: 'submit_tool_outputs', submit_tool_outputs: { tool_calls: [] } },
  } as unknown as Run;
  expect(openAiRun(run)).toBe(run);
  const event = { id: null, event: 'thread.run.requires_action', data: JSON.stringify(run) };
  expect(openAiEvent(event)).toEqual(event);
});
