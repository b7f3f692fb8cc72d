import type { JsdomWindow } from 'jsdom';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { createAzureClient } from './azure-client.ts';
import { invokeAssistant } from './langchain-assistant.ts';
import { assistantResponse, openDeepChat, openUseAssistant } from './page-clients.ts';
import { restoreGlobals, stubPageGlobals } from './page-globals.ts';

/** Like most agents, it replies and waits for the person. */
const socratic: Agent = async (env) => {
  await env.addReply(env.completion(await env.listMessages(), { stream: true }));
  env.requestUserInput();
};

const QUESTIONS = ['What is virtue?', 'Can it be taught?'];
const ANSWERS = ['That is my question. 🏛️', 'If it is knowledge, it can.'];

let hub: TestHub;
let agent: string;
let window: JsdomWindow;

beforeAll(async () => {
  hub = await openTestHub();
  agent = hub.addAgent(socratic);
  window = stubPageGlobals();
});
afterAll(async () => {
  restoreGlobals();
  await hub.close();
});

/** Answers the next completions with these texts, word by word. */
async function answer(...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const completion = await hub.provider.nextCompletion();
    completion.push(...text.split(/(?<= )/));
    completion.end();
  }
}

// https://deepchat.dev/docs/directConnection/openAI#Assistant
it.each([
  ['polled', false, ''],
  ['streamed', true, ''],
  ['by an address that ends in a slash', true, '/'],
])('deep-chat has a conversation, %s', async (_, stream, slash) => {
  const assistant = { assistant_id: agent, custom_base_url: `${hub.url}/v1${slash}` };
  const { chat, texts } = await openDeepChat(window, assistant, stream);
  for (const [at, text] of QUESTIONS.entries()) {
    const answered = answer(ANSWERS[at]!);
    chat.submitUserMessage({ text });
    await answered;
    const wanted = QUESTIONS.slice(0, at + 1).flatMap((question, turn) => [question, ANSWERS[turn]!]);
    expect(
      await texts.until((said) => said.length === wanted.length && said.at(-1) === wanted.at(-1)),
    ).toEqual(wanted);
  }
});

// https://ai-sdk.dev/v4/docs/reference/ai-sdk-ui/use-assistant, and its route for the server
it('useAssistant of Vercel has a conversation', async () => {
  const openai = new OpenAI({ baseURL: `${hub.url}/v1`, apiKey: 'any', dangerouslyAllowBrowser: true });
  async function route(input: { threadId: string | null; message: string }): Promise<Response> {
    const threadId = input.threadId ?? (await openai.beta.threads.create({})).id;
    const created = await openai.beta.threads.messages.create(threadId, {
      role: 'user',
      content: input.message,
    });
    return assistantResponse<OpenAI.Beta.Threads.Run>(
      { threadId, messageId: created.id },
      async ({ forwardStream }) => {
        const runResult = await forwardStream(
          openai.beta.threads.runs.stream(threadId, { assistant_id: agent }),
        );
        expect(runResult?.status).toBe('completed');
      },
    );
  }

  const { chats, close } = openUseAssistant(window, route);
  for (const [at, content] of QUESTIONS.entries()) {
    const answered = answer(ANSWERS[at]!);
    const idle = await chats.until(({ status }) => status === 'awaiting_message');
    void idle.append({ role: 'user', content });
    await answered;
    const count = 2 * (at + 1);
    const chat = await chats.until(
      ({ status, messages }) => status === 'awaiting_message' && messages.length === count,
    );
    expect(chat.error).toBeUndefined();
    expect(chat.messages.slice(-2)).toMatchObject([{ content }, { content: ANSWERS[at] }]);
  }
  close();
});

it('the assistant of LangChain has a conversation', async () => {
  const client = new OpenAI({ baseURL: `${hub.url}/v1`, apiKey: 'any', dangerouslyAllowBrowser: true });
  const answered = answer(...ANSWERS);
  const first = await invokeAssistant(client, agent, { content: QUESTIONS[0]! });
  const text = (said: string) => [{ content: [{ type: 'text', text: { value: said } }] }];
  expect(first.result).toMatchObject(text(ANSWERS[0]!));
  const { threadId } = first;
  const second = await invokeAssistant(client, agent, { content: QUESTIONS[1]!, threadId });
  expect(second.result).toMatchObject(text(ANSWERS[1]!));
  await answered;
});

// https://www.npmjs.com/package/@azure/ai-agents#create-run-run_and_process-or-stream
it('@azure/ai-agents polls a run, streams one, and lists the messages', async () => {
  const client = createAzureClient(hub.url);
  const answered = answer(...ANSWERS);
  const thread = await client.threads.create();
  await client.messages.create(thread.id, 'user', QUESTIONS[0]!);
  const run = await client.runs.createAndPoll(thread.id, agent, { pollingOptions: { intervalInMs: 20 } });
  expect(run).toMatchObject({ status: 'completed', requiredAction: null });
  await client.messages.create(thread.id, 'user', QUESTIONS[1]!);
  const events = [];
  for await (const event of await client.runs.create(thread.id, agent).stream()) events.push(event);
  expect(events.slice(-2)).toMatchObject([
    { event: 'thread.run.completed', data: { status: 'completed' } },
    { event: 'done' },
  ]);
  const texts = [];
  for await (const { content } of client.messages.list(thread.id, { order: 'asc' }))
    texts.push(...content.map(({ text }) => text.value));
  expect(texts).toEqual([QUESTIONS[0], ANSWERS[0], QUESTIONS[1], ANSWERS[1]]);
  await answered;
});
