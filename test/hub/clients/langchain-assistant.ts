import type OpenAI from 'openai';

/** A question on a thread or on a new one, or the outputs of the functions that a run has called. */
type AssistantInput =
  | { content: string; threadId?: string }
  | { threadId: string; runId: string; toolOutputs: { tool_call_id: string; output: string }[] };

/** The reply of a run or the calls that it waits for, with the id of the run. */
interface AssistantOutput {
  threadId: string;
  runId: string;
  result: OpenAI.Beta.Threads.Message[] | OpenAI.Beta.Threads.Runs.RequiredActionFunctionToolCall[];
}

/**
 * Does what LangChain's `OpenAIAssistantRunnable` does, with the client that it uses. The package itself and its
 * dependencies are larger than those of all other tests together. Source: `invoke`, `_waitForRun` and
 * `_getResponse` of `@langchain/classic` 1.0.50,
 * https://github.com/langchain-ai/langchainjs/blob/main/libs/langchain-classic/src/experimental/openai_assistant/index.ts
 */
export async function invokeAssistant(
  client: OpenAI,
  assistantId: string,
  input: AssistantInput,
): Promise<AssistantOutput> {
  const { threads } = client.beta;
  const started = await start();
  const ids = { threadId: started.thread_id, runId: started.id };
  let run: OpenAI.Beta.Threads.Run;
  do run = await threads.runs.retrieve(started.id, { thread_id: started.thread_id });
  while (['in_progress', 'queued'].includes(run.status)); // the original sleeps between these
  if (run.status === 'completed') {
    const messages = await threads.messages.list(run.thread_id, { order: 'desc' });
    return { ...ids, result: messages.data.filter((message) => message.run_id === run.id) };
  }
  if (run.status === 'requires_action')
    return { ...ids, result: run.required_action?.submit_tool_outputs.tool_calls ?? [] };
  throw new Error(`Unexpected run status ${run.status}.`);

  async function start(): Promise<OpenAI.Beta.Threads.Run> {
    const { threadId } = input;
    if ('toolOutputs' in input) {
      const outputs = { thread_id: input.threadId, tool_outputs: input.toolOutputs };
      return threads.runs.submitToolOutputs(input.runId, outputs);
    }
    const { content } = input;
    if (threadId === undefined) {
      const thread = { messages: [{ role: 'user' as const, content }] };
      return threads.createAndRun({ thread, assistant_id: assistantId });
    }
    await threads.messages.create(threadId, { content, role: 'user' });
    return threads.runs.create(threadId, { assistant_id: assistantId });
  }
}
