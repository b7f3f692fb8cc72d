import type { ChatMessage, CompletionChunk, CompletionOptions, ThreadMessage } from './agent.ts';

/** Receives one streamed completion. */
export interface CompletionReceiver {
  /** May return a promise that settles when the receiver is ready for more. */
  push(chunk: CompletionChunk): void | Promise<void>;
  end(): void;
  fail(error: Error): void;
}

/**
 * The hub's functions for one run of an agent. `Environment` is built on them. The hub implements them for a run; in an
 * agent's process, the channel to the hub implements them.
 */
export interface AgentHost {
  /** Starts a streamed completion. Returns its id, for `reply`. Throws if the run has ended. */
  stream(messages: ChatMessage[], options: CompletionOptions, receiver: CompletionReceiver): string;
  complete(messages: ChatMessage[], options: CompletionOptions): Promise<string>;
  /** @param completion the id of the streamed completion from which the text was made; null if the agent named none */
  reply(text: string, completion: string | null): void;
  listMessages(): Promise<ThreadMessage[]>;
  requestUserInput(): void;
  /** Aborted when the run ends. */
  readonly signal: AbortSignal;
}
