import type { CompletionChunk } from '../../../src/agents/agent.ts';
import type { ScriptedCompletion } from '../../support/scripted-provider.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

/** A run of an assistant on its own thread. */
export interface AssistantRun {
  threadId: string;
  runId: string;
  /** `/threads/{thread}/runs/{run}` */
  path: string;
  stream: string;
}

/** A run as returned by the API. */
export interface RunJson {
  id: string;
  status: string;
  required_action: { type: string; submit_tool_outputs: { tool_calls: { id: string }[] } } | null;
  incomplete_details: { reason: string } | null;
  usage: object | null;
  [field: string]: unknown;
}

export const WEATHER = {
  type: 'function',
  function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
};

/** Creates an assistant, and returns its id. */
export async function makeAssistant(hub: TestHub, body: object = {}): Promise<string> {
  const made = await hub.call<{ id: string }>('/assistants', { model: 'any', tools: [WEATHER], ...body });
  return made.body.id;
}

/** Opens a hub that has an assistant. */
export async function openAssistantHub(body: object = {}): Promise<{ hub: TestHub; assistantId: string }> {
  const hub = await openTestHub();
  return { hub, assistantId: await makeAssistant(hub, body) };
}

/** Starts a run of an assistant on a new thread with one message. */
export async function startAssistant(
  hub: TestHub,
  assistantId: string,
  body: object = {},
): Promise<AssistantRun> {
  const thread = { messages: [{ role: 'user', content: 'What is the weather?' }] };
  const { body: run } = await hub.call<{ id: string; thread_id: string }>('/threads/runs', {
    assistant_id: assistantId,
    thread,
    ...body,
  });
  return pathsOf(run.thread_id, run.id);
}

export function pathsOf(threadId: string, runId: string): AssistantRun {
  const thread = `/threads/${threadId}`;
  return { threadId, runId, path: `${thread}/runs/${runId}`, stream: `${thread}/stream/${runId}` };
}

/** Returns a chunk with a complete tool call. */
export function callChunk(id: string, index = 0, name = 'weather', city = 'Athens'): CompletionChunk {
  const call = { index, id, type: 'function', function: { name, arguments: JSON.stringify({ city }) } };
  return { choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: null }] };
}

/** Returns a chunk with a piece of the model's thinking. */
export function thinkingChunk(text: string): CompletionChunk {
  return { choices: [{ index: 0, delta: { reasoning_content: text } }] };
}

/** Ends a completion with its finish reason and its usage. */
export function endWith(completion: ScriptedCompletion, finish: string, prompt = 10, answer = 5): void {
  completion.pushChunk({ choices: [{ index: 0, delta: {}, finish_reason: finish }] });
  const usage = { prompt_tokens: prompt, completion_tokens: answer, total_tokens: prompt + answer };
  completion.pushChunk({ choices: [], usage });
  completion.end();
}

/** Lets the model make these calls, and waits until the run waits for their outputs. */
export async function callTools(
  hub: TestHub,
  { runId }: AssistantRun,
  ...ids: string[]
): Promise<ScriptedCompletion> {
  const completion = await hub.provider.nextCompletion();
  ids.forEach((id, index) => completion.pushChunk(callChunk(id, index)));
  endWith(completion, 'tool_calls');
  await hub.untilLogged(runId, `"submit_tool_outputs":{"tool_calls":[{"id":"${ids[0]}"`);
  return completion;
}

/** Lets the model answer with this text. */
export async function say(hub: TestHub, text: string): Promise<ScriptedCompletion> {
  const completion = await hub.provider.nextCompletion();
  completion.push(text);
  endWith(completion, 'stop');
  return completion;
}

/** Returns the body that submits the outputs of these calls. */
export function outputsOf(...ids: string[]): { tool_outputs: object[] } {
  return { tool_outputs: ids.map((id) => ({ tool_call_id: id, output: `output of ${id}` })) };
}
