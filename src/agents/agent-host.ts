import type {
  ChatMessage,
  CompletionChunk,
  CompletionOptions,
  RunAgentOptions,
  StreamOptions,
  ThreadMessage,
} from './agent.ts';

/** Receives one streamed completion. */
export interface CompletionReceiver {
  /** May return a promise that settles when the receiver is ready for more. */
  push(chunk: CompletionChunk): void | Promise<void>;
  end(): void;
  fail(error: Error): void;
}

/** Options of a completion that the hub streams. */
export interface HostStreamOptions extends StreamOptions {
  /** Whether the agent sends the output of each tool call. The step of the calls ends with the last output. */
  answersCalls?: boolean;
}

/** A piece of an agent's own text, or of its thinking. */
export interface WrittenPiece {
  kind: 'text' | 'thinking';
  value: string;
}

/** A run of another agent that has started. The id is null if it starts after this run, on the same thread. */
export interface StartedRun {
  threadId: string;
  runId: string | null;
}

/**
 * The hub's functions for one run of an agent. `Environment` is built on them. The hub implements them for a run; in an
 * agent's process, the channel to the hub implements them.
 */
export interface AgentHost {
  /** Starts a streamed completion. Returns its id, for `reply`. Throws if the run has ended. */
  stream(messages: ChatMessage[], options: HostStreamOptions, receiver: CompletionReceiver): string;
  /**
   * Sends the output of a tool call, once per call.
   * @param completion the id of a streamed completion that has ended. Its options have `answersCalls`.
   * @param place the place of the call among the calls of the completion
   */
  answerCall(completion: string, place: number, output: string): void;
  /** Opens a stream of the agent's own text. Returns its id, for `reply`. */
  openText(): string;
  /** Adds a piece to a stream of the agent's own text. */
  writeText(id: string, piece: WrittenPiece): void;
  /** Ends a stream of the agent's own text. */
  closeText(id: string): void;
  complete(messages: ChatMessage[], options: CompletionOptions): Promise<string>;
  /** @param completion the id of the stream from which the text was made; null if the agent named none */
  reply(text: string, completion: string | null): void;
  listMessages(): Promise<ThreadMessage[]>;
  runAgent(agentId: string, options: RunAgentOptions): Promise<StartedRun>;
  /**
   * Resolves to the replies of another run, once it has ended. Rejects if it has not finished its work.
   * @param runId the id of a run that `runAgent` has started
   */
  repliesOf(runId: string): Promise<string[]>;
  requestUserInput(): void;
  /** Aborted when the run ends. */
  readonly signal: AbortSignal;
}
