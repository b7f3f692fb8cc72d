import type { ChatMessage, CompletionChunk, CompletionOptions, ThreadMessage } from './agent.ts';

/** Receives one streamed completion. */
export interface CompletionReceiver {
  /** May return a promise that settles when the receiver can take more. */
  push(chunk: CompletionChunk): void | Promise<void>;
  end(): void;
  fail(error: Error): void;
}

/**
 * Everything an agent can ask of the hub: the narrow interface that `Environment` is built on. The hub implements it
 * for a run; in the process of an agent, the channel to the hub does.
 */
export interface AgentHost {
  /** Starts a streamed completion, and returns its id, which `reply` takes. Throws once the run has ended. */
  stream(messages: ChatMessage[], options: CompletionOptions, receiver: CompletionReceiver): string;
  complete(messages: ChatMessage[], options: CompletionOptions): Promise<string>;
  /** @param completion the id of the streamed completion that the text was made from, if the agent named one */
  reply(text: string, completion: string | null): void;
  listMessages(): Promise<ThreadMessage[]>;
  requestUserInput(): void;
  /** Aborted when the run ends. */
  readonly signal: AbortSignal;
}
