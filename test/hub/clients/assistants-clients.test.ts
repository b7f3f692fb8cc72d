import type { JsdomWindow } from 'jsdom';
import OpenAI from 'openai';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { invokeAssistant } from './langchain-assistant.ts';
import { stubPageGlobals } from './page-globals.ts';

/** As most agents do: it replies, and waits for the person. */
const socratic: Agent = async (env) => {
  await env.addReply(env.completion(await env.listMessages(), { stream: true }));
  env.requestUserInput();
};

const require = createRequire(import.meta.url);

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
  window.close();
  vi.unstubAllGlobals();
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

/** What a component says of its conversation, and a promise of the next that it says for which this holds. */
function createWatch<Said>() {
  let said: Said;
  let look = (): void => {};
  return {
    say(next: Said): void {
      said = next;
      look();
    },
    until: (holds: (said: Said) => boolean) =>
      new Promise<Said>((resolve) => {
        look = () => {
          if (said !== undefined && holds(said)) resolve(said);
        };
        look();
      }),
  };
}

/** Its types are for pages, and would be everybody's here: it is not imported. */
interface DeepChat {
  directConnection: object;
  connect: object;
  getMessages(): { role: string; text: string }[];
  submitUserMessage(message: { text: string }): void;
}

// https://deepchat.dev/docs/directConnection/openAI#Assistant
it.each([
  ['polled', false, ''],
  ['streamed', true, ''],
  ['by an address that ends in a slash', true, '/'],
])('deep-chat has a conversation, %s', async (_, stream, slash) => {
  require('deep-chat');
  const element = window.document.createElement('deep-chat');
  const chat = element as unknown as DeepChat;
  const assistant = { assistant_id: agent, custom_base_url: `${hub.url}/v1${slash}` };
  chat.directConnection = { openAI: { key: 'any', validateKeyProperty: false, assistant } };
  chat.connect = { stream };
  const texts = createWatch<string[]>();
  const tell = () => texts.say(chat.getMessages().map(({ text }) => text));
  element.addEventListener('message', tell);
  window.document.body.append(element);
  // It may render once more after it says that it has, and begins anew with that.
  const state = element as unknown as Record<string, boolean>;
  await expect.poll(() => state['_hasBeenRendered'] && !state['_waitingToRender_']).toBe(true);
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

interface AssistantChat {
  status: string;
  messages: { content: string }[];
  error: unknown;
  append(message: { role: 'user'; content: string }): Promise<void>;
}

interface RunStream {
  forwardStream(stream: AsyncIterable<object>): Promise<{ status: string } | undefined>;
}

/** What is used of modules that are not imported: their types are for pages, and would be everybody's here. */
interface PageModules {
  AssistantResponse(
    ids: { threadId: string; messageId: string },
    process: (stream: RunStream) => Promise<void>,
  ): Response;
  createElement(component: () => null): object;
  useEffect(effect: () => void): void;
  createRoot(container: unknown): { render(element: object): void; unmount(): void };
  useAssistant(options: {
    api: string;
    fetch: (url: string, init: { body: string }) => Promise<Response>;
  }): AssistantChat;
}

// https://ai-sdk.dev/v4/docs/reference/ai-sdk-ui/use-assistant, and its route for the server
it('useAssistant of Vercel has a conversation', async () => {
  const { createElement, useEffect, createRoot, useAssistant, AssistantResponse }: PageModules = {
    ...require('react'),
    ...require('react-dom/client'),
    ...require('@ai-sdk/react'),
    ...require('ai'),
  };
  const openai = new OpenAI({ baseURL: `${hub.url}/v1`, apiKey: 'any', dangerouslyAllowBrowser: true });
  async function route(input: { threadId: string | null; message: string }): Promise<Response> {
    const threadId = input.threadId ?? (await openai.beta.threads.create({})).id;
    const created = await openai.beta.threads.messages.create(threadId, {
      role: 'user',
      content: input.message,
    });
    return AssistantResponse({ threadId, messageId: created.id }, async ({ forwardStream }) => {
      const runResult = await forwardStream(
        openai.beta.threads.runs.stream(threadId, { assistant_id: agent }),
      );
      expect(runResult?.status).toBe('completed');
    });
  }

  const chats = createWatch<AssistantChat>();
  function Chat(): null {
    const chat = useAssistant({
      api: '/api/assistant',
      fetch: (_, { body }) => route(JSON.parse(body) as Parameters<typeof route>[0]),
    });
    useEffect(() => chats.say(chat));
    return null;
  }
  const root = createRoot(window.document.createElement('div'));
  root.render(createElement(Chat));
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
  root.unmount();
});

it('the assistant of LangChain has a conversation', async () => {
  const client = new OpenAI({ baseURL: `${hub.url}/v1`, apiKey: 'any', dangerouslyAllowBrowser: true });
  const answered = answer(...ANSWERS);
  const first = await invokeAssistant(client, agent, { content: QUESTIONS[0]! });
  const text = (said: string) => [{ content: [{ type: 'text', text: { value: said } }] }];
  expect(first).toMatchObject(text(ANSWERS[0]!));
  const { thread_id: threadId } = first[0] as OpenAI.Beta.Threads.Message;
  const second = await invokeAssistant(client, agent, { content: QUESTIONS[1]!, threadId });
  expect(second).toMatchObject(text(ANSWERS[1]!));
  await answered;
});

interface AzureRequest {
  url: string;
  allowInsecureConnection: boolean;
}

/** What is used of it. Its types are not imported either. */
interface AzureModule {
  AgentsClient: new (
    endpoint: string,
    credential: { getToken(): Promise<{ token: string; expiresOnTimestamp: number }> },
  ) => {
    pipeline: {
      addPolicy(policy: {
        name: string;
        sendRequest(request: AzureRequest, next: (request: AzureRequest) => unknown): unknown;
      }): void;
    };
    threads: { create(): Promise<{ id: string }> };
    messages: {
      create(threadId: string, role: string, content: string): Promise<object>;
      list(threadId: string, options: object): AsyncIterable<{ content: { text: { value: string } }[] }>;
    };
    runs: {
      createAndPoll(threadId: string, agentId: string, options: object): Promise<object>;
      create(threadId: string, agentId: string): { stream(): Promise<AsyncIterable<object>> };
    };
  };
}

// https://www.npmjs.com/package/@azure/ai-agents#create-run-run_and_process-or-stream
it('@azure/ai-agents polls a run, streams one, and lists what was said', async () => {
  const { AgentsClient } = require('@azure/ai-agents') as AzureModule;
  const getToken = async () => ({ token: 'any', expiresOnTimestamp: Date.now() + 3_600_000 });
  const client = new AgentsClient('https://hub.example/v1', { getToken });
  // It sends a token over TLS alone, which a proxy before the hub speaks.
  client.pipeline.addPolicy({
    name: 'proxy',
    sendRequest(request, next) {
      request.url = request.url.replace('https://hub.example', hub.url);
      request.allowInsecureConnection = true;
      return next(request);
    },
  });
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
