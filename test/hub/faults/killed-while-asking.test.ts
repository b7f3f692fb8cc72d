import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openRequests,
  type ApprovalRequest,
  type PersonAnswer,
} from '../../../src/protocol/person-request.ts';
import type { Run } from '../../../src/protocol/run.ts';
import type { RunStep } from '../../../src/protocol/run-step.ts';
import { createHubClient, type HubClient, type RecordedEvent } from '../../support/hub-client.ts';
import { startHub, type HubProcess } from '../../support/hub-process.ts';
import { chunk, frame, sendStream, stallAfter, streamText } from '../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../support/model-server.ts';
import type { ReceivedEvent } from '../../support/read-events.ts';
import { stateOf } from '../runner/state-of.ts';

const TOOLS = `
const tool = (name, approval) => ({
  description: name,
  parameters: { type: 'object' },
  ...(approval && { approval }),
  run({ city }) {
    console.log(\`ran \${name}\`);
    return \`\${name} of \${city}\`;
  },
});
const hold = { ...tool('hold', 'ask'), run: () => (console.log('ran hold'), new Promise(() => {})) };
const tools = { weather: tool('weather'), postcard: tool('postcard', 'ask'), letter: tool('letter', 'ask'), hold };`;
const LOOP = 'await env.addReply(await env.runTools(await env.listMessages(), { tools }));';
const ASK = "await env.addReply(`Hello ${await env.ask('What is your name?')}`);";

/** The agents: their code, and whether their metadata says that they can begin again. */
const AGENTS = {
  loop: { code: LOOP, restartable: false },
  'more-than-a-loop': { code: `await env.addReply('One moment.');\n${LOOP}`, restartable: false },
  'runs-another': {
    code: `await env.runAgent('test/greeter/1.0.0', { threadMode: 'child' });\n${LOOP}`,
    restartable: false,
  },
  greeter: { code: "await env.addReply('Hello.');", restartable: false },
  'asks-itself': { code: ASK, restartable: false },
  'begins-again': { code: ASK, restartable: true },
};

let folder: string;
let model: ModelServer;
let hub: HubProcess;
let client: HubClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'symposium-test-'));
  for (const [name, { code, restartable }] of Object.entries(AGENTS)) {
    const place = join(folder, 'test', name, '1.0.0');
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'agent.ts'), `${TOOLS}\nexport default async (env) => {\n${code}\n};`);
    const details = { agent: { restartable } };
    await writeFile(join(place, 'metadata.json'), JSON.stringify({ name, version: '1.0.0', details }));
  }
  model = await startModelServer(streamText(''));
  hub = await startHub({
    AGENTS_DIR: folder,
    MODEL_BASE_URL: model.url,
    MODEL_NAME: 'm',
    MODEL_TITLES: 'off',
  });
  client = createHubClient(hub.url);
});
afterAll(async () => {
  await hub?.stop();
  await model?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A model that thinks, writes a text, and calls these tools. */
function calling(...names: string[]) {
  const calls = names.map((name, index) => ({
    index,
    id: `call_${index}`,
    type: 'function',
    function: { name, arguments: '{"city":"Athens"}' },
  }));
  const deltas = [
    { reasoning_content: 'They want post.' },
    { content: 'Let me see.' },
    { tool_calls: calls },
  ];
  return sendStream(
    [...deltas.map((delta) => frame(chunk(delta))), frame(chunk({}, 'tool_calls')), frame('[DONE]')].join(''),
  );
}

/** Reads the stream of a run until an event contains this text. */
async function until({ thread_id: threadId, id }: Run, expected: string): Promise<void> {
  for await (const { data } of client.events(threadId, id)) if (data.includes(expected)) return;
  throw new Error(`The stream ended without ${expected}.`);
}

async function allEvents({ thread_id: threadId, id }: Run): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of client.events(threadId, id)) events.push(event);
  return events;
}

/** The requests that the run waits for. */
async function requestsOf({ thread_id: threadId, id }: Run) {
  return openRequests((await client.run(threadId, id)).required_action);
}

async function answer({ thread_id: threadId, id }: Run, ...answers: PersonAnswer[]): Promise<void> {
  const body = JSON.stringify({ answers });
  const response = await fetch(`${hub.url}/v1/threads/${threadId}/runs/${id}/answers`, {
    method: 'POST',
    body,
  });
  expect(response.status, await response.text()).toBe(200);
}

async function killAndRestart(): Promise<void> {
  await hub.kill('SIGKILL');
  await hub.restart();
}

