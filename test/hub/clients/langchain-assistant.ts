import type OpenAI from 'openai';

/** What a person says: on a new thread, or on one that is there. */
interface AssistantQuestion {
  content: string;
  threadId?: string;
}

/** What the functions have returned that a run waits for. */
interface ToolOutputs {
  threadId: string;
  runId: string;
  toolOutputs: { tool_call_id: string; output: string }[];
}

/**
 * Does what LangChain's `OpenAIAssistantRunnable` does, with the client that it does it with: the package and what it needs
 * is larger than all else that tests need together.
 * Source: `invoke`, `_waitForRun` and `_getResponse` of `@langchain/classic` 1.0.50,
 * https://github.com/langchain-ai/langchainjs/blob/main/libs/langchain-classic/src/experimental/openai_assistant/index.ts
 */
export async function invokeAssistant(
  client: OpenAI,
  assistantId: string,
  input: AssistantQuestion | ToolOutputs,
): Promise<OpenAI.Beta.Threads.Message[] | OpenAI.Beta.Threads.Runs.RequiredActionFunctionToolCall[]> {
  const { threads } = client.beta;
  const started = await start();
  let run: OpenAI.Beta.Threads.Run;
  do run = await threads.runs.retrieve(started.id, { thread_id: started.thread_id });
  while (['in_progress', 'queued'].includes(run.status)); // it sleeps between these
  if (run.status === 'completed') {
    const messages = await threads.messages.list(run.thread_id, { order: 'desc' });
    return messages.data.filter((message) => message.run_id === run.id);
  }
  if (run.status === 'requires_action') return run.required_action?.submit_tool_outputs.tool_calls ?? [];
  throw new Error(`Unexpected run status ${run.status}.`);

  async function start(): Promise<OpenAI.Beta.Threads.Run> {
    if ('runId' in input) {
      return threads.runs.submitToolOutputs(input.runId, {
        thread_id: input.threadId,
        tool_outputs: input.toolOutputs,
      });
    }
    const { content, threadId } = input;
    if (threadId === undefined) {
      const thread = { messages: [{ role: 'user' as const, content }] };
      return threads.createAndRun({ thread, assistant_id: assistantId });
    }
    await threads.messages.create(threadId, { content, role: 'user' });
    return threads.runs.create(threadId, { assistant_id: assistantId });
  }
}
