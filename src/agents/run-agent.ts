import { MAX_TEXT_LENGTH } from '../protocol/max-text-length.ts';
import type {
  Agent,
  ChatMessage,
  CompletionOptions,
  Environment,
  Form,
  StreamHandler,
  StreamOptions,
} from './agent.ts';
import type { AgentHost, HostStreamOptions } from './agent-host.ts';
import { ask, type AskOptions } from './ask.ts';
import { runTools } from './run-tools.ts';
import { createStreamSource, type StreamSource } from './stream-handler.ts';
import { openStreamWriter } from './stream-writer.ts';

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
  const streams = new Map<StreamHandler, { id: string; source: StreamSource }>();
  let { recorded } = host;

  function stream(messages: ChatMessage[], options: HostStreamOptions): StreamHandler {
    signal.throwIfAborted();
    const source = createStreamSource();
    streams.set(source.handler, { id: host.stream(messages, options, source), source });
    return source.handler;
  }

  function reply(text: string, of: StreamHandler | null): void {
    host.reply(text.slice(0, MAX_SENT_LENGTH), (of && streams.get(of)?.id) ?? null);
  }

  function completion(messages: ChatMessage[], options: StreamOptions & { stream: true }): StreamHandler;
  function completion(
    messages: ChatMessage[],
    options?: CompletionOptions & { stream?: false },
  ): Promise<string>;
  function completion(messages: ChatMessage[], options: StreamOptions & { stream?: boolean } = {}) {
    if (options.stream) return stream(messages, options);
    signal.throwIfAborted();
    return host.complete(messages, options);
  }

  function askPerson(question: string, options?: { choices?: string[] }): Promise<string | null>;
  function askPerson(question: string, options: { form: Form }): Promise<Record<string, unknown> | null>;
  async function askPerson(question: string, options: AskOptions = {}) {
    signal.throwIfAborted();
    return ask(host, question, options);
  }

  const env: Environment = {
    completion,
    async runTools(messages, options) {
      signal.throwIfAborted();
      return runTools(
        {
          stream,
          reply,
          idOf: (handler) => streams.get(handler)!.id,
          answerCall: host.answerCall,
          approveCall: host.approveCall,
          takeRecorded() {
            const taken = recorded;
            recorded = null;
            return taken;
          },
          listServerTools: host.listServerTools,
          callServerTool: host.callServerTool,
          signal,
        },
        messages,
        options,
      );
    },
    ask: askPerson,
    async runAgent(agentId, options = {}) {
      signal.throwIfAborted();
      const { threadId, runId } = await host.runAgent(agentId, options);
      return {
        threadId,
        async replies() {
          signal.throwIfAborted();
          if (runId === null) throw new Error('a run on the same thread starts after this one has ended');
          return host.repliesOf(runId);
        },
      };
    },
    stream() {
      signal.throwIfAborted();
      const { writer, ...opened } = openStreamWriter(host);
      streams.set(writer, opened);
      return writer;
    },
    async addReply(given, { of } = {}) {
      const text = typeof given === 'string' ? given : await given.text();
      signal.throwIfAborted();
      reply(text, of ?? (typeof given === 'string' ? null : given));
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
      for (const { source } of streams.values()) {
        const error = source.unreadError();
        if (error) return error;
      }
      return null;
    },
  };
}
