import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';
import { makeAssistant } from '../../runner/assistant-run.ts';

let hub: TestHub;
let assistant_id: string;
let threadId: string;
let messageId: string;

beforeAll(async () => {
  hub = await openTestHub();
  assistant_id = await makeAssistant(hub);
  const messages = [{ role: 'user', content: 'x' }];
  threadId = (await hub.call<{ id: string }>('/threads', { messages })).body.id;
  const listed = await hub.call<{ data: { id: string }[] }>(`/threads/${threadId}/messages`);
  messageId = listed.body.data[0]!.id;
});
afterAll(() => hub.close());

const IMAGE = [{ type: 'image_url', image_url: { url: 'https://pictures.example/1.png' } }];
const FILE = [{ file_id: 'file_1', tools: [{ type: 'file_search' }] }];
const RUN = 'POST /threads/THREAD/runs';

it.each<[string, object, string]>([
  [RUN, { unknown: 1 }, 'unknown'],
  [RUN, { temperature: 9 }, 'temperature'],
  [RUN, { temperature: -0.1 }, 'temperature'],
  [RUN, { temperature: '1' }, 'temperature'],
  [RUN, { top_p: 2 }, 'top_p'],
  [RUN, { tools: 'x' }, 'tools'],
  [RUN, { tools: [{ type: 'file_search' }] }, 'tools.0.type'],
  [RUN, { tools: [{ type: 'code_interpreter' }] }, 'tools.0.type'],
  [RUN, { tools: [{ type: 'function', function: { name: 'a b' } }] }, 'tools.0.function.name'],
  [RUN, { tool_choice: 'perhaps' }, 'tool_choice'],
  [RUN, { tool_choice: { type: 'file_search' } }, 'tool_choice'],
  [RUN, { tool_choice: { type: 'function', function: { name: 'unknown' } } }, 'tool_choice'],
  [RUN, { tool_choice: 'required', tools: [] }, 'tool_choice'],
  [RUN, { parallel_tool_calls: 'yes' }, 'parallel_tool_calls'],
  [RUN, { response_format: 'xml' }, 'response_format'],
  [RUN, { reasoning_effort: 'heroic' }, 'reasoning_effort'],
  [RUN, { max_prompt_tokens: 255 }, 'max_prompt_tokens'],
  [RUN, { max_completion_tokens: 0 }, 'max_completion_tokens'],
  [RUN, { max_completion_tokens: 300.5 }, 'max_completion_tokens'],
  [RUN, { truncation_strategy: { type: 'middle' } }, 'truncation_strategy'],
  [RUN, { truncation_strategy: { type: 'last_messages' } }, 'truncation_strategy'],
  [
    RUN,
    { truncation_strategy: { type: 'last_messages', last_messages: 0 } },
    'truncation_strategy.last_messages',
  ],
  [RUN, { instructions: 5 }, 'instructions'],
  [RUN, { additional_instructions: [] }, 'additional_instructions'],
  [RUN, { additional_messages: [{ role: 'user', content: IMAGE }] }, 'additional_messages.0.content'],
  [
    RUN,
    { additional_messages: [{ role: 'user', content: 'x', attachments: FILE }] },
    'additional_messages.0.attachments',
  ],
  [RUN, { additional_messages: [{ role: 'user', content: 'x', to: 'me' }] }, 'additional_messages.0.to'],
  [RUN, { metadata: { n: 1 } }, 'metadata.n'],
  [RUN, { stream: 'true' }, 'stream'],
  [RUN, { include: ['everything'] }, 'include.0'],
  [RUN, { schedule_at: '2027-01-01T00:00:00Z' }, 'schedule_at'],
  [RUN, { run_mode: 1 }, 'run_mode'],
  [RUN, { thread_id: 'thread_other' }, 'thread_id'],
  ['POST /threads/THREAD/runs?include[]=everything', {}, 'include'],
  [
    'POST /threads/runs',
    { tool_resources: { code_interpreter: { file_ids: ['file_1'] } } },
    'tool_resources.code_interpreter.file_ids',
  ],
  ['POST /threads/runs', { new_message: 'Hello' }, 'new_message'],
  ['POST /threads/runs', { thread: { messages: [], topic: 'x' } }, 'thread.topic'],
  [
    'POST /threads',
    { tool_resources: { file_search: { vector_stores: [{}] } } },
    'tool_resources.file_search.vector_stores',
  ],
  ['POST /threads', { message: 'x' }, 'message'],
  [
    'POST /threads',
    { messages: [{ role: 'user', content: [{ type: 'image_file', image_file: { file_id: 'f' } }] }] },
    'messages.0.content',
  ],
  [
    'POST /threads/THREAD',
    { tool_resources: { file_search: { vector_store_ids: ['vs'] } } },
    'tool_resources.file_search.vector_store_ids',
  ],
  ['POST /threads/THREAD', { title: 'x' }, 'title'],
  ['POST /threads/THREAD/fork', { upto: 'x' }, 'upto'],
  ['POST /threads/THREAD/subthread', { messages: [] }, 'messages'],
  ['POST /threads/THREAD/messages', { role: 'user', content: 'x', attachments: FILE }, 'attachments'],
  ['POST /threads/THREAD/messages', { role: 'user', content: 'x', file_ids: ['f'] }, 'file_ids'],
  ['POST /threads/THREAD/messages', { role: 'user', content: IMAGE }, 'content'],
  ['POST /threads/THREAD/messages/MESSAGE', { content: 'y' }, 'content'],
  ['GET /threads/THREAD/runs/RUN/steps?include[]=everything', {}, 'include'],
])('%s refuses %j', async (call, body, param) => {
  const [method = '', path = ''] = call.split(' ');
  const isRun = path.includes('/runs') && method === 'POST';
  const run = path.includes('RUN') ? await endedRun() : '';
  const url = path.replace('THREAD', threadId).replace('MESSAGE', messageId).replace('RUN', run);
  const sent = method === 'GET' ? undefined : { ...(isRun && { assistant_id }), ...body };
  const answer = await hub.call(url, sent, method);
  expect(answer).toMatchObject({
    status: 400,
    body: {
      error: {
        param,
        type: 'invalid_request_error',
        message: expect.stringContaining(param.split('.').at(-1)!),
      },
    },
  });
});

