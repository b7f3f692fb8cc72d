import { MAX_TEXT_LENGTH } from '../protocol/max-text-length.ts';
import type { Agent, ChatMessage, CompletionOptions, Environment, StreamHandler } from './agent.ts';
import type { AgentHost } from './agent-host.ts';
import { createStreamSource, type StreamSource } from './stream-handler.ts';

/** One more than a message holds: the hub cuts a longer reply off, and the run says so. */
const MOST_SENT = MAX_TEXT_LENGTH + 1;

/**
 * Calls an agent, and settles when it has.
 * @throws what the agent throws, or what a streamed completion failed with that the agent never looked at
 */
export async function runAgent(agent: Agent, host: AgentHost): Promise<void> {
  const { env, unseenError } = createEnvironment(host);
  await agent(env);
  const unseen = unseenError();
  if (unseen) throw unseen;
}

/** Builds the environment of one run. Its calls throw once the host's signal is aborted. */
function createEnvironment(host: AgentHost): { env: Environment; unseenError(): Error | null } {
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
      host.reply(text.slice(0, MOST_SENT), (handler && completions.get(handler)?.id) ?? null);
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
    unseenError() {
      for (const { source } of completions.values()) {
        const error = source.unseenError();
        if (error) return error;
      }
      return null;
    },
  };
}
