import type { JsdomWindow } from 'jsdom';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { createAzureClient, type AzureRun } from './azure-client.ts';
import { invokeAssistant } from './langchain-assistant.ts';
import { openDeepChat } from './page-clients.ts';
import { stubPageGlobals } from './page-globals.ts';

const QUESTION = 'What is the weather in Athens?';
const ARGUMENTS = '{"city":"Athens"}';
const OUTPUT = 'Sunny, 27 degrees.';
const ANSWER = 'It is sunny in Athens, with 27 degrees.';

let hub: TestHub;
let client: OpenAI;
let assistant: string;
let window: JsdomWindow;

beforeAll(async () => {
  hub = await openTestHub();
  client = new OpenAI({ baseURL: `${hub.url}/v1`, apiKey: 'any', dangerouslyAllowBrowser: true });
  const made = await client.beta.assistants.create({
    model: 'gpt-4o',
    tools: [
      {
        type: 'function',
        function: {
          name: 'get_weather',
          parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        },
      },
    ],
  });
  assistant = made.id;
  window = stubPageGlobals();
});
afterAll(async () => {
  window.close();
  vi.unstubAllGlobals();
  await hub.close();
});

/** Has the model call the function, and answer once it has the output. */
async function callAndAnswer(): Promise<void> {
  const asked = await hub.provider.nextCompletion();
  const call = {
    index: 0,
    id: 'call_1',
    type: 'function',
    function: { name: 'get_weather', arguments: ARGUMENTS },
  };
  asked.pushChunk({ choices: [{ index: 0, delta: { tool_calls: [call] } }] });
  asked.pushChunk({ choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] });
  asked.end();
  const told = await hub.provider.nextCompletion();
  expect(told.request.messages.slice(-2)).toMatchObject([
    { role: 'assistant', tool_calls: [{ id: 'call_1', function: { arguments: ARGUMENTS } }] },
    { role: 'tool', tool_call_id: 'call_1', content: OUTPUT },
  ]);
  told.push(...ANSWER.split(/(?<= )/));
  told.end();
}

// https://deepchat.dev/docs/directConnection/openAI#FunctionHandler
it.each([
  ['polled', false],
  ['streamed', true],
])('deep-chat runs a function, %s', async (_, stream) => {
  const handled: unknown[] = [];
  const connection = {
    assistant_id: assistant,
    custom_base_url: `${hub.url}/v1`,
    function_handler: (calls: unknown[]) => {
      handled.push(...calls);
      return calls.map(() => OUTPUT);
    },
  };
  const { chat, texts } = await openDeepChat(window, connection, stream);
  const answered = callAndAnswer();
  chat.submitUserMessage({ text: QUESTION });
  await answered;
  expect(await texts.until((said) => said.at(-1) === ANSWER)).toEqual([QUESTION, ANSWER]);
  expect(handled).toEqual([{ name: 'get_weather', arguments: ARGUMENTS }]);
});

it('the assistant of LangChain gives the call, and takes its output', async () => {
  const answered = callAndAnswer();
  const calls = await invokeAssistant(client, assistant, { content: QUESTION });
  expect(calls).toMatchObject([{ id: 'call_1', function: { name: 'get_weather', arguments: ARGUMENTS } }]);
  const [run] = (await lastRuns()).data;
  const outputs = {
    threadId: run!.thread_id,
    runId: run!.id,
    toolOutputs: [{ tool_call_id: 'call_1', output: OUTPUT }],
  };
  const said = await invokeAssistant(client, assistant, outputs);
  expect(said).toMatchObject([{ content: [{ text: { value: ANSWER } }] }]);
  await answered;
});

// https://www.npmjs.com/package/@azure/ai-agents#create-agent-with-function-call
it('@azure/ai-agents polls until the run waits, and submits the output', async () => {
  const azure = createAzureClient(hub.url);
  const answered = callAndAnswer();
  const thread = await azure.threads.create();
  await azure.messages.create(thread.id, 'user', QUESTION);
  let run: AzureRun = await azure.runs.create(thread.id, assistant);
  while (run.status === 'queued' || run.status === 'in_progress' || run.status === 'requires_action') {
    const calls = run.requiredAction?.submitToolOutputs.toolCalls ?? [];
    run =
      calls.length > 0
        ? await azure.runs.submitToolOutputs(
            thread.id,
            run.id,
            calls.map(({ id }) => ({ toolCallId: id, output: OUTPUT })),
          )
        : await azure.runs.get(thread.id, run.id);
  }
  expect(run.status).toBe('completed');
  const texts = [];
  for await (const { content } of azure.messages.list(thread.id, { order: 'asc' }))
    texts.push(...content.map(({ text }) => text.value));
  expect(texts).toEqual([QUESTION, ANSWER]);
  await answered;
});

/** The runs of the thread that was made last. */
async function lastRuns() {
  const { body } = await hub.call<{ data: { id: string }[] }>('/threads?limit=1');
  return client.beta.threads.runs.list(body.data[0]!.id);
}