let ended: Promise<string> | undefined;
function endedRun(): Promise<string> {
  ended ??= (async () => {
    const agent = hub.addAgent((env) => env.addReply('Done.'));
    const run = await hub.call<{ id: string }>(`/threads/${threadId}/runs`, { assistant_id: agent });
    await hub.events(`/threads/${threadId}/stream/${run.body.id}`);
    return run.body.id;
  })();
  return ended;
}

it.each([
  '/assistants?after=&before=',
  '/threads?after=',
  '/threads?include_subthreads=false&after=',
  '/threads/THREAD/messages?order=asc&after=&before=',
  '/threads/THREAD/runs?before=',
  '/threads/THREAD/runs/RUN/steps?after=&include[]=',
])('GET %s ignores empty parameters', async (path) => {
  const run = path.includes('RUN') ? await endedRun() : '';
  const answer = await hub.call(path.replace('THREAD', threadId).replace('RUN', run));
  expect(answer.status).toBe(200);
});

it('an empty page works as a start for the next', async () => {
  const thread = await hub.call<{ id: string }>('/threads', {});
  const messages = `/threads/${thread.body.id}/messages`;
  const empty = await hub.call<{ last_id: string }>(messages);
  await hub.call(messages, { role: 'user', content: 'First.' });
  const { body } = await hub.call<{ data: object[] }>(`${messages}?order=asc&after=${empty.body.last_id}`);
  expect(body.data).toHaveLength(1);
});

it.each<[object, string]>([
  [{ truncation_strategy: { type: 'auto', last_messages: 5 } }, 'must be of the type auto'],
  [{ truncation_strategy: { type: 'last_messages' } }, 'of the type last_messages with their number'],
  [{ model: 5 }, 'must be the name of a model'],
])('the error for %j says what to send', async (body, message) => {
  const answer = await hub.call('/threads/runs', { assistant_id, ...body });
  expect(answer).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining(message) } },
  });
});

it('accepts the additional fields of this protocol’s clients', async () => {
  const thread = await hub.call<{ id: string }>('/threads', {
    messages: [],
    tool_resources: { file_search: { vector_store_ids: null } },
  });
  const message = await hub.call(`/threads/${thread.body.id}/messages`, {
    role: 'assistant',
    content: 'Earlier.',
    attachments: [],
    assistant_id: 'other/agent/1.0.0',
  });
  expect(message).toMatchObject({ status: 200, body: { assistant_id: 'other/agent/1.0.0', run_id: null } });
  const agent = hub.addAgent((env) => env.addReply('Done.'));
  const run = await hub.call<{ id: string }>(`/threads/${thread.body.id}/runs`, {
    assistant_id: agent,
    model: '',
    include: [],
    parent_run_id: 'run_parent',
    run_mode: 0,
    thread_id: thread.body.id,
    agent_env_vars: { KEY: 'value' },
    user_env_vars: {},
    schedule_at: null,
    tools: [],
    tool_choice: 'auto',
    parallel_tool_calls: true,
    max_prompt_tokens: null,
    delegate_execution: false,
  });
  expect(run).toMatchObject({ status: 200, body: { metadata: { parent_run_id: 'run_parent' } } });
  await hub.events(`/threads/${thread.body.id}/stream/${run.body.id}`);
  const included = 'include[]=step_details.tool_calls[*].file_search.results[*].content';
  const steps = await hub.call<{ data: { id: string }[] }>(
    `/threads/${thread.body.id}/runs/${run.body.id}/steps?${included}`,
  );
  expect(steps.status).toBe(200);
});
