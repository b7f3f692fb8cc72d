import type { JsdomWindow } from 'jsdom';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { callChunk, endWith, makeAssistant, say, WEATHER } from '../runner/assistant-run.ts';
import { createAzureClient } from './azure-client.ts';
import { invokeAssistant } from './langchain-assistant.ts';
import { assistantResponse, openDeepChat, openUseAssistant } from './page-clients.ts';
import { restoreGlobals, stubPageGlobals } from './page-globals.ts';

const QUESTION = 'What is the weather in Athens?';
const OUTPUT = 'It is 30 °C.';
const ANSWER = 'It is hot.';

let hub: TestHub;
let window: JsdomWindow;
let openai: OpenAI;

beforeAll(async () => {
  hub = await openTestHub();
  window = stubPageGlobals();
  openai = new OpenAI({ baseURL: `${hub.url}/v1`, apiKey: 'any', dangerouslyAllowBrowser: true });
});
afterAll(async () => {
  restoreGlobals();
  await hub.close();
});

/** Lets the model call the function, and answer after its output, which is returned. */
async function answerWithTool(): Promise<unknown> {
  const completion = await hub.provider.nextCompletion();
  completion.pushChunk(callChunk('call_1'));
  endWith(completion, 'tool_calls');
  const { request } = await say(hub, ANSWER);
  return request.messages.at(-1);
}

const TOOL_MESSAGE = { role: 'tool', tool_call_id: 'call_1', content: OUTPUT };

// https://deepchat.dev/docs/directConnection/openAI#assistant-functions
it.each([
  ['polled', false],
  ['streamed', true],
])('deep-chat creates an assistant, and answers its function call: %s', async (_, stream) => {
  const calls: object[] = [];
  const { chat, texts } = await openDeepChat(
    window,
    {
      custom_base_url: `${hub.url}/v1`,
      new_assistant: { model: 'gpt-4o', tools: [WEATHER] },
      function_handler: (functions: object[]) => {
        calls.push(...functions);
        return [OUTPUT];
      },
    },
    stream,
  );
  const answered = answerWithTool();
  chat.submitUserMessage({ text: QUESTION });
  expect(await answered).toMatchObject(TOOL_MESSAGE);
  expect(await texts.until((said) => said.at(-1) === ANSWER)).toEqual([QUESTION, ANSWER]);
  expect(calls).toEqual([{ name: 'weather', arguments: '{"city":"Athens"}' }]);
});

it('useAssistant of Vercel answers a function call', async () => {
  const assistant_id = await makeAssistant(hub);
  const { threads } = openai.beta;
  const { chats, close } = openUseAssistant(window, async (input) => {
    const threadId = input.threadId ?? (await threads.create({})).id;
    const { id } = await threads.messages.create(threadId, { role: 'user', content: input.message });
    type Run = OpenAI.Beta.Threads.Run;
    return assistantResponse<Run>({ threadId, messageId: id }, async ({ forwardStream }) => {
      let run = await forwardStream(threads.runs.stream(threadId, { assistant_id }));
      while (run?.status === 'requires_action' && run.required_action?.type === 'submit_tool_outputs') {
        const tool_outputs = run.required_action.submit_tool_outputs.tool_calls.map((call) => ({
          tool_call_id: call.id,
          output: OUTPUT,
        }));
        const outputs = { thread_id: threadId, tool_outputs };
        run = await forwardStream(threads.runs.submitToolOutputsStream(run.id, outputs));
      }
    });
  });
  const answered = answerWithTool();
  const idle = await chats.until(({ status }) => status === 'awaiting_message');
  void idle.append({ role: 'user', content: QUESTION });
  expect(await answered).toMatchObject(TOOL_MESSAGE);
  const chat = await chats.until(
    ({ status, messages }) => status === 'awaiting_message' && messages.at(-1)?.content === ANSWER,
  );
  expect([chat.error, chat.messages.map(({ content }) => content)]).toEqual([undefined, [QUESTION, ANSWER]]);
  close();
});

it('the assistant of LangChain returns function calls, and accepts their outputs', async () => {
  const assistantId = await makeAssistant(hub);
  const answered = answerWithTool();
  const {
    result: calls,
    threadId,
    runId,
  } = await invokeAssistant(openai, assistantId, { content: QUESTION });
  expect(calls).toMatchObject([{ id: 'call_1', type: 'function', function: { name: 'weather' } }]);
  const toolOutputs = [{ tool_call_id: 'call_1', output: OUTPUT }];
  const { result } = await invokeAssistant(openai, assistantId, { threadId, runId, toolOutputs });
  expect(await answered).toMatchObject(TOOL_MESSAGE);
  expect(result).toMatchObject([{ content: [{ text: { value: ANSWER } }] }]);
});

// https://www.npmjs.com/package/@azure/ai-agents#create-agent-with-function-call
it('@azure/ai-agents creates an agent with a function, polls until its call, and submits the output', async () => {
  const client = createAzureClient(hub.url);
  const made = await client.createAgent('gpt-4o', {
    name: 'my-agent',
    instructions: 'Help.',
    tools: [WEATHER],
  });
  const thread = await client.threads.create();
  await client.messages.create(thread.id, 'user', QUESTION);
  const answered = answerWithTool();
  let run = await client.runs.create(thread.id, made.id);
  const calls: unknown[] = [];
  while (['queued', 'in_progress', 'requires_action'].includes(run.status)) {
    run = await client.runs.get(thread.id, run.id);
    if (run.status !== 'requires_action' || !run.requiredAction) continue;
    calls.push(...run.requiredAction.submitToolOutputs.toolCalls);
    await client.runs.submitToolOutputs(thread.id, run.id, [{ toolCallId: 'call_1', output: OUTPUT }]);
  }
  expect(await answered).toMatchObject(TOOL_MESSAGE);
  expect(run.status).toBe('completed');
  expect(calls).toMatchObject([
    { id: 'call_1', function: { name: 'weather', arguments: '{"city":"Athens"}' } },
  ]);
  await client.deleteAgent(made.id);
});
