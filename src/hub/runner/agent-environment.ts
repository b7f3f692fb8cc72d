import type { ChatMessage, CompletionOptions, Environment, StreamHandler } from '../../agents/agent.ts';
import { createStreamSource, type StreamSource } from '../../agents/stream-handler.ts';
import type { AgentMetadata } from '../../protocol/assistant.ts';
import { textOf } from '../../protocol/message.ts';
import type { RunRow } from '../db/runs.ts';
import type { CompletionRequest, Provider } from '../providers/provider.ts';
import { createCompletionSink } from './create-completion-sink.ts';
import type { CompletionSink } from './completion-sink.ts';
import type { RunConversation } from './run-conversation.ts';
import type { RunRecorder } from './run-recorder.ts';

interface AgentEnvironmentDependencies {
  provider: Provider;
  recorder: RunRecorder;
  conversation: RunConversation;
  run: RunRow;
  defaults: AgentMetadata['details']['agent']['defaults'];
  signal: AbortSignal;
}

/** An agent's environment, with what the runner has to know once the agent has returned. */
export interface AgentEnvironment {
  readonly env: Environment;
  /** Whether the agent waits for the person. */
  isInputRequested(): boolean;
  /** What a completion failed with that the agent never looked at. */
  unseenError(): Error | null;
}

/** The environment of one run. Its calls throw once the signal is aborted. */
export function createAgentEnvironment(dependencies: AgentEnvironmentDependencies): AgentEnvironment {
  const { provider, recorder, conversation, run, defaults, signal } = dependencies;
  const drafts = new Map<StreamHandler, { id: string; source: StreamSource }>();
  let inputRequested = false;

  function request(messages: ChatMessage[], options: CompletionOptions): CompletionRequest {
    signal.throwIfAborted();
    const instructions: ChatMessage[] = run.instructions
      ? [{ role: 'system', content: run.instructions }]
      : [];
    return {
      model: options.model ?? run.model ?? provider.defaultModel ?? defaults.model ?? null,
      messages: [...instructions, ...messages],
      maxTokens: options.maxTokens ?? defaults.model_max_tokens,
      temperature: options.temperature ?? defaults.model_temperature,
      signal,
      deadline: run.expiresAt.getTime(),
      onNotice: conversation.onNotice,
    };
  }

  async function pump(asked: CompletionRequest, sink: CompletionSink, source: StreamSource): Promise<void> {
    try {
      for await (const chunk of provider.stream(asked)) {
        await sink.push(chunk);
        source.push(chunk);
      }
      sink.close('ended');
      source.end();
    } catch (error) {
      sink.close('failed');
      source.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async function complete(asked: CompletionRequest): Promise<string> {
    const answer = await provider.complete(asked);
    recorder.answered(answer);
    return answer.text;
  }

  function completion(messages: ChatMessage[], options: CompletionOptions & { stream: true }): StreamHandler;
  function completion(
    messages: ChatMessage[],
    options?: CompletionOptions & { stream?: false },
  ): Promise<string>;
  function completion(messages: ChatMessage[], options: CompletionOptions & { stream?: boolean } = {}) {
    const asked = request(messages, options);
    if (!options.stream) return complete(asked);
    const source = createStreamSource();
    const sink = createCompletionSink(recorder, recorder.openDraft(), signal);
    drafts.set(source.handler, { id: sink.messageId, source });
    void pump(asked, sink, source);
    return source.handler;
  }

  return {
    env: {
      completion,
      async addReply(reply, { of } = {}) {
        const text = typeof reply === 'string' ? reply : await reply.text();
        signal.throwIfAborted();
        const handler = of ?? (typeof reply === 'string' ? null : reply);
        recorder.reply({ text, draftId: (handler && drafts.get(handler)?.id) ?? null });
      },
      async listMessages() {
        signal.throwIfAborted();
        const messages = await conversation.read();
        return messages.map(({ id, role, content }) => ({ id, role, content: textOf(content) }));
      },
      requestUserInput() {
        signal.throwIfAborted();
        inputRequested = true;
      },
      signal,
    },
    isInputRequested: () => inputRequested,
    unseenError() {
      for (const { source } of drafts.values()) {
        const error = source.unseenError();
        if (error) return error;
      }
      return null;
    },
  };
}
