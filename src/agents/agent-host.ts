import type { ChatMessage, CompletionChunk, CompletionOptions, ThreadMessage } from './agent.ts';

/** Receives one streamed completion. */
export interface CompletionReceiver {
  /** May return a promise that settles when the receiver is ready for more. */
  push(chunk: CompletionChunk): void | Promise<void>;
  end(): void;
  fail(error: Error): void;
}

/**
 * What an agent can request from the hub: the interface below `Environment`. It is implemented by the hub for a run, and
 * in an agent's process by the channel to the hub.
 */
export interface AgentHost {
  /** Starts a streamed completion, and returns its id for `reply`. Throws once the run has ended. */
  stream(messages: ChatMessage[], options: CompletionOptions, receiver: CompletionReceiver): string;
  complete(messages: ChatMessage[], options: CompletionOptions): Promise<string>;
  /** @param completion the id of the streamed completion that the text was made from, if the agent named one */
  reply(text: string, completion: string | null): void;
  listMessages(): Promise<ThreadMessage[]>;
  requestUserInput(): void;
  /** Aborted when the run ends. */
  readonly signal: AbortSignal;
}