describe('a run that waits for an answer, after the hub was killed', () => {
  it('continues the tool loop of its agent: each part is there once, and each approved call runs once', async () => {
    model.answerWith(calling('weather', 'postcard', 'letter'), streamText('All is sent.'));
    const run = await client.ask('test/loop/1.0.0', 'Send post.');
    await until(run, 'weather of Athens');
    await until(run, '"submit_answers"');
    await expect.poll(() => requestsOf(run)).toHaveLength(2);
    const shown = await requestsOf(run);
    await killAndRestart();

    expect(await requestsOf(run)).toEqual(shown);
    const [postcard, letter] = shown as ApprovalRequest[];
    await answer(run, { request_id: postcard!.id, hash: postcard!.hash, approve: true });
    await until(run, 'postcard of Athens');
    await killAndRestart();

    expect(await requestsOf(run)).toEqual([letter]);
    await killAndRestart(); // before the process of the agent has begun
    await answer(run, { request_id: letter!.id, hash: letter!.hash, approve: true });
    const events = await allEvents(run);
    await killAndRestart();

    const again = await allEvents(run);
    expect(again).toEqual(events);
    const state = stateOf(events.map(({ data }) => JSON.parse(data) as ReceivedEvent));
    expect(events.map(({ id }) => Number(id.split('-')[1]))).toEqual(events.map((_, at) => at + 1));
    expect(state).toMatchObject({
      status: 'completed',
      thoughts: [{ text: 'They want post.' }],
      messages: [{ streamed: 'Let me see.' }, { streamed: 'All is sent.' }],
      steps: [
        {
          status: 'completed',
          calls: ['weather', 'postcard', 'letter'].map((name) => ({
            function: { name, output: `${name} of Athens` },
          })),
        },
      ],
    });
    expect(state.deltas).toBe(events.filter(({ event }) => /delta|thinking/.test(event)).length);
    const printed = events.filter(({ event }) => event === 'hub.agent.output').map(({ data }) => data);
    for (const name of ['weather', 'postcard', 'letter'])
      expect(printed.join('').split(`ran ${name}`), name).toHaveLength(2);

    expect(model.requests).toHaveLength(2);
    const sent = model.requests[1]!.body!.messages as { role: string; content: string }[];
    expect(sent.map(({ role, content }) => [role, content])).toEqual([
      ['user', 'Send post.'],
      ['assistant', 'Let me see.'],
      ['tool', 'weather of Athens'],
      ['tool', 'postcard of Athens'],
      ['tool', 'letter of Athens'],
    ]);
  });

  it.each([
    ['more-than-a-loop', 'Send post.'],
    ['runs-another', 'Send post.'],
    ['asks-itself', 'Hello.'],
  ])('fails in words if its agent (%s) can’t continue, and its text is kept', async (name, message) => {
    model.answerWith(calling('postcard'));
    const run = await client.ask(`test/${name}/1.0.0`, message);
    await until(run, '"submit_answers"');
    await killAndRestart();
    await allEvents(run);
    expect(await client.run(run.thread_id, run.id)).toMatchObject({
      status: 'failed',
      last_error: { message: expect.stringContaining('waited for your answer') },
      required_action: null,
    });
    if (name !== 'more-than-a-loop') return;
    const texts = (await client.messages(run.thread_id)).map(({ content }) => JSON.stringify(content));
    expect(texts.join('')).toContain('One moment.');
  });

  it('begins again if its agent says that it can, and gets the answers of before', async () => {
    const run = await client.ask('test/begins-again/1.0.0', 'Hello.');
    await until(run, '"submit_answers"');
    const [request] = await requestsOf(run);
    await killAndRestart();
    expect(await requestsOf(run)).toEqual([request]);
    await answer(run, { request_id: request!.id, content: { answer: 'Ana' } });
    const { messages, status } = stateOf(
      (await allEvents(run)).map(({ data }) => JSON.parse(data) as ReceivedEvent),
    );
    expect(status).toBe('completed');
    expect(messages.map(({ message }) => message?.content)).toMatchObject([
      [{ text: { value: 'Hello Ana' } }],
    ]);
    await killAndRestart();
    const response = await fetch(`${hub.url}/v1/threads/${run.thread_id}/steps`);
    const { data } = (await response.json()) as { data: RunStep[] };
    expect(data.map(({ step_details: details }) => details)).toMatchObject([
      { question: { question: 'What is your name?', content: { answer: 'Ana' } } },
    ]);
  });

  it('keeps the outputs that come after the last answer, and fails in words once the model answers', async () => {
    model.answerWith(calling('postcard', 'hold'), stallAfter(frame(chunk({ content: 'All is ' }))));
    const run = await client.ask('test/loop/1.0.0', 'Send post.');
    await expect.poll(() => requestsOf(run)).toHaveLength(2);
    const requests = (await requestsOf(run)) as ApprovalRequest[];
    const approvals = requests.map(({ id, hash }) => ({ request_id: id, hash, approve: true }));
    await answer(run, ...approvals);
    await until(run, 'postcard of Athens');
    await until(run, 'ran hold');
    await killAndRestart();

    await until(run, 'All is ');
    const sent = model.requests.at(-1)!.body!.messages!.filter(({ role }) => role === 'tool');
    expect(sent.map(({ content }) => content)).toEqual([
      'postcard of Athens',
      expect.stringContaining('may have run or not'),
    ]);
    await killAndRestart();
    const events = await allEvents(run);
    expect(await client.run(run.thread_id, run.id)).toMatchObject({
      status: 'failed',
      last_error: { message: expect.stringContaining('stopped during this reply') },
    });
    const { messages } = stateOf(events.map(({ data }) => JSON.parse(data) as ReceivedEvent));
    expect(messages.map(({ streamed }) => streamed)).toEqual(['Let me see.', 'All is ']);
    const printed = events.filter(({ event }) => event === 'hub.agent.output').map(({ data }) => data);
    for (const name of ['postcard', 'hold'])
      expect(printed.join('').split(`ran ${name}`), name).toHaveLength(2);
  });

  it('continues after a restart without a kill, too', async () => {
    model.answerWith(calling('postcard'), streamText('Sent.'));
    const run = await client.ask('test/loop/1.0.0', 'Send post.');
    await until(run, '"submit_answers"');
    await hub.kill('SIGTERM');
    await hub.restart();
    const [request] = (await requestsOf(run)) as ApprovalRequest[];
    await answer(run, { request_id: request!.id, hash: request!.hash, approve: true });
    await allEvents(run);
    expect((await client.run(run.thread_id, run.id)).status).toBe('completed');
  });
});
