import type { Agent, RunToolsOptions, Tool } from '../../../src/agents/agent.ts';
import type { CompletionRequest } from '../../../src/hub/providers/provider.ts';
import type { RunStep } from '../../../src/protocol/run-step.ts';
import type { TestHub } from '../../support/test-hub.ts';
import { callChunk, endWith, pathsOf, type AssistantRun } from './assistant-run.ts';

export const PARAMETERS = { type: 'object', properties: { city: { type: 'string' } } };
/** The usage that `endWith` reports. */
export const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

/** A tool that does this. */
export function toolThat(run: Tool['run']): Tool {
  return { description: 'The weather of a city.', parameters: PARAMETERS, run };
}

/** Replies with the answer of a model that has these tools. */
export function withTools(tools: Record<string, Tool>, options: Partial<RunToolsOptions> = {}): Agent {
  return async (env) => {
    const messages = await env.listMessages();
    await env.addReply(await env.runTools(messages, { tools, ...options }));
  };
}

/**
 * Starts a run of this agent on a new thread.
 * @param details the `details` of its metadata
 */
export async function startAgent(hub: TestHub, agent: Agent, details?: object): Promise<AssistantRun> {
  const { threadId, runId } = await hub.run(agent, undefined, details);
  return pathsOf(threadId, runId);
}

/** Lets the model call these tools, with the ids `call_0`, `call_1` and so on. */
export async function call(hub: TestHub, ...names: string[]): Promise<CompletionRequest> {
  const completion = await hub.provider.nextCompletion();
  names.forEach((name, index) => completion.pushChunk(callChunk(`call_${index}`, index, name)));
  endWith(completion, 'tool_calls');
  return completion.request;
}

/** The steps of a run, oldest first. */
export async function stepsOf(hub: TestHub, { path }: AssistantRun): Promise<RunStep[]> {
  const { body } = await hub.call<{ data: RunStep[] }>(`${path}/steps?order=asc&include_thinking=true`);
  return body.data;
}

/** A promise that the test resolves. */
export function deferred<Value = void>() {
  let resolve!: (value: Value) => void;
  const promise = new Promise<Value>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** The outputs that the model is sent, in the order of its calls. */
export function outputsSent({ messages }: Pick<CompletionRequest, 'messages'>): (string | null)[] {
  return messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
}
