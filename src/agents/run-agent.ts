import { MAX_TEXT_LENGTH } from '../protocol/max-text-length.ts';
import type { Agent, ChatMessage, CompletionOptions, Environment, StreamHandler } from './agent.ts';
import type { AgentHost } from './agent-host.ts';
import { createStreamSource, type StreamSource } from './stream-handler.ts';

/**
 * Maximum length of a reply that is sent, in characters: one more than a message can hold, so that the hub notices that
 * a reply is too long, and cuts it.
 */
const MAX_SENT_LENGTH = MAX_TEXT_LENGTH + 1;

/**
 * Calls an agent, and settles when it has finished.
 * @throws the agent's error, or the error of a streamed completion that the agent never read
 */
export async function runAgent(agent: Agent, host: AgentHost): Promise<void> {
  const { env, unreadError } = createEnvironment(host);
  await agent(env);
  const unread = unreadError();
  if (unread) throw unread;
}

/** Creates the environment of one run. Its calls throw once the host's signal is aborted. */
function createEnvironment(host: AgentHost): { env: Environment; unreadError(): Error | null } {
  const { signal } = host;
  const completions = new Map<StreamHandler, { id: string; source: StreamSource }>();

  function completion(messages: ChatMessage[], options: CompletionOptions & { stream: true }): StreamHandler;
  function completion(
    messages: ChatMessage[],
    options?: CompletionOptions & { stream?: false },
  ): Promise<string>;
  function completion(messages: ChatMessage[], options: CompletionOptions & { stream?: boolean } = {}) {
    signal.throwIfAborted();
    if (!options.stream) return host.complete(messages, options);
    const source = createStreamSource();
    completions.set(source.handler, { id: host.stream(messages, options, source), source });
    return source.handler;
  }

  const env: Environment = {
    completion,
    async addReply(reply, { of } = {}) {
      const text = typeof reply === 'string' ? reply : await reply.text();
      signal.throwIfAborted();
      const handler = of ?? (typeof reply === 'string' ? null : reply);
      host.reply(text.slice(0, MAX_SENT_LENGTH), (handler && completions.get(handler)?.id) ?? null);
    },
    async listMessages() {
      signal.throwIfAborted();
      return host.listMessages();
    },
    requestUserInput() {
      signal.throwIfAborted();
      host.requestUserInput();
    },
    signal,
  };

  return {
    env,
    unreadError() {
      for (const { source } of completions.values()) {
        const error = source.unreadError();
        if (error) return error;
      }
      return null;
    },
  };
}
