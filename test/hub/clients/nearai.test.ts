import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

/** The header of openai-python, which NEAR AI's runner uses. */
const RUNNER = { 'openai-beta': 'assistants=v2' };

interface Answer {
  id: string;
  data: Record<string, unknown>[];
  metadata: Record<string, string>;
}

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

async function send<Body = Answer>(
  path: string,
  {
    body,
    method = body ? 'POST' : 'GET',
    headers = {},
  }: { body?: object; method?: string; headers?: object } = {},
): Promise<Body> {
  const response = await hub.request(path, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Body;
}

/**
 * The fields that NEAR AI's page reads of a thread: `threadModel` in
 * https://github.com/nearai/nearai/blob/main/hub/demo/src/lib/models.ts
 */
const THREAD = {
  id: expect.any(String),
  created_at: expect.any(Number),
  object: 'thread',
  metadata: expect.any(Object),
};
/** The same for a message. Each field is required. */
const MESSAGE = {
  id: expect.any(String),
  attachments: [],
  created_at: expect.any(Number),
  completed_at: expect.any(Number),
  content: [{ type: 'text', text: { annotations: [], value: expect.any(String) } }],
  incomplete_at: null,
  incomplete_details: null,
  object: 'thread.message',
  status: 'completed',
  thread_id: expect.any(String),
};

/** `hub/demo/src/trpc/routers/hub.ts` and `hub/demo/src/trpc/utils/threads.ts` of https://github.com/nearai/nearai. */
describe('NEAR AI’s browser client', () => {
  it('has a conversation: it chats, polls for new messages, and finds the thread in its list', async () => {
    const agent = hub.addAgent((env) => env.addReply('Well.'));

    // chatWithAgent
    const actors = JSON.stringify([{ id: 'ana.near', client_id: 'app.near.ai', capabilities: [] }]);
    const thread = await send('/threads', { body: { metadata: { actors } } });
    expect(thread).toMatchObject({ ...THREAD, metadata: { actors } });
    const question = { attachments: [], content: 'What is virtue?', role: 'user' };
    const message = await send(`/threads/${thread.id}/messages`, { body: question });
    expect(message).toMatchObject({ ...MESSAGE, run_id: null, role: 'user' });
    const ask = { agent_env_vars: {}, assistant_id: agent, thread_id: thread.id, user_env_vars: {} };
    const run = await send<{ id: string; status: string }>(`/threads/${thread.id}/runs`, { body: ask });
    expect(run).toMatchObject({ thread_id: thread.id, status: 'queued' });
    await hub.events(`/threads/${thread.id}/stream/${run.id}`);

    // fetchThreadContents, every 150 ms: first the whole thread, then what follows the last message
    expect(await send(`/threads/${thread.id}`)).toMatchObject({ ...THREAD, metadata: { agent_ids: agent } });
    expect(await send(`/threads/${thread.id}/runs/${run.id}`)).toMatchObject({ status: 'completed' });
    const list = `/threads/${thread.id}/messages?limit=1000&order=asc`;
    const all = await send(list);
    const [first, last] = all.data as unknown as [Answer, Answer];
    expect(all).toEqual({
      object: 'list',
      data: [
        expect.objectContaining({ ...MESSAGE, role: 'user', run_id: null }),
        expect.objectContaining({ ...MESSAGE, role: 'assistant', run_id: run.id }),
      ],
      has_more: false,
      first_id: first.id,
      last_id: last.id,
    });
    const empty = { object: 'list', data: [], has_more: false, first_id: '', last_id: '' };
    expect(await send(`${list}&after=${last.id}`)).toEqual(empty);

    // threads
    await send(`/threads/${thread.id}/subthread`, {
      body: { new_messages: [{ role: 'user', content: 'x' }] },
    });
    const threads = await send<Answer[]>('/threads?include_subthreads=false');
    expect(threads).toMatchObject([{ ...THREAD, id: thread.id, metadata: { agent_ids: agent } }]);

    // updateThread sends back what it has read, with the ids of the agents as a list
    const metadata = { ...threads[0]!.metadata, agent_ids: [agent], topic: 'Virtue' };
    await send(`/threads/${thread.id}`, { body: { metadata } });
    const other = hub.addAgent(async () => {});
    const again = await send(`/threads/${thread.id}/runs`, { body: { ...ask, assistant_id: other } });
    await hub.events(`/threads/${thread.id}/stream/${again.id}`);
    expect((await send(`/threads/${thread.id}`)).metadata).toMatchObject({
      topic: 'Virtue',
      agent_ids: `${agent},${other}`,
    });

    // removeThread
    await send(`/threads/${thread.id}`, { method: 'DELETE' });
    expect(await send('/threads?include_subthreads=false')).toEqual([]);
  });
});

/** `_start_local_session` and `_run_local_session` in `nearai/cli.py`, `Environment` in `nearai/agents/environment.py`. */
describe('NEAR AI’s runner', () => {
  it('drives one run through a whole conversation', async () => {
    const headers = RUNNER;
    const thread = await send('/threads', { body: {}, headers });
    const path = `/threads/${thread.id}`;
    const assistant_id = 'ana.near/elsewhere/0.0.1';
    const run = await send(`${path}/runs`, { body: { assistant_id, delegate_execution: true }, headers });
    const extra = { assistant_id, run_id: run.id };
    const done = { status: 'completed', completed_at: '2026-11-30T11:00:00.000000' };
    const said: string[] = [];
    let last = '';
    for (const turn of ['first', 'second', 'third']) {
      // Environment.run: _add_message, _list_messages, a streamed completion, add_reply, mark_done
      const question = {
        role: 'user',
        content: `The ${turn} question`,
        metadata: {},
        attachments: null,
        ...extra,
      };
      expect(await send(`${path}/messages`, { body: question, headers })).toMatchObject({ role: 'user' });
      said.push(question.content);
      const { data } = await send(`${path}/messages?limit=10000&order=asc`, { headers });
      expect(data.map((message) => textOf(message))).toEqual(said);
      const asked = hub.request('/chat/completions', {
        method: 'POST',
        headers: { thread_id: thread.id, run_id: run.id },
        body: JSON.stringify({ stream: true, messages: [{ role: 'user', content: question.content }] }),
      });
      const completion = await hub.provider.nextCompletion();
      const answer = `The ${turn} answer`;
      completion.push(answer);
      completion.end();
      expect(await (await asked).text()).toContain(answer);
      const reply = { role: 'assistant', content: answer, metadata: null, attachments: null, ...extra };
      await send(`${path}/messages`, { body: reply, headers });
      said.push(answer);
      // Its agent may also mark the run as done.
      for (let times = 0; times < 2; times++)
        expect(await send(`${path}/runs/${run.id}`, { body: done, headers })).toMatchObject({
          status: 'completed',
        });
      // _run_local_session
      const news = await send(`${path}/messages?order=asc${last && `&after=${last}`}`, { headers });
      expect(news.data.map((message) => textOf(message))).toEqual(said.slice(-2));
      last = (news.data.at(-1) as { id: string }).id;
    }
    // For viewers, each turn is a separate run.
    const runs = await send(`${path}/runs?order=asc`);
    expect(runs.data.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    const events = await hub.events(`${path}/stream/${(runs.data[2] as { id: string }).id}`);
    expect(events.filter(({ event }) => event === 'thread.message.delta')).toHaveLength(1);
  });

  it('cannot continue a run that was cancelled, or one that the hub executes', async () => {
    const thread = await send('/threads', { body: {} });
    const path = `/threads/${thread.id}`;
    const run = await send(`${path}/runs`, { body: { assistant_id: 'a/b/1', delegate_execution: true } });
    await hub.call(`${path}/runs/${run.id}/cancel`, {});
    await hub.events(`${path}/stream/${run.id}`);
    const question = { role: 'user', content: 'And?', run_id: run.id };
    const stopped = await hub.call(`${path}/messages`, question);
    expect(stopped).toMatchObject({ status: 409, body: { error: { code: 'run_is_over' } } });
    const { threadId, runId } = await hub.run(async () => {});
    const driven = await hub.call(`/threads/${threadId}/messages`, { ...question, run_id: runId });
    expect(driven).toMatchObject({ status: 400, body: { error: { param: 'role' } } });
    expect((await send(`${path}/messages`)).data).toEqual([]);
  });

  it('continues its second turn after the hub has restarted', async () => {
    const thread = await send('/threads', { body: {} });
    const path = `/threads/${thread.id}`;
    const run = await send(`${path}/runs`, { body: { assistant_id: 'a/b/1', delegate_execution: true } });
    await send(`${path}/runs/${run.id}`, { body: { status: 'completed' } });
    await send(`${path}/messages`, { body: { role: 'user', content: 'And?', run_id: run.id } });
    hub = await hub.restart();
    await send(`${path}/messages`, { body: { role: 'assistant', content: 'So.', run_id: run.id } });
    const ended = await send<{ id: string }>(`${path}/runs/${run.id}`, { body: { status: 'failed' } });
    expect(ended).toMatchObject({ id: expect.not.stringContaining(run.id), status: 'failed' });
  });
});

function textOf(message: Record<string, unknown>): string {
  return (message['content'] as { text: { value: string } }[])[0]!.text.value;
}
